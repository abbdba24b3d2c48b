"""Responses that are stored: given again as they were, only while they hold, and counted."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client
from werkzeug.wsgi import ClosingIterator

from s5kg.engine import Answer, Question
from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from s5kg.web.operation import Operation
from s5kg.web.querylog import QueryLog
from s5kg.web.stored import MOST_ONE, StoredResponses, lasts

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

QUADS = "".join(f"<a:{n}> <a:p> <a:{n % 9}> <a:g> .\n" for n in range(2000)).encode()
ROWS = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p <a:1> } LIMIT 3"})
LONG = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o }"})
MOMENT = "/sparql?" + urlencode({"query": "SELECT (NOW() AS ?t) {}"})
HIT = "cache;desc=hit"


class Moving:
    """An engine whose state is named anew at will, and that counts its questions."""

    def __init__(self) -> None:
        """Begin in the first state."""
        self._engine = MemoryEngine(QUADS)
        self.release = "one"
        self.asked = 0

    def answer(self, question: Question) -> Answer:
        """Answer in process."""
        self.asked += 1
        return replace(self._engine.answer(question), release=self.release)


@pytest.fixture
def engine() -> Moving:
    """An engine that was not asked yet."""
    return Moving()


@pytest.fixture
def client(engine: Moving, tmp_path: Path) -> FlaskClient:
    """An app that keeps no answers but stores responses of this engine."""
    return create_app(engine, tmp_path, []).test_client()


def test_a_stored_response_is_the_same_to_the_byte(client: FlaskClient) -> None:
    """Headers and body are those of the first; only the times are of now."""
    first, second = client.get(ROWS), client.get(ROWS)
    assert second.data == first.data
    assert second.status == first.status
    assert HIT not in first.headers["Server-Timing"]
    assert second.headers["Server-Timing"].startswith(f"{HIT}, total;dur=")
    del first.headers["Server-Timing"], second.headers["Server-Timing"]
    assert list(second.headers) == list(first.headers)


def test_another_state_is_asked_anew(client: FlaskClient, engine: Moving) -> None:
    """No response outlives the state that it comes from."""
    before = client.get(ROWS)
    client.get(ROWS)
    assert engine.asked == 1
    engine.release = "two"
    after = client.get(ROWS)
    assert engine.asked == 2
    assert after.headers["ETag"] != before.headers["ETag"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/csv"},
        {"Accept-Encoding": "gzip"},
        {"Accept-Language": "ja"},
        {"Host": "elsewhere.example"},
        {"Cookie": "lang=ja"},
        {"If-None-Match": "x"},
        {"If-Modified-Since": "x"},
        {"Range": "bytes=0-1"},
        {"Authorization": "Bearer x"},
    ],
)
def test_another_request_is_asked_for_itself(headers: dict[str, str]) -> None:
    """Whatever a response may depend on keeps one from being given to someone else."""
    app = Counting(b"body")
    client = Client(StoredResponses(app, lambda: "one"), use_cookies=False)
    client.get("/")
    client.get("/", headers=headers)
    client.head("/")
    client.post("/")
    assert app.asked == 4
    client.get("/")
    assert app.asked == 4


def test_the_scheme_that_a_proxy_forwards_tells_addresses_apart(
    engine: Moving, tmp_path: Path
) -> None:
    """A relative IRI of a query is resolved against the address that was asked."""
    client = create_app(engine, tmp_path, [], operation=Operation(proxies=1)).test_client()
    query = "/sparql?" + urlencode({"query": "SELECT (<x> AS ?x) {}", "format": "csv"})
    plain = client.get(query)
    secure = client.get(query, headers={"X-Forwarded-Proto": "https"})
    assert b"http://localhost/x" in plain.data
    assert b"https://localhost/x" in secure.data


def test_what_changes_by_itself_is_not_stored(client: FlaskClient, engine: Moving) -> None:
    """A moment is asked for each time."""
    client.get(MOMENT)
    client.get(MOMENT)
    assert engine.asked == 2


@pytest.mark.parametrize(
    ("length", "most", "asked"),
    [(1000, 100_000, 1), (1000, 1000, 2), (MOST_ONE, 1 << 30, 1), (MOST_ONE + 1, 1 << 30, 2)],
)
def test_room_is_bounded(length: int, most: int, asked: int) -> None:
    """What is too long, or does not fit, is given and not stored."""
    app = Counting(b"x" * length)
    client = Client(StoredResponses(app, lambda: "one", most))
    assert client.get("/").data == client.get("/").data == b"x" * length
    assert app.asked == asked


def test_only_what_is_said_to_last_is_stored() -> None:
    """An error, a state that has no name and a length that is not known are not."""
    for app in (
        Counting(b"", status="404 NOT FOUND"),
        Counting(b"", state=""),
        Counting(b"", length="unknown"),
    ):
        client = Client(StoredResponses(app, lambda: "one"))
        client.get("/")
        client.get("/")
        assert app.asked == 2


def test_the_body_of_the_app_is_closed() -> None:
    """What a server calls at the end of a response is called, stored or not."""
    app = Counting(b"ab")
    client = Client(StoredResponses(app, lambda: "one"))
    client.get("/")
    client.get("/")
    assert (app.asked, app.closed) == (1, 1)


class Counting:
    """A WSGI app that says the same each time, and counts."""

    def __init__(
        self, body: bytes, state: str = "one", status: str = "200 OK", length: str = ""
    ) -> None:
        """Keep what to say."""
        self._body = body
        self._said = status, [("Content-Length", length or str(len(body)))]
        self._state = state
        self.asked = self.closed = 0

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> ClosingIterator:
        """Answer, and say how long that holds."""
        self.asked += 1
        with Flask(__name__).request_context(environ):
            lasts(self._state)
        start(*self._said)
        return ClosingIterator([self._body], self._close)

    def _close(self) -> None:
        self.closed += 1


def test_log_and_metrics_tell_of_each_request(engine: Moving, tmp_path: Path) -> None:
    """A stored response is a line and a count too, with who asked for it this time."""
    log = QueryLog(str(tmp_path / "log"), addresses=True)
    app = create_app(engine, tmp_path, [], operation=Operation(log=log, metrics=True))
    client = app.test_client()
    client.get(ROWS)
    client.get(ROWS, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    text = client.get("/metrics").text
    log.close()
    first, second = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert 's5kg_queries_total{kind="results",status="200"} 2.0' in text
    assert "s5kg_cached_answers_total 1.0" in text
    assert (first["cached"], second["cached"]) == (False, True)
    assert (first["address"], second["address"]) == ("127.0.0.1", "192.0.2.1")
    assert second["engine_milliseconds"] is None
    same = ("method", "query_hash", "kind", "status", "rows", "bytes", "format", "state")
    assert [first[name] for name in same] == [second[name] for name in same]
    assert first["rows"] == 3
