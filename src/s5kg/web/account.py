"""What a request asked of the engine and what that took: for the log, the metrics, the headers."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from s5kg.web.answers import Given
from s5kg.web.stored import tell

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


@dataclass
class Account:
    """What the request in hand has asked so far.

    `query` is None where it has no query; `engine` are the seconds of work, None where the engine
    was not asked; `stopped` is the limit that ended a query; `given` is what the asker got.
    """

    began: float = field(default_factory=time.monotonic)
    query: str | None = None
    kind: str = ""
    state: str = ""
    engine: float | None = None
    stopped: str = ""
    given: Given | None = None
    counted: int | None = None

    @property
    def rows(self) -> int | None:
        """How many rows or triples the answer has, None where that is not known."""
        return self.given.rows if self.given else self.counted

    def settled(self) -> "Account":
        """Return what is known of the answer without it, as if it had been there already."""
        return replace(self, given=None, engine=None, counted=self.rows)

    def note(self, given: Given) -> None:
        """Keep what the asker got."""
        self.given = given
        self.kind = given.answer.format.family.name.lower()


@dataclass(frozen=True)
class Served:
    """A request that was answered: `account` has what it asked, the rest is of the response.

    `seconds` is the time in all; `bytes` is None where the length was not known beforehand.
    """

    account: Account
    method: str
    blueprint: str | None
    address: str | None
    status: int
    media_type: str | None
    bytes: int | None
    seconds: float

    @property
    def cached(self) -> bool:
        """Whether there was a query, and an answer to it without the engine."""
        asked = self.account
        return asked.engine is None and asked.query is not None and self.status in (200, 304)


def account() -> Account:
    """Return the account of the request in hand."""
    found: Account | None = g.get("account")
    if found is None:
        found = g.account = Account()
    return found


def keep_accounts(app: Flask, *readers: Callable[[Served], object]) -> None:
    """Give every request of an app an account, and what came of it to those who read it.

    To be called before anything else completes answers: what is registered first is called last.
    """

    def begin() -> None:
        account()

    def finish(response: Response) -> Response:
        served = _served(response)
        for read in readers:
            read(served)
        tell(partial(_again, readers, replace(served, account=served.account.settled())))
        return response

    app.before_request(begin)
    if readers:
        app.after_request(finish)


def _served(response: Response) -> Served:
    kept = account()
    return Served(
        kept,
        request.method,
        request.blueprint,
        request.remote_addr,
        response.status_code,
        response.mimetype,
        response.content_length,
        time.monotonic() - kept.began,
    )


def _again(
    readers: Sequence[Callable[[Served], object]],
    first: Served,
    environ: "WSGIEnvironment",
    seconds: float,
) -> None:
    """Tell of a response that was given again, without the app and its engine."""
    served = replace(first, address=environ.get("REMOTE_ADDR"), seconds=seconds)
    for read in readers:
        read(served)
