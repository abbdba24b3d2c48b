"""Whatever bytes come over the socket, the service goes on and says nothing of its inside."""

import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from s5kg.web.server import serve

# 412 is the answer to an If-Match that names no state of ours, 206 and 416 are those to a Range
# (RFC 9110, 13.1.1 and 14.2).
MEANT = {
    200, 204, 206, 304, 400, 403, 404, 405, 406, 408, 412, 413, 414, 415, 416, 417, 422, 429, 431,
    501, 503,
}  # fmt: skip
METHODS = ["GET", "HEAD", "POST", "QUERY", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "X"]
PATHS = [
    "/",
    "/sparql",
    "/store",
    "/update",
    "/dumps/",
    "/dumps/one.ttl",
    "/health",
    "/openapi.json",
    "/search",
    "/suggest",
]
NAMES = [
    "query",
    "format",
    "timeout",
    "default-graph-uri",
    "named-graph-uri",
    "lang",
    "graph",
    "q",
    "page",
    "x",
]
VALUES = ["ASK {}", "json", "html", "1", "a:b", "SELECT * { ?s ?p ?o }", "en", "ja", ""]
HEADERS = [
    "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Encoding",
    "Content-Type", "Expect", "Host", "If-Match", "If-None-Match", "Range", "X-Forwarded-For",
]  # fmt: skip
TOKENS = [
    "text/html",
    "*/*",
    "br;q=0",
    "gzip",
    "*;q=nan",
    '"a"',
    "W/",
    "bytes=0-",
    "a",
    "Bearer ",
    "%",
]


def odd(known: list[str]) -> st.SearchStrategy[str]:
    """Texts of one byte a character: known ones, pieces of them, and any."""
    text = st.text(st.characters(max_codepoint=255), max_size=20)
    return st.one_of(
        st.sampled_from(known), text, st.tuples(st.sampled_from(known), text).map("".join)
    )


PIECES = ["%", "%0", "%00", "%zz", "%ff", "%C3", "%F0%9F", "+", "&", "=", ";", "%2e%2e/", "a"]
ENCODED = st.lists(st.sampled_from(PIECES)).map("".join)


@pytest.fixture(scope="module")
def port(app: Flask) -> Iterator[int]:
    """The port of a server in this process, which ends with it."""
    found: list[int] = []
    ready = threading.Event()

    def tell(line: str) -> None:
        found.append(int(line.split()[2].rstrip("/").rpartition(":")[2]))
        ready.set()

    threading.Thread(target=serve, args=(app, "127.0.0.1", 0, tell, 4), daemon=True).start()
    assert ready.wait(10)
    yield found[0]
    assert statuses(exchange(found[0], b"GET /health HTTP/1.0\r\n\r\n")) == [200]


def exchange(port: int, sent: bytes) -> bytes:
    """Send bytes, and return all that comes until the other end closes."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                got += piece
        except OSError:
            pass  # closed before all was sent
    return got


def statuses(got: bytes) -> list[int]:
    """Return the first status of what came, if anything did."""
    if not got:
        return []
    assert got.startswith(b"HTTP/1."), got[:100]
    return [int(got[9:12])]


def check(got: bytes) -> None:
    """Hold that an answer is meant, and tells nothing of the program."""
    assert set(statuses(got)) <= MEANT, got[:500]
    assert b"Traceback" not in got
    assert b"waitress" not in got.lower()


@given(
    st.sampled_from(METHODS),
    st.sampled_from(PATHS),
    st.lists(st.tuples(odd(NAMES), st.one_of(odd(VALUES), ENCODED)), max_size=4),
    st.lists(st.tuples(st.sampled_from(HEADERS), odd(TOKENS)), max_size=4),
    st.binary(max_size=50),
)
@settings(max_examples=150, derandomize=True, database=None)
def test_odd_requests(
    port: int,
    method: str,
    path: str,
    fields: list[tuple[str, str]],
    headers: list[tuple[str, str]],
    body: bytes,
) -> None:
    """Parameters, percent-encodings and headers of any bytes get a status that is meant."""
    query = "&".join(f"{name}={value}" for name, value in fields).replace(" ", "+")
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    start = f"{method} {path}?{query} HTTP/1.1\r\n{head}Connection: close\r\n"
    length = f"Content-Length: {len(body)}\r\n\r\n"
    check(exchange(port, start.encode("latin-1") + length.encode() + body))


@given(st.binary(max_size=200))
@settings(max_examples=100, derandomize=True, database=None)
def test_any_bytes(port: int, sent: bytes) -> None:
    """What is no HTTP is refused or dropped."""
    check(exchange(port, sent + b"\r\n\r\n"))


QUERY = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n"
CHUNKED = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
RAW = {
    "NUL in the path": b"GET /\0 HTTP/1.1\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\nA: \0\r\n\r\n",
    "no path": b"GET\r\n\r\n",
    "another version": b"GET / HTTP/9.9\r\n\r\n",
    "absolute address": b"GET http://[::1/ HTTP/1.1\r\n\r\n",
    "bad host": b'GET /sparql?query=SELECT HTTP/1.1\r\nHost: a b"<>\r\n\r\n',
    "huge header": b"GET / HTTP/1.1\r\nA: " + b"a" * 100_000 + b"\r\n\r\n",
    "huge line": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
    "negative length": b"POST /sparql HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "two lengths": b"POST /sparql HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": CHUNKED
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks": CHUNKED
    + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n",
    "bad chunk": CHUNKED + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK{}\r\n0\r\n\r\n",
    "unknown coding": CHUNKED + b"Transfer-Encoding: gzip\r\n\r\nASK{}",
    "pipelined": QUERY + b"\r\n" + QUERY + b"Connection: close\r\n\r\n",
    "folded header": b"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
    "space in a name": b"GET / HTTP/1.1\r\nA : b\r\n\r\n",
    "only line feeds": b"GET / HTTP/1.1\nHost: a\n\n",
    "huge body": b"POST /sparql HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
}


@pytest.mark.parametrize("name", RAW)
def test_raw_bytes(port: int, name: str) -> None:
    """Requests as no client writes them are answered or dropped."""
    got = exchange(port, RAW[name])
    check(got)
    if name == "pipelined":
        assert got.count(b"HTTP/1.1 200") == 2
    if name == "chunks":
        assert statuses(got) == [200]
