"""The app behind waitress, a WSGI server with a pool of threads."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
from flask import Flask
from waitress import wasyncore  # type: ignore[import-untyped]  # waitress ships no types
from waitress.server import create_server  # type: ignore[import-untyped]

THREADS = 8
# waitress reads a body whole before the app sees it; the app's own, lower limit explains itself.
MOST_BODY = 8 * 1024 * 1024


class ServeError(OSError):
    """The service cannot listen where it was told to; the message says why and what to do."""


def serve(
    app: Flask,
    host: str,
    port: int,
    ready: Callable[[str], object] = click.echo,
    threads: int = THREADS,
) -> None:
    """Serve until SIGINT or SIGTERM; `ready` gets a line with the address.

    Port 0 takes any free one. Each of `threads` has one request at a time.
    Raises ServeError when the host or the port cannot be had.
    """
    with _listening(host, port) as listener, _stopping():
        channels: dict[int, Any] = {}
        try:
            server = create_server(
                app,
                channels,
                sockets=[listener],
                threads=threads,
                ident=None,
                max_request_body_size=MOST_BODY,
            )
            ready(f"s5kg serves {_address(host, listener)} (Ctrl-C stops it)")
            server.run()  # returns on the signals, its threads shut down
        except (KeyboardInterrupt, SystemExit):
            pass  # a signal before the loop began
        finally:
            wasyncore.close_all(channels)


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
