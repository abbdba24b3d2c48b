"""What a request asked of the engine and what that took: for the log, the metrics, the headers."""

import time
from dataclasses import dataclass, field

from flask import g


@dataclass
class Account:
    """What the request in hand has asked so far.

    `query` is None where it has no query; `engine` are the seconds of work, None where the engine
    was not asked; `stopped` is the limit that ended a query.
    """

    began: float = field(default_factory=time.monotonic)
    query: str | None = None
    kind: str = ""
    state: str = ""
    engine: float | None = None
    stopped: str = ""

    def cached(self, status: int) -> bool:
        """Return whether an answer of this status came without the engine."""
        return self.engine is None and self.query is not None and status in (200, 304)


def account() -> Account:
    """Return the account of the request in hand."""
    found: Account | None = g.get("account")
    if found is None:
        found = g.account = Account()
    return found
