"""One HTTP client for addresses that a stranger chose: allowed, checked, bounded."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import quote, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from s5kg.federation import FetchError
from s5kg.federation.addresses import Network, Resolver, resolve, usable, within
from s5kg.federation.allowed import Allowed, Origin, origin
from s5kg.namespaces import BASE

_PIECE = 1 << 16
_OK = 200


@dataclass(frozen=True)
class Fetched:
    """A body and its media type, in lower case and without parameters."""

    body: bytes
    media_type: str


@dataclass(frozen=True)
class Fetcher:
    """Asks allowed origins.

    A call takes `total` seconds at most, of which `connect` for each address that is tried; a
    body has `most` bytes at most, also when decompressed. `private` are networks that may be
    called besides the public internet. `resolver` is asked once for each call, and the connection
    goes to what it said: a name cannot turn elsewhere in between.
    """

    allowed: Allowed
    private: tuple[Network, ...] = ()
    connect: float = 5.0
    total: float = 20.0
    most: int = 16 * 1024 * 1024
    resolver: Resolver = resolve
    tls: Callable[[], ssl.SSLContext] = field(default=ssl.create_default_context)

    def fetch(
        self,
        address: str,
        accept: Collection[str],
        body: bytes | None = None,
        content_type: str = "",
    ) -> Fetched:
        """GET an address, or POST a body to it; only media types of `accept` are taken.

        A redirect is not followed. Raises CallRefusedError for an address that is not allowed,
        FetchError where there is no usable answer.
        """
        self.allowed.check(address)
        goal = origin(address)
        headers = _headers(goal, accept)
        if body is not None:
            headers["Content-Type"] = content_type
        until = time.monotonic() + self.total
        with self._connection(goal, until) as connection:
            try:
                method = "GET" if body is None else "POST"
                connection.request(method, _target(address), body, headers, preload_content=False)
                with closing(connection.getresponse()) as response:
                    fetched = self._read(goal, response, accept)
            except (HTTPError, HTTPException, OSError, ValueError) as error:
                # What was cut looks like a whole answer that is not of use.
                if time.monotonic() < until and isinstance(error, FetchError):
                    raise
                if time.monotonic() >= until:
                    raise self._late(goal) from error
                raise FetchError(f"{goal} broke off", "broke-off", goal=str(goal)) from error
        if time.monotonic() >= until:
            raise self._late(goal)
        return fetched

    def _late(self, goal: Origin) -> FetchError:
        seconds = f"{self.total:g}"
        message = f"{goal} did not answer within {seconds} s"
        return FetchError(message, "late", goal=str(goal), seconds=seconds)

    @contextmanager
    def _connection(self, goal: Origin, until: float) -> Iterator[HTTPConnection]:
        """Give a connection that is cut at a moment of time.monotonic."""
        connection = self._connect(goal, until)
        # The connection forgets its socket once the answer begins and is to be the last one.
        cut = threading.Timer(max(until - time.monotonic(), 0), _cut, [connection.sock])
        cut.daemon = True
        cut.start()
        try:
            yield connection
        finally:
            cut.cancel()
            connection.close()

    def _connect(self, goal: Origin, until: float) -> HTTPConnection:
        resolver = within(until - time.monotonic(), self.resolver)
        for address in usable(goal.host, goal.port, resolver, self.private):
            left = until - time.monotonic()
            if left <= 0:
                break
            connection = self._made(goal, address, min(self.connect, left))
            try:
                connection.connect()
            except (HTTPError, OSError):
                connection.close()
                continue
            connection.timeout = max(until - time.monotonic(), self.connect)
            return connection
        raise FetchError(f"{goal} cannot be reached", "unreachable", goal=str(goal))

    def _made(self, goal: Origin, address: str, timeout: float) -> HTTPConnection:
        if goal.scheme == "http":
            return HTTPConnection(address, goal.port, timeout=timeout)
        return HTTPSConnection(
            address,
            goal.port,
            timeout=timeout,
            ssl_context=self.tls(),
            server_hostname=goal.host,
            assert_hostname=goal.host,
        )

    def _read(self, goal: Origin, response: BaseHTTPResponse, accept: Collection[str]) -> Fetched:
        if response.status != _OK:
            raise _no_success(goal, response)
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type not in accept:
            raise _other_type(goal, media_type, accept)
        body = bytearray()
        for piece in response.stream(_PIECE, decode_content=True):
            body += piece
            if len(body) > self.most:
                most = f"{self.most:,}"
                message = f"{goal} answered with more than {most} bytes"
                raise FetchError(message, "too-large", goal=str(goal), most=most)
        return Fetched(bytes(body), media_type)


def _no_success(goal: Origin, response: BaseHTTPResponse) -> FetchError:
    name, status = str(goal), str(response.status)
    message = f"{name} answered with status {status}, not {_OK}"
    if response.get_redirect_location():
        message += ", a redirect, which is not followed"
        return FetchError(message, "redirect", goal=name, status=status)
    return FetchError(message, "status", goal=name, status=status)


def _other_type(goal: Origin, media_type: str, accept: Collection[str]) -> FetchError:
    name, wanted = str(goal), ", ".join(accept)
    given = ascii(media_type[:80])[1:-1]  # it is printed on terminals
    message = f"{name} answered with {given or 'no type'}, not {wanted}"
    if not given:
        return FetchError(message, "untyped", goal=name, wanted=wanted)
    return FetchError(message, "media-type", goal=name, wanted=wanted, given=given)


def _headers(goal: Origin, accept: Collection[str]) -> dict[str, str]:
    return {
        "Accept": ", ".join(accept),
        "Accept-Encoding": "gzip",
        "Connection": "close",
        "Host": str(goal).partition("://")[2],
        "User-Agent": f"s5kg (+{BASE})",  # Wikimedia asks for an address to turn to
    }


def _target(address: str) -> str:
    """Return path and query of an address, as a request has them (RFC 9112, 3.2.1)."""
    parts = urlsplit(address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(target, safe="%/?:@!$&'()*+,;=-._~[]")  # an IRI may hold any letters


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
