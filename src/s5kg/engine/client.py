"""A service elsewhere, and bounded HTTP requests to it: time, size, retries, what may go wrong."""

import json
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from s5kg.engine import BusyError, DeadlineError, RemoteError, TooLargeError
from s5kg.engine.profiles import PROFILES, Login, Profile
from s5kg.engine.transport import Transport

_CONNECT = 5.0  # seconds to reach a service that listens
_PAUSES = (0.1, 0.4)  # seconds before a request that did not get through is sent again
_ERROR = 4096  # bytes of an error that are read
UNREACHABLE = "it cannot be reached"
_WORDS = 500  # characters of another service's words that are passed on


class Bearer(httpx.Auth):
    """A token, sent with every request."""

    def __init__(self, token: str) -> None:
        """Keep the token."""
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


@dataclass(frozen=True)
class Service:
    """Which service is asked, and as whom.

    `url` takes queries. `secret` is the password of `user`, or without one a bearer token.
    `graphs` are the named graphs of the dataset, whose union is the default graph; by default
    those that the service has. `release` names the state of the data where somebody vouches for
    it; an empty one says that it is unknown, so that no answer may be kept.
    """

    url: str
    profile: Profile = PROFILES["generic"]
    user: str = ""
    secret: str = field(default="", repr=False)
    graphs: tuple[str, ...] = ()
    release: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for an address that is none, or one that holds a password."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address of the service must begin with http:// or https://")
        if parts.username is not None or parts.password is not None:
            raise ValueError("the address of the service must hold no user or password")

    @property
    def auth(self) -> httpx.Auth | None:
        """How requests say who asks."""
        if not self.secret:
            return None
        if not self.user:
            return Bearer(self.secret)
        if self.profile.login is Login.DIGEST:
            return httpx.DigestAuth(self.user, self.secret)
        return httpx.BasicAuth(self.user, self.secret)


@dataclass(frozen=True)
class Reply:
    """The status, the headers and the whole body, or of an error its beginning."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type, without parameters."""
        return str(self.headers.get("Content-Type", "")).partition(";")[0].strip().lower()

    @property
    def problem(self) -> dict[str, Any]:
        """The members of problem details (RFC 9457), none where it is no problem."""
        if self.media_type != "application/problem+json":
            return {}
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def said(self) -> str:
        """In words: the sentence of a problem, or where a redirect leads; empty without."""
        problem = self.problem
        words = problem.get("detail") or problem.get("title") or ""
        if 300 <= self.status < 400:
            words = self.headers.get("Location", "")
        return plain(str(words))


def plain(words: str) -> str:
    """Return another service's words as they may be shown: one line, printable, not long."""
    kept = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(kept.split())[:_WORDS]


class Client:
    """A pool of connections to one service. It may be used from any thread."""

    def __init__(self, service: Service, connections: int, most: int) -> None:
        """Take at most `connections` at a time, and bodies of at most `most` bytes."""
        self._url = service.url
        self._most = most
        self._transport = Transport(connections)
        # No proxy, .netrc or certificate from the environment, no redirects, no compression, which
        # would let a small body grow without limit.
        self._http = httpx.Client(
            auth=service.auth,
            trust_env=False,
            follow_redirects=False,
            transport=self._transport,
            headers={"User-Agent": "s5kg", "Accept-Encoding": "identity"},
        )

    def ask(self, form: Sequence[tuple[str, str]], accept: str, limit: float) -> Reply:
        """Post a form that changes nothing, so that it may be sent again; return the reply.

        Raises DeadlineError after `limit` seconds, BusyError where no connection is free for as
        long, TooLargeError, and RemoteError where there is no reply.
        """
        until = time.monotonic() + limit
        self._transport.end_at(until)
        for pause in (*_PAUSES, None):
            try:
                return self._send(form, accept, limit, until)
            except httpcore.PoolTimeout as error:
                raise BusyError(1) from error
            except httpcore.ConnectTimeout as error:
                raise RemoteError(UNREACHABLE) from error
            except httpcore.TimeoutException as error:
                raise DeadlineError(limit) from error
            except (httpcore.NetworkError, httpcore.ProtocolError, httpx.TransportError) as error:
                if pause is None or time.monotonic() + pause >= until:
                    reached = not isinstance(error, httpcore.ConnectError)
                    what = "it ends the connection" if reached else UNREACHABLE
                    raise RemoteError(what) from error
                time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _send(
        self, form: Sequence[tuple[str, str]], accept: str, limit: float, until: float
    ) -> Reply:
        left = max(until - time.monotonic(), 0.001)
        fields: dict[str, list[str]] = {}
        for name, value in form:
            fields.setdefault(name, []).append(value)
        timeout = httpx.Timeout(left, connect=min(left, _CONNECT))
        request = self._http.build_request(
            "POST", self._url, data=fields, headers={"Accept": accept}, timeout=timeout
        )
        response = self._http.send(request, stream=True)
        try:
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise RemoteError("it compresses what should not be")
            body = self._read(response, limit, until)
        finally:
            response.close()
        return Reply(response.status_code, response.headers, body)

    def _read(self, response: httpx.Response, limit: float, until: float) -> bytes:
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if not response.is_success and len(body) >= _ERROR:
                return bytes(body[:_ERROR])
            if len(body) > self._most:
                raise TooLargeError(self._most)
            if time.monotonic() > until:
                raise DeadlineError(limit)
        return bytes(body)

    def close(self) -> None:
        """Close all connections."""
        self._http.close()
