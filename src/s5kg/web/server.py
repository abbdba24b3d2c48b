"""The app behind waitress, a WSGI server with a pool of threads and, here, patience with limits."""

import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
from flask import Flask
from waitress import wasyncore  # type: ignore[import-untyped]  # waitress ships no types
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.server import create_server  # type: ignore[import-untyped]

from s5kg.web.broken import Parser, Refusal

THREADS = 8
# waitress reads a body whole before the app sees it; the app's own, lower limit explains itself.
MOST_BODY = 8 * 1024 * 1024
MOST_HEADER = 64 * 1024
# Seconds for a request to arrive whole, for an answer to leave, and between two requests.
REQUEST_TIME = 20.0
ANSWER_TIME = 600.0
IDLE_TIME = 30
_CONNECTIONS = 2000
_DESCRIPTORS_LEFT = 256  # for the engine, the log and answers that wait in files


class ServeError(OSError):
    """The service cannot listen where it was told to; the message says why and what to do."""


def serve(
    app: Flask,
    host: str,
    port: int,
    ready: Callable[[str], object] = click.echo,
    threads: int = THREADS,
    *,
    request_time: float = REQUEST_TIME,
    shared: bool = False,
) -> None:
    """Serve until SIGINT or SIGTERM; `ready` gets a line with the address.

    Port 0 takes any free one. Each of `threads` has one request at a time. A client has
    `request_time` seconds to send a request, and a quarter of the connections, unless addresses
    are `shared`: all clients behind one proxy.
    Raises ServeError when the host or the port cannot be had.
    """
    with _listening(host, port) as listener, _stopping():
        channels: dict[int, Any] = {}
        try:
            server = _create(app, channels, listener, threads, request_time, shared)
            ready(f"s5kg serves {_address(host, listener)} (Ctrl-C stops it)")
            server.run()  # returns on the signals, its threads shut down
        except (KeyboardInterrupt, SystemExit):
            pass  # a signal before the loop began
        finally:
            wasyncore.close_all(channels)


def _create(
    app: Flask,
    channels: dict[int, Any],
    listener: socket.socket,
    threads: int,
    request_time: float,
    shared: bool,
) -> Any:
    most = _connections()
    server = create_server(
        app,
        channels,
        sockets=[listener],
        threads=threads,
        ident=None,
        server_name=listener.getsockname()[0],  # for requests without a Host
        max_request_body_size=MOST_BODY,
        max_request_header_size=MOST_HEADER,
        connection_limit=most,
        channel_timeout=IDLE_TIME,
        cleanup_interval=10,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=False,  # the app reads them only where told to
    )
    bounds = {"request_time": request_time, "most": most if shared else most // 4}
    server.channel_class = type("Channel", (_Channel,), bounds)
    return server


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection with deadlines for whole requests and answers.

    waitress by itself only ends connections where nothing at all moves: a byte now and then would
    hold one for ever.
    """

    parser_class = Parser
    error_task_class = Refusal
    request_time = REQUEST_TIME
    most = _CONNECTIONS

    def __init__(self, server: Any, sock: socket.socket, addr: Any, adj: Any, map: Any) -> None:
        """Take a connection, and drop it where its address has too many."""
        self._since = time.monotonic()
        self._sending = 0.0
        super().__init__(server, sock, addr, adj, map=map)
        same = sum(channel.addr[0] == addr[0] for channel in server.active_channels.values())
        if same > self.most:
            self.will_close = True

    def received(self, data: bytes) -> bool:
        """Read on, and note when a new request begins."""
        before = self.request
        more: bool = super().received(data)
        if self.request is not before:
            self._since = time.monotonic()
        return more

    def readable(self) -> bool:
        """Say whether to read on; the loop asks this at least each second."""
        now = time.monotonic()
        if not self.total_outbufs_len:
            self._sending = now
        if self.request is not None and now - self._since > self.request_time:
            self.will_close = True
        return bool(super().readable())

    def writable(self) -> bool:
        """Say whether there is something to send; the loop asks this after `readable`.

        Nothing is read while an answer waits, so that a connection may end here. To mark it as
        one that will close does not do: waitress closes those as soon as the client reads.
        """
        if self.total_outbufs_len and time.monotonic() - self._sending > ANSWER_TIME:
            self.handle_close()
            return False
        return bool(super().writable())


def _connections() -> int:
    """Return how many connections there may be, so that files are left for all else."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return _CONNECTIONS
    return max(100, min(_CONNECTIONS, soft - _DESCRIPTORS_LEFT))


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Give a listening socket on the first address of a host, an IPv4 one where there is one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        message = f"there is no host {host!r}: give an address of this machine, such as 127.0.0.1"
        raise ServeError(message) from error
    family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen()
        except OSError as error:
            raise ServeError(
                f"cannot listen on {host}, port {port}: {error.strerror}; "
                "choose another one with --host and --port"
            ) from error
        yield listener


@contextmanager
def _stopping() -> Iterator[None]:
    """Make SIGTERM stop the service as SIGINT does; only the main thread may say so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _address(host: str, listener: socket.socket) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listener.getsockname()[1]}/"
