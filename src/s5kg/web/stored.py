"""Small responses that are stored whole and given again before the app is asked (RFC 9111).

A response is stored only where the app says which state of the graph it holds for, and is given
again only while that is the state, so that it is never stale.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from flask import request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_STORED = 8 * 1024 * 1024  # bytes in all
MOST_ONE = 64 * 1024  # bytes; beside a longer body, what the app takes is nothing
_OVERHEAD = 4096  # bytes that an entry costs beyond its body, by estimate
_LASTING, _AGAIN = "s5kg.lasting", "s5kg.again"
# Whatever else a response may depend on (its `Vary` names no more), and what is part of an address.
_SAME = (
    "wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO",
    "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE",
)  # fmt: skip
# With these, a request is more than a plain one for the whole response.
_MORE = (
    "CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_AUTHORIZATION", "HTTP_RANGE",
    "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE",
)  # fmt: skip
Key = tuple[str | None, ...]
Reader = Callable[["WSGIEnvironment", float], object]


@dataclass(frozen=True)
class Stored:
    """A response, the state that it holds for, and who is told when it is given again."""

    state: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    again: Reader | None


def lasts(state: str) -> None:
    """Say that the response to the request in hand holds as long as this state of the graph."""
    if state:
        request.environ[_LASTING] = state


def tell(again: Reader) -> None:
    """Have `again` called when the response to the request in hand is given again.

    It gets the environ of the later request, and the seconds that it took.
    """
    request.environ[_AGAIN] = again


class StoredResponses:
    """A WSGI app that gives stored responses of another one, up to `most` bytes of them."""

    def __init__(
        self, app: "WSGIApplication", state: Callable[[], str], most: int = MOST_STORED
    ) -> None:
        """Store nothing yet; `state` gives the name of the state that the graph is in now."""
        self._app = app
        self._state = state
        self._lock = Lock()
        self._stored: LRUCache[Key, Stored] = LRUCache(most, getsizeof=_size)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request."""
        begun = time.perf_counter()
        key = _key(environ)
        if key is None:
            return self._app(environ, start_response)
        with self._lock:
            stored = self._stored.get(key)
        if stored is None or stored.state != self._state():
            return self._ask(key, environ, start_response)
        seconds = time.perf_counter() - begun
        if stored.again:
            stored.again(environ, seconds)
        timing = f"cache;desc=hit, total;dur={seconds * 1000:.1f}"
        start_response("200 OK", [*stored.headers, ("Server-Timing", timing)])
        return [stored.body]

    def _ask(
        self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        began: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            began.append((status, headers))
            return start_response(status, headers, *error)

        parts = self._app(environ, start)
        state = environ.get(_LASTING)
        if state is None or not began or not began[-1][0].startswith("200 "):
            return parts
        headers = tuple(pair for pair in began[-1][1] if pair[0] != "Server-Timing")
        if _length(headers) > MOST_ONE:
            return parts
        try:
            body = b"".join(parts)
        finally:
            if close := getattr(parts, "close", None):
                close()
        stored = Stored(state, headers, body, environ.get(_AGAIN))
        if _size(stored) <= self._stored.maxsize:
            with self._lock:
                self._stored[key] = stored
        return [body]


def _key(environ: "WSGIEnvironment") -> Key | None:
    """Return what a stored response must have been asked with, None where none would do."""
    if environ["REQUEST_METHOD"] != "GET" or any(environ.get(name) for name in _MORE):
        return None
    return tuple(environ.get(name) for name in _SAME)


def _length(headers: Iterable[tuple[str, str]]) -> int:
    """Return the length of a body; one that is not known beforehand is too long."""
    given = next((value for name, value in headers if name == "Content-Length"), "")
    return int(given) if given.isdecimal() else MOST_ONE + 1


def _size(stored: Stored) -> int:
    return len(stored.body) + _OVERHEAD
