"""`/update` and `/store` as a table of requests: who, what, and what comes of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import html5lib
import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from s5kg.engine import BusyError, DeadlineError, QuerySyntaxError
from s5kg.engine.changes import FixedGraphsError, LogError, UnreadableError, Update
from s5kg.namespaces import GENID
from s5kg.web import create_app
from s5kg.web.tokens import add_token
from s5kg.web.writing import MOST_WRITTEN, Writer
from tests.web.conftest import QUADS
from tests.web.writable import WritableEngine

ONE, TWO = (f"https://w3id.org/s5kg/graph/{name}" for name in ("one", "two"))
AT_ONE = f"/store?graph={quote(ONE, safe='')}"
NEW = "/store?graph=https://e.org/new"
TURTLE, NTRIPLES, JSONLD = "text/turtle", "application/n-triples", "application/ld+json"
DIRECT, FORM = "application/sparql-update", "application/x-www-form-urlencoded"
PROBLEM = "application/problem+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
INSERT = f"INSERT DATA {{ GRAPH <{ONE}> {{ s5d:x s5:p 1 }} }}"
DATA = "<#it> <https://e.org/p> 'x' ."
REFUSED = f"INSERT DATA {{ GRAPH <{ONE}> {{ s5d:ostp s5:forbidden true }} }}"


class Service(NamedTuple):
    """An app with those who may write to it."""

    app: Flask
    engine: WritableEngine
    tokens: dict[str, str]

    def send(self, request: dict[str, Any], who: str | None = "all") -> TestResponse:
        """Send a request with the token of someone."""
        headers = {**request.get("headers", {})}
        if who:
            headers["Authorization"] = f"Bearer {self.tokens.get(who, who)}"
        return self.app.test_client().open(**{**request, "headers": headers})


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """A service with a token for all graphs, one for one graph, and one that has expired."""
    path = tmp_path / "tokens.tsv"
    past = datetime.now(UTC) - timedelta(seconds=1)
    tokens = {
        "all": add_token(path, "all", None, datetime.now(UTC) + timedelta(days=1)),
        "one": add_token(path, "one", frozenset({ONE})),
        "old": add_token(path, "old", None, past),
    }
    engine = WritableEngine(QUADS.encode())
    return Service(create_app(engine, tmp_path, [], writer=Writer(engine, path)), engine, tokens)


def update(text: str, accept: str = "*/*", path: str = "/update", **more: Any) -> dict[str, Any]:
    """Return a direct POST of an update."""
    headers = {"Accept": accept}
    return {"method": "POST", "path": path, "data": text, "content_type": DIRECT,
            "headers": headers, **more}  # fmt: skip


def form(**fields: Any) -> dict[str, Any]:
    """Return a POST of a form."""
    names = {name.replace("_", "-"): value for name, value in fields.items()}
    return update(urlencode(names, doseq=True), content_type=FORM)


def at(
    method: str, path: str, data: str | bytes = "", kind: str | None = TURTLE, **headers: str
) -> dict[str, Any]:
    """Return a request to a graph; headers have _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Accept": "*/*", **named}
    request: dict[str, Any] = {"method": method, "path": path, "headers": sent}
    if data:
        request |= {"data": data, "content_type": kind}
    return request


def files(*parts: tuple[str, str, str], path: str = AT_ONE) -> dict[str, Any]:
    """Return a POST of files: name, media type, data."""
    data = {name: (BytesIO(text.encode()), name, kind) for name, kind, text in parts}
    return {"method": "POST", "path": path, "data": data, "content_type": "multipart/form-data"}


UPDATES: list[tuple[dict[str, Any], int, str]] = [
    (update(INSERT), 200, '"added": 1'),
    (update(INSERT, "text/turtle"), 204, ""),
    (update(INSERT, "application/json"), 200, '"release"'),
    (update(INSERT, content_type=f"{DIRECT}; charset=utf-8"), 200, '"added": 1'),
    (form(update=INSERT), 200, '"added": 1'),
    (update("INSERT DATA { s5d:x s5:p '日本' }"), 200, '"added": 1'),
    (update("CLEAR ALL"), 200, '"removed": 8'),
    (update("INSERT DATA { <x> <y> <z> }"), 200, '"added": 1'),
    # what is no update
    (update("CLEAR XYZ"), 400, '"line": 1'),
    (update("INSERT DATA {\n s5d:x foo:p 1 }"), 400, '"line": '),
    (update("CLEAR XYZ", BROWSER), 400, "not valid SPARQL"),
    (update("  "), 400, "Send an update"),
    (form(x="y"), 400, "Send an update"),
    (form(update=[INSERT, INSERT]), 400, "Give update once"),
    (update(INSERT, path=f"/update?{urlencode({'update': INSERT})}"), 400, "Give update once"),
    (form(query="ASK {}"), 400, "Queries go to /sparql"),
    (update(INSERT, path="/update?using-graph-uri=no+iri"), 400, "using-graph-uri is 'no iri'"),
    (update("DROP GRAPH <https://e.org/none>"), 422, "Nothing was changed"),
    (update(b"INSERT DATA { <x:x> <x:x> '\xff' }"), 400, "UTF-8"),  # type: ignore[arg-type]
    (update(INSERT, content_type=f"{DIRECT}; charset=utf-16"), 415, "in UTF-8"),
    (update(INSERT, content_type="text/plain"), 415, "text/plain"),
    (update(INSERT, content_type=None), 415, DIRECT),
    (update(INSERT, headers={"Content-Encoding": "gzip"}), 415, "gzip"),
    ({"method": "GET", "path": f"/update?{urlencode({'update': INSERT})}"}, 405, "POST"),
    # what would call another machine
    (update("LOAD <http://127.0.0.1:9/>"), 403, "fetches nothing"),
    (update("load silent <http://127.0.0.1:9/> INTO GRAPH <a:a>"), 403, "fetches nothing"),
    (update("PREFIX x: <http://127.0.0.1/>\nLOAD # here:\n x:y"), 403, "fetches nothing"),
    (update("PREFIX x: <http://127.0.0.1/> LOAD x:"), 403, "fetches nothing"),
    (update("PREFIX x: <http://127.0.0.1/> LOAD x: ; CLEAR ALL"), 403, "fetches nothing"),
    (update("PREFIX service: <x:> INSERT DATA { <x:a> service:x 1 }"), 200, '"added": 1'),
    (update(f"CLEAR DEFAULT;LOAD<{ONE}>"), 403, "fetches nothing"),
    (update("INSERT {} WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"), 403, "SERVICE"),
    (update("INSERT DATA { s5d:x s5:p 'a load of it' }"), 200, '"added": 1'),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "status", "text"), UPDATES)
def test_updates(service: Service, request_: dict[str, Any], status: int, text: str) -> None:
    """Each request has its status, words in its answer, and is not kept by a cache."""
    before = service.engine.release
    response = service.send(request_)
    assert (response.status_code, text in response.text) == (status, True), response.text
    assert response.headers["Cache-Control"] == "no-store"
    changed = service.engine.release != before
    assert changed == (status < 300)
    if changed:
        assert response.headers["S5kg-Release"] == service.engine.release


def test_the_dataset_of_an_update_reaches_the_engine(service: Service) -> None:
    """The parameters of the protocol may be in the address or in the form (2.2)."""
    text = "INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }"
    wanted = Update(text, (ONE,), (ONE, TWO))
    graphs = {"using-graph-uri": ONE, "using-named-graph-uri": [ONE, TWO]}
    service.send(update(text, path=f"/update?{urlencode(graphs, doseq=True)}"))
    service.send(form(update=text, using_graph_uri=ONE, using_named_graph_uri=[ONE, TWO]))
    given = [replace(c, base="") for c in service.engine.changes if isinstance(c, Update)]
    assert given == [wanted, wanted]


GRAPHS: list[tuple[dict[str, Any], int, str]] = [
    # reading
    (at("GET", AT_ONE), 200, "s5:staff 45"),
    (at("GET", "/store/one"), 200, "s5:staff 45"),
    (at("GET", AT_ONE, Accept=NTRIPLES), 200, "ns#staff> "),
    (at("GET", f"{AT_ONE}&format=jsonld"), 200, '"@'),
    (at("GET", AT_ONE, Accept=BROWSER), 200, "s5:staff 45"),
    (at("HEAD", AT_ONE), 200, ""),
    (at("GET", "/store?default"), 200, ""),
    (at("GET", "/store/none"), 404, "when it has a triple"),
    (at("HEAD", "/store/none"), 404, ""),
    (at("GET", AT_ONE, Accept="text/csv"), 406, TURTLE),
    (at("GET", f"{AT_ONE}&format=csv"), 400, "turtle, ntriples"),
    (at("GET", "/store"), 400, "/store?graph=IRI"),
    (at("GET", f"{AT_ONE}&default"), 400, "one way only"),
    (at("GET", "/store/one?default"), 400, "one way only"),
    (at("GET", f"{AT_ONE}&graph=https://e.org/x"), 400, "Give graph once"),
    (at("GET", "/store?graph=one"), 400, "absolute IRI"),
    (at("GET", "/store?graph=http://%5B::"), 400, "absolute IRI"),
    (at("GET", "/store/a%20b"), 400, "absolute IRI"),
    (at("GET", "/store?graph="), 400, "absolute IRI"),
    # writing
    (at("PUT", AT_ONE, DATA), 200, '"added": 1,\n  "removed": 4'),
    (at("PUT", AT_ONE, DATA, Accept=TURTLE), 204, ""),
    (at("PUT", NEW, DATA), 201, '"graph": "https://e.org/new"'),
    (at("PUT", "/store/new", DATA), 201, '"graph": "https://w3id.org/s5kg/graph/new"'),
    (at("PUT", "/store/new", DATA, f"{TURTLE}; charset=utf-8"), 201, "new"),
    (at("PUT", "/store?default", DATA), 201, '"graph": ""'),
    (at("POST", AT_ONE, DATA), 200, '"added": 1,\n  "removed": 0'),
    (at("POST", NEW, DATA), 201, "new"),
    (at("POST", "/store", DATA), 201, "https://w3id.org/s5kg/graph/new/"),
    (at("POST", AT_ONE, '{"@id": "a:a", "a:b": "c"}', JSONLD), 200, '"added": 1'),
    (at("POST", AT_ONE, "<a:a> <a:b> 'c' .".replace("'", '"'), NTRIPLES), 200, '"added": 1'),
    (at("DELETE", AT_ONE), 200, '"removed": 4'),
    (at("DELETE", "/store?default"), 200, '"removed": 0'),
    (files(("a.ttl", TURTLE, DATA), ("b.nt", NTRIPLES, "<a:a> <a:b> _:c .")), 200, '"added": 2'),
    (files(("a.ttl", "application/octet-stream", DATA)), 200, '"added": 1'),
    # what cannot be
    (at("DELETE", "/store/none"), 404, "when it has a triple"),
    (at("DELETE", "/store"), 400, "/store?graph=IRI"),
    (at("PUT", "/store", DATA), 400, "/store?graph=IRI"),
    (at("PUT", AT_ONE, "<a> <b>\nc ."), 400, '"line": 2'),
    (at("PUT", AT_ONE, '{"@id": 3}', JSONLD), 400, "@id"),
    (at("PUT", AT_ONE, '{"@id": "a:a", "@graph": [{"a:b": "c"}]}', JSONLD), 400, "amed graph"),
    (at("PUT", AT_ONE, DATA, "text/csv"), 415, JSONLD),
    (at("PUT", AT_ONE, DATA, "application/trig"), 415, JSONLD),
    (at("PUT", AT_ONE, DATA, f"{TURTLE}; charset=utf-16"), 415, "in UTF-8"),
    (at("PUT", AT_ONE), 415, TURTLE),
    (at("PUT", AT_ONE, DATA, Content_Encoding="br"), 415, "br"),
    (files(("a.csv", "text/csv", DATA)), 415, "text/csv"),
    (files(), 400, "as a file"),
    ({**files(("a.ttl", TURTLE, DATA)), "method": "PUT"}, 415, "multipart"),
    (at("PATCH", AT_ONE, INSERT, DIRECT), 405, "DELETE"),
    # lost updates
    (at("PUT", AT_ONE, DATA, If_None_Match="*"), 412, "must not be"),
    (at("PUT", NEW, DATA, If_None_Match="*"), 201, "new"),
    (at("PUT", AT_ONE, DATA, If_Match="*"), 200, "added"),
    (at("PUT", NEW, DATA, If_Match="*"), 412, "read it again"),
    (at("PUT", AT_ONE, DATA, If_Match='"turtle-0"'), 412, "read it again"),
    (at("PUT", NEW, DATA, If_Match='"turtle-0"'), 412, "read it again"),
    (at("PUT", AT_ONE, DATA, If_Match="nonsense"), 412, "read it again"),
    (at("DELETE", AT_ONE, If_Match='"turtle-0"'), 412, "read it again"),
    (at("PUT", AT_ONE, f"{DATA} #{'x' * 2**20}"), 200, "added"),
    (at("PUT", AT_ONE, f"{DATA} #{'x' * MOST_WRITTEN}"), 413, "8,388,608 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "status", "text"), GRAPHS)
def test_graphs(service: Service, request_: dict[str, Any], status: int, text: str) -> None:
    """Each request has its status and words in its answer; what fails changes nothing."""
    before = service.engine.release
    response = service.send(request_)
    assert (response.status_code, text in response.text) == (status, True), response.text
    if status >= 400:
        assert service.engine.release == before
    if request_["method"] != "GET" and request_["method"] != "HEAD":
        assert response.headers["Cache-Control"] == "no-store"


def test_what_was_put_is_got(service: Service) -> None:
    """A graph comes back as it was sent: relative IRIs resolved, blank nodes with names."""
    service.send(at("PUT", NEW, f"{DATA} <#it> <https://e.org/q> [] ."))
    got = service.send(at("GET", NEW), None)
    assert got.content_type == "text/turtle; charset=utf-8"
    found = {str(t.predicate): t for t in ox.parse(got.data, format=ox.RdfFormat.TURTLE)}
    assert {str(t.subject) for t in found.values()} == {"<https://e.org/new#it>"}
    assert found["<https://e.org/p>"].object == ox.Literal("x")
    assert str(found["<https://e.org/q>"].object).startswith(f"<{GENID}")
    service.send(at("DELETE", NEW))
    assert service.send(at("GET", NEW), None).status_code == 404


def test_the_default_graph_is_not_the_union(service: Service) -> None:
    """What is read as the default graph is what was written to it, and nothing else."""
    service.send(at("PUT", "/store?default", DATA))
    got = service.send(at("GET", "/store?default"), None)
    assert len(list(ox.parse(got.data, format=ox.RdfFormat.TURTLE))) == 1
    assert "<https://w3id.org/s5kg/#it>" in service.send(
        at("GET", "/store?default", Accept=NTRIPLES), None
    ).text  # fmt: skip


def test_a_part_of_a_graph_replaces_nothing(service: Service) -> None:
    """RFC 9110, 14.5: PUT with Content-Range is refused where parts are not put."""
    request = at("PUT", AT_ONE, "<x:a> <x:b> 1 .", Content_Range="bytes 0-3/10")
    before = service.engine.release
    response = service.send(request)
    assert (response.status_code, "Content-Range" in response.text) == (400, True)
    assert service.engine.release == before


def test_percent_escapes_are_decoded_once(service: Service) -> None:
    """`%31` in the address is 1; `%2531` is the IRI's own `%31`."""
    for name, text in (("%31", "'one'"), ("%2531", "'escaped'")):
        sent = at("PUT", f"/store?graph=https://e.org/{name}", f"<a:a> <a:b> {text} .")
        assert service.send(sent).status_code == 201
    assert "one" in service.send(at("GET", "/store?graph=https%3A%2F%2Fe.org%2F1")).text


def test_a_new_graph_can_be_read_where_its_location_says(service: Service) -> None:
    """POST without a graph makes one, and its Location is its name (5.5)."""
    response = service.send(at("POST", "/store", DATA))
    location = response.headers["Location"]
    assert location == json.loads(response.data)["graph"]
    paths = [
        f"/store?graph={quote(location, safe='')}",
        f"/store/{location.partition('graph/')[2]}",
    ]
    named, direct = (service.send(at("GET", path, Accept=NTRIPLES), None) for path in paths)
    assert named.data == direct.data
    assert f"<{location}#it>" in named.text


@pytest.mark.parametrize("accept", [TURTLE, NTRIPLES, JSONLD, "application/rdf+xml"])
def test_a_tag_guards_against_lost_updates(service: Service, accept: str) -> None:
    """The tag of any reading allows one write; after that, another has to read again."""
    read = service.send(at("GET", AT_ONE, Accept=accept), None)
    tag = read.headers["ETag"]
    assert not tag.startswith("W/")
    assert service.send(at("GET", AT_ONE, Accept=accept, If_None_Match=tag)).status_code == 304
    # another graph may change meanwhile
    assert service.send(at("PUT", NEW, DATA)).status_code == 201
    write = at("PUT", AT_ONE, DATA, If_Match=f'"turtle-0", {tag}')
    assert [service.send(write).status_code for _ in range(2)] == [200, 412]
    assert service.send(at("GET", AT_ONE, Accept=accept, If_None_Match=tag)).status_code == 200


def test_a_put_names_no_tag(service: Service) -> None:
    """What is kept is not byte for byte what was sent (RFC 9110, 9.3.4)."""
    assert "ETag" not in service.send(at("PUT", AT_ONE, DATA)).headers


WHO: list[tuple[dict[str, Any], str | None, int, str]] = [
    (update(INSERT), None, 401, ""),
    (update(INSERT), "s5kg_" + "x" * 43, 401, "invalid_token"),
    (update(INSERT), "日本", 401, "invalid_token"),
    (update(INSERT), "old", 401, "invalid_token"),
    (update(INSERT), "one", 200, ""),
    (update(INSERT.replace(ONE, TWO)), "one", 403, "insufficient_scope"),
    (update("CLEAR ALL"), "one", 403, "insufficient_scope"),
    (at("PUT", AT_ONE, DATA), None, 401, ""),
    (at("DELETE", AT_ONE), None, 401, ""),
    (at("POST", "/store", DATA), None, 401, ""),
    (at("PUT", AT_ONE, DATA), "one", 200, ""),
    (at("PUT", NEW, DATA), "one", 403, "insufficient_scope"),
    (at("POST", "/store", DATA), "one", 403, "insufficient_scope"),
    (at("PUT", "/store?default", DATA), "one", 403, "insufficient_scope"),
    (at("GET", AT_ONE), None, 200, ""),
]


@pytest.mark.parametrize(("request_", "who", "status", "code"), WHO)
def test_who_may_write(
    service: Service, request_: dict[str, Any], who: str | None, status: int, code: str
) -> None:
    """A token opens its graphs and no others; the answer says how to ask (RFC 6750, 3)."""
    before = service.engine.release
    response = service.send(request_, who)
    assert response.status_code == status, response.text
    challenge = response.headers.get("WWW-Authenticate", "")
    assert challenge.startswith('Bearer realm="s5kg"') == (status in (401, 403))
    assert code in challenge
    assert status == 200 or service.engine.release == before


def test_a_refused_scope_names_the_graphs(service: Service) -> None:
    """Whoever asks for more knows what for."""
    problem = service.send(update("CLEAR ALL"), "one").get_json(force=True)
    assert problem["graphs"] == [TWO]


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer  ", "Token x", ""])
def test_other_credentials_count_for_nothing(service: Service, header: str) -> None:
    """Only a bearer token in the header is one; in the address it is none."""
    path = f"/update?access_token={service.tokens['all']}"
    response = service.send(update(INSERT, path=path, headers={"Authorization": header}), None)
    assert response.status_code == 401
    assert "error" not in response.headers["WWW-Authenticate"]


def test_a_token_is_refused_from_when_it_is_removed(service: Service, tmp_path: Path) -> None:
    """The file is read at each write, and a file that strangers may read stops all writing."""
    path = tmp_path / "tokens.tsv"
    kept = path.read_text(encoding="utf-8")
    path.write_text("\n".join(x for x in kept.split("\n") if x[:4] != "all\t"), encoding="utf-8")
    assert service.send(update(INSERT)).status_code == 401
    path.write_text(kept, encoding="utf-8")
    path.chmod(0o644)
    assert service.send(update(INSERT)).status_code == 503
    path.chmod(0o600)
    path.write_text(kept.split("\n")[0] + "\n", encoding="utf-8")
    assert service.send(update(INSERT)).status_code == 403


@pytest.mark.parametrize("request_", [update(INSERT), at("PUT", AT_ONE, DATA), at("DELETE", NEW)])
def test_writing_is_off_without_tokens(client: FlaskClient, request_: dict[str, Any]) -> None:
    """A service without a file of tokens says so, whatever is sent."""
    response = client.open(**request_)
    assert response.status_code == 403
    assert response.get_json(force=True)["type"].endswith("/writing-off")


@pytest.mark.parametrize("path", ["/update", AT_ONE])
def test_no_script_of_another_site_writes(service: Service, path: str) -> None:
    """A browser may send it neither a token nor a method that changes anything."""
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
    response = service.send({"method": "OPTIONS", "path": path, "headers": headers}, None)
    assert "POST" in response.headers["Allow"]
    assert "Authorization" not in response.headers["Access-Control-Allow-Headers"]
    allowed = response.headers["Access-Control-Allow-Methods"]
    assert "PUT" not in allowed
    assert "DELETE" not in allowed
    assert "Access-Control-Allow-Credentials" not in response.headers


REPORTS = [
    ("*/*", TURTLE, "sh:focusNode"),
    (TURTLE, TURTLE, "sh:focusNode"),
    (NTRIPLES, NTRIPLES, "shacl#focusNode>"),
    (JSONLD, JSONLD, "focusNode"),
    ("application/rdf+xml", "application/rdf+xml", "focusNode"),
    (PROBLEM, PROBLEM, '"s5d:ostp"'),
    ("application/json", PROBLEM, '"message": "<b>must</b> not be"'),
    ("text/csv", PROBLEM, "refused"),
    (BROWSER, "text/html", "&lt;b&gt;must"),
]


@pytest.mark.parametrize(
    "request_",
    [update(REFUSED), at("POST", AT_ONE, "<a:a> <https://w3id.org/s5kg/ns#forbidden> 1 .")],
)
@pytest.mark.parametrize(("accept", "media_type", "text"), REPORTS)
def test_a_refused_write_says_why(
    service: Service, request_: dict[str, Any], accept: str, media_type: str, text: str
) -> None:
    """The report comes in the form that the writer reads, and nothing has changed."""
    before = service.engine.release
    response = service.send({**request_, "headers": {"Accept": accept}})
    assert (response.status_code, response.mimetype) == (422, media_type)
    assert text in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert service.engine.release == before
    if media_type == "text/html":
        html5lib.HTMLParser(strict=True).parse(response.text)


def test_findings_are_in_the_language_of_the_reader(service: Service) -> None:
    """Violations come first, each with its node, path, shape and words."""
    headers = {"Accept": PROBLEM, "Accept-Language": "ja"}
    problem = service.send(update(REFUSED, headers=headers)).get_json(force=True)
    assert problem["total"] == 2
    assert problem["findings"] == [
        {"severity": "Violation", "node": "s5d:ostp", "path": "s5:forbidden", "value": "",
         "shape": "s5sh:Forbidden", "message": "あってはならない"},
        {"severity": "Warning", "node": "s5d:other", "path": "", "value": "45",
         "shape": "", "message": "should not be"},
    ]  # fmt: skip


FAILURES: list[tuple[Exception, int, str]] = [
    (FixedGraphsError((ONE,)), 403, "with a build"),
    (LogError("disk full"), 507, "disk is full"),
    (DeadlineError(2.0), 503, "2 seconds"),
    (BusyError(7), 503, "7 seconds"),
    (QuerySyntaxError("odd"), 400, "odd"),
    (UnreadableError("odd"), 400, "odd"),
]


@pytest.mark.parametrize(("error", "status", "text"), FAILURES)
def test_failures_of_the_engine(service: Service, error: Exception, status: int, text: str) -> None:
    """What the engine cannot do is said in words, and the next write is not kept waiting."""
    service.engine.fails = error
    response = service.send(update(INSERT))
    assert (response.status_code, text in response.text) == (status, True), response.text
    service.engine.fails = None
    assert service.send(update(INSERT)).status_code == 200


def test_no_secret_is_logged(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """Not even when something fails that nobody foresaw."""
    service.engine.fails = RuntimeError("unforeseen")
    assert service.send(update(INSERT)).status_code == 500
    assert "unforeseen" in caplog.text
    assert service.tokens["all"] not in caplog.text
