"""A server that answers each request as a test wants, however badly."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behave = Callable[[socket.socket], None]


class StandIn:
    """Listens on a port of this machine; `heard` are the requests that came, whole."""

    def __init__(self, listener: socket.socket, behave: Behave) -> None:
        """Keep how it behaves once it has heard a request."""
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        self.heard: list[bytes] = []
        self._listener = listener
        self._behave = behave

    def serve(self) -> None:
        """Answer one connection after the other, one request each, until it is closed."""
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            self.heard.append(_request(connection))
            self._behave(connection)


def _request(connection: socket.socket) -> bytes:
    found = b""
    while b"\r\n\r\n" not in found:
        found += connection.recv(65536) or b"\r\n\r\n"
    head, _, body = found.partition(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def standing_in(behave: Behave) -> Iterator[StandIn]:
    """Give a server that behaves so."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = StandIn(listener, behave)
        threading.Thread(target=server.serve, daemon=True).start()
        yield server
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # which wakes who accepts


def says(status: str, body: bytes = b"", *headers: str) -> Behave:
    """Return how to give one reply and go."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    whole = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda connection: connection.sendall(whole)
