"""Servers on loopback that count what they are asked."""

import gzip
import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from s5kg.federation.addresses import Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"),)
JSON = "application/sparql-results+json"
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


class Elsewhere(ThreadingHTTPServer):
    """A service that answers `/sparql` from a store, and misbehaves at other paths."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on any port of loopback."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = ox.Store()
        self.asked: list[tuple[str, str, str]] = []  # path, Host, query

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    def at(self, path: str = "/sparql", host: str = "127.0.0.1") -> str:
        """Return an address of it."""
        return f"http://{host}:{self.port}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that go away."""


class _Handler(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self._answer("ASK {}")

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self._answer(parse_qs(self.rfile.read(length).decode())["query"][0])

    def _answer(self, query: str) -> None:
        self.server.asked.append((self.path, self.headers["Host"], query))
        with suppress(OSError):
            match self.path.partition("?")[0]:
                case "/sparql":
                    found = self.server.store.query(query)
                    assert not isinstance(found, ox.QueryTriples)
                    self._send(JSON, found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
                case "/redirect":
                    self.send_response(307)
                    self.send_header("Location", self.server.at())
                    self.end_headers()
                case "/html":
                    self._send("text/html", b"<p>secret</p>")
                case "/padded":
                    one = {"type": "literal", "value": "01", "datatype": _INTEGER}
                    rows = {"head": {"vars": ["z"]}, "results": {"bindings": [{"z": one}]}}
                    self._send(JSON, json.dumps(rows).encode())
                case "/broken":
                    self._send(JSON, b'{"head":')
                case "/turtle":
                    self._send("text/turtle; charset=utf-8", b"<a:b> <a:c> 1 .")
                case "/relative":
                    self._send("text/turtle", b"<#it> <a:c> 1 .")
                case "/bomb":
                    self._send(JSON, gzip.compress(b" " * (1 << 26)), "gzip")
                case "/endless":
                    self._endless(b"        " * 8192, 0)
                case "/slow":
                    self._endless(b" ", 0.05)
                case "/slow-head":
                    self._drip()

    def _send(self, media_type: str, body: bytes, coding: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        if coding:
            self.send_header("Content-Encoding", coding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _endless(self, piece: bytes, pause: float) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.end_headers()
        for _ in range(20_000):
            self.wfile.write(piece)
            time.sleep(pause)

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(1_000):
            self.wfile.write(b"x")
            time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """A service on loopback."""
    yield from serving()


def serving() -> Iterator[Elsewhere]:
    """Give a service on loopback."""
    with Elsewhere() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
