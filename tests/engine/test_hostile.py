"""A service that fails, lies or never ends gives an error and no answer."""

import socket
import struct
import time
from dataclasses import replace

import pytest

from s5kg.engine import (
    BusyError,
    DeadlineError,
    LimitError,
    QuerySyntaxError,
    Question,
    RemoteError,
    TooLargeError,
    TruncatedError,
)
from s5kg.engine.client import Service
from s5kg.engine.places import Settings
from s5kg.engine.profiles import PROFILES
from s5kg.engine.remote import RemoteEngine
from s5kg.federation import CallRefusedError
from s5kg.formats import FORMATS, Family
from tests.engine.standin import Behave, says, standing_in

FORMS = {
    Family.RESULTS: next(form for form in FORMATS if form.name == "csv"),
    Family.GRAPH: next(form for form in FORMATS if form.name == "ntriples"),
}
JSON = "Content-Type: application/sparql-results+json"
NTRIPLES = "Content-Type: application/n-triples"
ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"x"}}]}}'
SELECT = "SELECT ?s { ?s ?p ?o }"
SETTINGS = Settings(workers=1, deadline=60, most=200_000)
HURRIED = replace(SETTINGS, deadline=0.5)  # for those that never end


def ask(
    url: str, text: str = SELECT, profile: str = "oxigraph", user: str = "", secret: str = ""
) -> bytes:
    """Return the body of an answer of the service at an address."""
    with RemoteEngine(Service(url, PROFILES[profile], user, secret), SETTINGS) as engine:
        return engine.answer(Question(text, FORMS)).body


def reset(connection: socket.socket) -> None:
    """End a connection as a process that dies does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def endless(connection: socket.socket) -> None:
    """Send a body that has no end."""
    connection.sendall(f"HTTP/1.1 200 OK\r\n{JSON}\r\n\r\n".encode())
    while True:
        connection.sendall(b" " * 65536)


def drip(first: str) -> Behave:
    """Return how to say something and go on by a byte at a time."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(first.encode())
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)

    return behave


def silent(connection: socket.socket) -> None:
    """Say nothing until the other side goes."""
    connection.recv(1)


def cut(connection: socket.socket) -> None:
    """End before the length that was said."""
    connection.sendall(f"HTTP/1.1 200 OK\r\n{JSON}\r\nContent-Length: 999\r\n\r\n".encode() + ROWS)


@pytest.mark.parametrize(
    ("behave", "error", "words"),
    [
        (silent, DeadlineError, "0.5 s"),
        (drip("HTTP/1.1 200 OK\r\nX: "), DeadlineError, "0.5 s"),
        (drip(f"HTTP/1.1 200 OK\r\n{JSON}\r\n\r\n"), DeadlineError, "0.5 s"),
        (reset, RemoteError, "ends the connection"),
        (cut, RemoteError, "ends the connection"),
        (endless, TooLargeError, "200,000"),
        (says("200 OK", b"<html>", "Content-Type: text/html"), RemoteError, "not asked for"),
        (says("200 OK", b"<html>", JSON), RemoteError, "broken"),
        (says("200 OK", ROWS[:-9], JSON), RemoteError, "broken"),
        (says("200 OK", b'{"head":{},"boolean":true}', JSON), RemoteError, "another question"),
        (says("200 OK", ROWS, JSON, "Content-Encoding: gzip"), RemoteError, "compresses"),
        (says("302 Found", b"", "Location: http://127.0.0.1:1/"), RemoteError, "elsewhere"),
        (says("401 Unauthorized"), RemoteError, "let us ask"),
        (says("403 Forbidden"), RemoteError, "let us ask"),
        (says("500 Internal Server Error", b"x" * 9000), RemoteError, "status 500"),
        (says("503 Service Unavailable", b"", "Retry-After: 7"), BusyError, "in 7 s"),
        (says("429 Too Many Requests", b"", "Retry-After: soon"), BusyError, "in 60 s"),
        (says("504 Gateway Timeout"), DeadlineError, "0.5 s"),
    ],
)
def test_a_service_that_misbehaves_gives_an_error(
    behave: Behave, error: type[LimitError], words: str
) -> None:
    """Each is an error that says what happened, and the time that it took counts."""
    settings = HURRIED if error is DeadlineError else SETTINGS
    with (
        standing_in(behave) as server,
        RemoteEngine(Service(server.url, PROFILES["oxigraph"]), settings) as engine,
        pytest.raises(error, match=words) as caught,
    ):
        engine.answer(Question(SELECT, FORMS))
    assert caught.value.seconds > 0


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (
            says(
                "503 Service Unavailable",
                b'{"title":"Too long","detail":"It was\\u001b[31m stopped.\\nAsk less."}',
                "Content-Type: application/problem+json",
            ),
            "It was [31m stopped. Ask less.",
        ),
        (says("500 Oh", b"[1]", "Content-Type: application/problem+json"), ""),
        (says("500 Oh", b"<h1>Oh</h1>", "Content-Type: text/html"), ""),
        (says("302 Found", b"", "Location: https://e.org/sparql"), "https://e.org/sparql"),
        (says("200 OK", b"<html>", "Content-Type: text/html"), "text/html"),
    ],
)
def test_what_a_service_says_of_an_error_is_kept_apart(behave: Behave, said: str) -> None:
    """Its words are plain, and in no message that strangers are shown."""
    with standing_in(behave) as server, pytest.raises(LimitError) as caught:
        ask(server.url)
    assert caught.value.said == said
    assert not said or said not in str(caught.value)


def test_a_graph_that_is_broken_is_no_answer() -> None:
    """A line that is cut makes the whole unusable."""
    broken = says("200 OK", b"<a:b> <a:c> <a:d> .\n<a:b> <a:", NTRIPLES)
    with standing_in(broken) as server, pytest.raises(RemoteError, match="broken"):
        ask(server.url, "CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("text", "behave", "error"),
    [
        (SELECT, says("200 OK", ROWS, JSON, "X-SPARQL-MaxRows: 10000"), TruncatedError),
        (SELECT, says("200 OK", ROWS, JSON, "X-SPARQL-MaxRows: " + "9" * 5000), TruncatedError),
        (SELECT, says("200 OK", ROWS, JSON, "X-SQL-State: S1TAT"), DeadlineError),
        (
            "CONSTRUCT WHERE { ?s ?p ?o }",
            says("200 OK", b"".join(b'<a:%d> <a:> "" .\n' % n for n in range(10_000)), NTRIPLES),
            TruncatedError,
        ),
    ],
)
def test_an_answer_that_is_cut_is_none(text: str, behave: Behave, error: type[LimitError]) -> None:
    """Virtuoso says 200 and cuts by rows or by time; a graph of as many triples may be cut."""
    with standing_in(behave) as server, pytest.raises(error):
        ask(server.url, text, "virtuoso")


def test_a_query_is_sent_again_where_the_connection_fails_and_never_after_an_answer() -> None:
    """Three times at most; a status is final."""
    with standing_in(reset) as server, pytest.raises(RemoteError):
        ask(server.url)
    assert 1 < len(server.heard) <= 3
    with standing_in(says("500 Internal Server Error")) as server, pytest.raises(RemoteError):
        ask(server.url)
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("who", "header"),
    [
        ({"secret": "t0ken"}, b"Authorization: Bearer t0ken"),
        ({"user": "me", "secret": "pass"}, b"Authorization: Basic bWU6cGFzcw=="),
    ],
)
def test_a_secret_goes_in_a_header_and_in_no_message(who: dict[str, str], header: bytes) -> None:
    """The service gets it; whoever reads the engine's words does not."""
    with standing_in(says("401 Unauthorized")) as server:
        with pytest.raises(RemoteError) as caught:
            ask(server.url, **who)
        assert header in server.heard[0]
        service = Service(server.url, PROFILES["oxigraph"], who.get("user", ""), who["secret"])
    assert who["secret"] not in f"{service!r} {caught.value!r} {caught.value}"


@pytest.mark.parametrize("url", ["ftp://a.example/", "http:///x", "http://u:p@a.example/", "x"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """Nothing is asked; a password in an address would end up in logs."""
    with pytest.raises(ValueError, match="address of the service"):
        Service(url)


def test_a_complaint_keeps_its_place_and_is_short() -> None:
    """The place is counted in the query as it was asked, without what stands before it here."""
    complaint = b"error at 1:100: expected something\x1b[31m" + b"x" * 9000
    with (
        standing_in(says("400 Bad Request", complaint)) as server,
        pytest.raises(QuerySyntaxError) as caught,
    ):
        ask(server.url, "SELECT * { ?s ?p")
    assert len(caught.value.message) <= 500
    assert "\x1b" not in str(caught.value)


def _field(server_heard: bytes, name: str) -> bool:
    return f"{name}=".encode() in server_heard.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("question", "named", "union"),
    [
        (Question(SELECT, FORMS), False, True),
        (Question("SELECT ?s FROM <a:g> { ?s ?p ?o }", FORMS), False, False),
        (Question(SELECT, FORMS, default_graphs=("a:g",)), True, False),
        (Question(SELECT, FORMS, default_graphs=("",)), False, False),
    ],
)
def test_the_dataset_is_named_only_where_the_query_does_not(
    question: Question, named: bool, union: bool
) -> None:
    """What is sent beside a query would override its FROM."""
    with standing_in(says("200 OK", ROWS, JSON)) as server:
        service = Service(server.url, PROFILES["oxigraph"])
        with RemoteEngine(service, SETTINGS) as engine:
            engine.answer(question)
        assert _field(server.heard[0], "default-graph-uri") is named
        assert _field(server.heard[0], "union-default-graph") is union


def test_a_default_graph_that_cannot_be_named_is_refused() -> None:
    """Rather than an answer from another dataset."""
    with standing_in(says("200 OK", ROWS, JSON)) as server:
        service = Service(server.url, PROFILES["oxigraph"])
        asked = Question("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", FORMS, default_graphs=("",))
        with RemoteEngine(service, SETTINGS) as engine, pytest.raises(RemoteError, match="named"):
            engine.answer(asked)
        assert not server.heard
        with pytest.raises(ValueError, match="is the union"):
            RemoteEngine(Service(server.url, PROFILES["virtuoso"]), Settings(union=False))


def test_a_call_from_there_is_refused() -> None:
    """The service might be let into places where we are not; nothing is sent."""
    with standing_in(says("200 OK", ROWS, JSON)) as server, pytest.raises(CallRefusedError):
        ask(server.url, "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")
    assert not server.heard


def test_a_digest_is_sent_where_the_profile_says_so() -> None:
    """The first request has no secret in it, the second an answer to the challenge."""
    challenge = 'WWW-Authenticate: Digest realm="r", nonce="n1", qop="auth", algorithm=SHA-256'
    replies = iter([says("401 Unauthorized", b"", challenge), says("200 OK", ROWS, JSON)])

    def behave(connection: socket.socket) -> None:
        next(replies)(connection)

    with standing_in(behave) as server:
        assert ask(server.url, profile="virtuoso", user="me", secret="pass") == b"s\r\nx\r\n"  # noqa: S106 (made up)
    first, second = server.heard
    assert b"authorization" not in first.lower()
    assert b'Authorization: Digest username="me"' in second
    assert b"pass" not in second
