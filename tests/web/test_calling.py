"""SERVICE and LOAD from a request to the processes of the pool, beside a server that counts."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from s5kg.engine.pool import PoolEngine, Settings
from s5kg.federation.addresses import Network
from s5kg.federation.allowed import Allowed
from s5kg.federation.fetching import Fetcher
from s5kg.web import create_app
from s5kg.web.description import Features
from s5kg.web.tokens import add_token
from s5kg.web.writing import Writer
from tests.federation.conftest import JSON, LOOPBACK, Elsewhere
from tests.federation.conftest import elsewhere as elsewhere
from tests.web.conftest import QUADS

NAME = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
GRAPH = "https://w3id.org/s5kg/graph/one"


class Service:
    """Apps over pools, for one test."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        """Keep where the tokens lie."""
        self._stack = stack
        self._folder = folder
        self._path = folder / "tokens.tsv"
        end = datetime.now(UTC) + timedelta(days=1)
        self.token = add_token(self._path, "all", None, end)
        self.narrow = add_token(self._path, "one", frozenset({GRAPH}), end)

    def over(self, *origins: str, private: tuple[Network, ...] = ()) -> FlaskClient:
        """Return a client of an app that allows some origins."""
        fetcher = Fetcher(Allowed.of(origins), private, connect=1, total=3, most=1 << 20)
        settings = Settings(workers=1, deadline=8, gate=False)
        allowed = fetcher if origins else None
        pool = self._stack.enter_context(PoolEngine(QUADS.encode(), settings, allowed))
        features = Features(services=origins, updates=True)
        writer = Writer(pool, self._path)
        app = create_app(pool, self._folder, [], features=features, writer=writer, loader=allowed)
        return app.test_client()

    def update(self, client: FlaskClient, text: str, token: str = "") -> TestResponse:
        """Send an update."""
        headers = {"Authorization": f"Bearer {token or self.token}", "Accept": "application/json"}
        return client.post("/update", data={"update": text}, headers=headers)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """What makes apps."""
    with ExitStack() as stack:
        yield Service(stack, tmp_path)


def query(client: FlaskClient, text: str) -> TestResponse:
    """Send a query."""
    return client.post("/sparql?format=json", data={"query": text})


def rows(answer: TestResponse) -> list[dict[str, str]]:
    """Return the rows of an answer."""
    assert answer.status_code == 200, answer.text
    found = answer.get_json(force=True)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def calls(address: str) -> list[str]:
    """Return the ways to call an address in a query."""
    return [
        f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?e {{ <{address}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?e {{ <{address}> }} SERVICE SILENT ?e {{ ?s ?p ?o }} }}",
        f"SELECT * {{ \\u0053ERVICE <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE <{address.replace('p', chr(92) + 'u0070')}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ #\rSERVICE <{address}> {{ ?s ?p ?o }}\n}}",
        f"PREFIX e: <{address}> ASK {{ FILTER EXISTS {{ SERVICE e: {{ ?s ?p ?o }} }} }}",
    ]


def test_nothing_is_read_where_nothing_is_allowed(service: Service, elsewhere: Elsewhere) -> None:
    """However a call is spelt, it is refused with 403 and the other side hears nothing."""
    client = service.over()
    for text in calls(elsewhere.at()):
        answer = query(client, text)
        assert answer.status_code == 403, text
        assert answer.get_json()["type"].endswith("/no-service")
    for text in (
        f"LOAD <{elsewhere.at('/turtle')}>",
        f"LOAD SILENT <{elsewhere.at('/turtle')}> INTO GRAPH <{GRAPH}>",
        f"CLEAR SILENT GRAPH <x:g>;LOAD<{elsewhere.at('/turtle')}>",
        f"\\u004COAD <{elsewhere.at('/turtle')}>",
    ):
        answer = service.update(client, text)
        assert answer.status_code == 403, text
        assert answer.get_json()["type"].endswith("/no-load")
    text = f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT <{elsewhere.at()}> {{ ?s ?p ?o }} }}"
    assert service.update(client, text).get_json()["type"].endswith("/no-service")
    assert elsewhere.asked == []


def test_nothing_is_read_from_another_origin(service: Service, elsewhere: Elsewhere) -> None:
    """An allow-list with other ports and names allows nothing here, loopback or not."""
    other = f"http://127.0.0.1:{elsewhere.port - 1}"
    client = service.over(other, "https://e.org", private=LOOPBACK)
    for text in calls(elsewhere.at()):
        answer = query(client, text)
        assert answer.status_code == 403, text
        assert answer.get_json()["type"].endswith(("/call-refused", "/call-unclear")), text
    problem = service.update(client, f"LOAD <{elsewhere.at('/turtle')}>").get_json()
    assert problem["type"].endswith("/call-refused")
    assert problem["allowed"] == [other, "https://e.org"]
    assert elsewhere.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_allowed_name_on_loopback_reads_nothing(
    service: Service, elsewhere: Elsewhere, host: str
) -> None:
    """What resolves to this machine is not called, though its origin is allowed."""
    client = service.over(elsewhere.at("", host))
    for text in calls(elsewhere.at(host=host)):
        answer = query(client, text)
        if "SILENT" in text:
            assert all("s" not in row for row in rows(answer))
        else:
            assert answer.status_code in (403, 502), text
    assert service.update(client, f"LOAD <{elsewhere.at('/turtle', host)}>").status_code == 502
    assert elsewhere.asked == []


def test_a_join_with_a_service_that_is_allowed(service: Service, elsewhere: Elsewhere) -> None:
    """Rows of both sides meet; the worker answers other questions, and the feature is said."""
    theirs = "<https://w3id.org/s5kg/id/ostp> <x:size> 1 . <x:other> <x:size> 2 ."
    elsewhere.store.load(theirs, format=ox.RdfFormat.TURTLE)
    client = service.over(elsewhere.at("", "localhost"), private=LOOPBACK)
    text = f"""SELECT ?n ?z {{ ?s {NAME} ?n FILTER(LANG(?n) = 'en')
      SERVICE <{elsewhere.at(host="localhost")}> {{ ?s <x:size> ?z }} }}"""
    answer = query(client, text)
    assert rows(answer) == [{"n": "Office of Science and Technology Policy", "z": "1"}]
    assert answer.cache_control.no_store
    assert len(elsewhere.asked) == 1
    assert rows(query(client, text)) == rows(answer)
    assert len(elsewhere.asked) == 2  # what others say may change: it is not kept
    described = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "BasicFederatedQuery" in described


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/redirect", "status 307"),
        ("/slow", "within 3 s"),
        ("/slow-head", "within 3 s"),
        ("/endless", "more than"),
        ("/bomb", "more than"),
        ("/broken", "answered with what is no"),
    ],
)
def test_a_service_that_misbehaves_is_an_error_in_words(
    service: Service, elsewhere: Elsewhere, path: str, reason: str
) -> None:
    """The problem says what was wrong, in both languages, and the next question is answered."""
    client = service.over(elsewhere.at(""), private=LOOPBACK)
    text = f"SELECT * {{ SERVICE <{elsewhere.at(path)}> {{ ?s ?p ?o }} }}"
    answer = query(client, text)
    assert answer.status_code == 502
    assert reason in answer.get_json()["detail"]
    japanese = client.get(
        "/sparql", query_string={"query": text}, headers={"Accept-Language": "ja"}
    )
    problem = japanese.get_json()
    assert "外部のサービス" in problem["title"]
    assert elsewhere.at("") in problem["detail"]
    words = problem["detail"].replace(elsewhere.at(path), "").replace(elsewhere.at(""), "")
    assert not re.search("[a-z]{2,}", words.replace(JSON, ""))
    assert {asked[0] for asked in elsewhere.asked} == {path}
    assert rows(query(client, "SELECT * { VALUES ?a { 1 } }")) == [{"a": "1"}]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <%s> { ?s ?p ?x }",
        "SELECT * WHRE { SERVICE <%s> { ?s ?p ?x } }",
        "SELECT * { SERVICE <%s> { ?s nowhere:p ?x } }",
        "SELECT * { SERVICE <%s> { ?s ?p 'x } }",
    ],
)
def test_an_error_of_typing_beside_a_call_is_a_bad_query(
    service: Service, elsewhere: Elsewhere, text: str
) -> None:
    """It is 400 with line, column and hint, as without a call (SPARQL 1.1 Protocol, 2.1.7)."""
    client = service.over(elsewhere.at(""), private=LOOPBACK)
    answer = query(client, text % elsewhere.at())
    assert answer.status_code == 400
    problem = answer.get_json()
    assert problem["type"].endswith("/bad-query")
    assert problem["line"] == 1
    assert problem["column"]
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { SERVICE <%s> { SERVICE <%s> {} } }", "SERVICEの中にSERVICEがあります"),
        ("SELECT * { BIND(1 AS ?e) SERVICE ?e { ?s ?p ?o } }", "値がIRIではありません"),
        ("VERSION '1.2' ASK { SERVICE <%s> {} }", "SPARQL 1.1で書きます"),
    ],
)
def test_a_call_that_cannot_be_made_is_explained_in_japanese(
    service: Service, elsewhere: Elsewhere, text: str, said: str
) -> None:
    """The reason too is in the language of the request."""
    client = service.over(elsewhere.at(""), private=LOOPBACK)
    words = {"query": text.replace("%s", elsewhere.at())}
    answer = client.get("/sparql", query_string=words, headers={"Accept-Language": "ja"})
    assert answer.status_code in (403, 502)
    assert said in answer.get_json()["detail"]


@pytest.mark.parametrize("word", ["SERVICE", "SERVICE SILENT"])
def test_too_many_calls_are_a_bad_query(service: Service, elsewhere: Elsewhere, word: str) -> None:
    """Nobody elsewhere has failed, so that SILENT would leave rows out without a word."""
    client = service.over(elsewhere.at(""), private=LOOPBACK)
    ours = f"VALUES ?n {{ {' '.join(map(str, range(101)))} }}"
    call = f"{word} <{elsewhere.at()}> {{ ?s ?p ?x }}"
    text = f"SELECT * {{ {ours} OPTIONAL {{ {call} FILTER(?n = 1) }} }}"
    for language, said in (("en", "100 of its rows go along"), ("ja", "100回を超えます")):
        words = {"query": text}
        answer = client.post("/sparql", data=words, headers={"Accept-Language": language})
        assert answer.status_code == 400
        assert answer.get_json()["type"].endswith("/too-many-calls")
        assert said in answer.get_json()["detail"]


def test_the_deadline_ends_a_call(service: Service, elsewhere: Elsewhere) -> None:
    """A shorter timeout of the request holds for the process that waits."""
    client = service.over(elsewhere.at(""), private=LOOPBACK)
    text = f"SELECT * {{ SERVICE <{elsewhere.at('/slow')}> {{ ?s ?p ?o }} }}"
    answer = client.post("/sparql?timeout=0.3", data={"query": text})
    assert answer.status_code == 503
    assert answer.get_json()["type"].endswith("/deadline")


class Loaded(NamedTuple):
    """An update, its status, and what its problem says."""

    text: str
    status: int
    said: str


LOADS = [
    Loaded("LOAD <{0}/redirect> INTO GRAPH <x:g>", 502, "status 307"),
    Loaded("LOAD <{0}/html> INTO GRAPH <x:g>", 502, "text/html"),
    Loaded("LOAD <{0}/sparql> INTO GRAPH <x:g>", 502, "sparql-results"),
    Loaded("LOAD <{0}/slow> INTO GRAPH <x:g>", 502, "sparql-results"),
    Loaded("LOAD <{0}/turtle> ; LOAD <{0}/turtle>", 403, "once"),
    Loaded("LOAD <{0}/turtle> ; CLEAR ALL", 403, "no other operations"),
    Loaded("LOAD <{0}/turtle> INTO GRAPH <no>", 400, "no"),
    Loaded("LOAD <file:///etc/passwd>", 403, "file:///etc/passwd"),
]


@pytest.mark.parametrize("load", LOADS, ids=lambda load: load.text)
def test_a_load_that_cannot_be_changes_nothing(
    service: Service, elsewhere: Elsewhere, load: Loaded
) -> None:
    """It is an error in words, and the state is the one before."""
    elsewhere.store.load("<a:b> <a:c> 1 .", format=ox.RdfFormat.TURTLE)
    client = service.over(elsewhere.at(""), private=LOOPBACK)
    before = client.get("/health").get_json()["release"]
    answer = service.update(client, load.text.format(elsewhere.at("")))
    assert answer.status_code == load.status
    assert load.said in answer.get_json()["detail"]
    assert client.get("/health").get_json()["release"] == before


def test_a_load_is_a_write(service: Service, elsewhere: Elsewhere) -> None:
    """The data is merged into its graph, names in it are relative to where it was."""
    client = service.over(elsewhere.at(""), private=LOOPBACK)
    address = elsewhere.at("/relative")
    assert (
        service.update(client, f"LOAD <{address}> INTO GRAPH <x:g>", service.narrow).status_code
        == 403
    )
    assert elsewhere.asked == []  # a token that does not reach the graph fetches nothing
    answer = service.update(client, f"LOAD <{address}> INTO GRAPH <x:g>")
    assert answer.status_code == 200
    assert answer.get_json()["added"] == 1
    text = "SELECT ?s { GRAPH <x:g> { ?s ?p ?o } }"
    assert rows(query(client, text)) == [{"s": f"{address}#it"}]
    silent = service.update(client, f"LOAD SILENT <{elsewhere.at('/html')}> INTO GRAPH <x:g>")
    assert silent.get_json()["added"] == 0
