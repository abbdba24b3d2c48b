"""The rules of the protocols, in requests of our own, to a server process of ours.

The W3C suite has the same rules at more length: `make conformance SUITE=dir`.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox
import pytest

from s5kg.namespaces import GENID

EX = "https://example.org/"
ONE, TWO, THREE = (f"{EX}graph/{name}" for name in ("one", "two", "three"))
QUADS = "".join(f"<{EX}{g[-3:]}> <{EX}in> <{g}> <{g}> .\n" for g in (ONE, TWO, THREE))
FORM = "application/x-www-form-urlencoded"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
SD = "http://www.w3.org/ns/sparql-service-description#"
TREE = '@prefix e: <https://example.org/> . e:a e:b [ e:c "木" ] .'
LEAF = '@prefix e: <https://example.org/> . e:a e:d "葉" .'
ROWS = ("application/sparql-results+json", "application/sparql-results+xml")


@dataclass
class Reply:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def truth(self) -> object:
        """The answer to an ASK in JSON."""
        return json.loads(self.body)["boolean"]

    def graph(self) -> set[ox.Triple]:
        """The Turtle of the body, with blank nodes named by what is said of them.

        A write gives its blank nodes IRIs (RDF 1.1, 3.5), which stand for them here.
        """
        text = re.sub(rf"<{GENID}(\w+)>", r"_:s\1", self.body.decode())
        data = ox.Dataset(ox.parse(text, format=ox.RdfFormat.TURTLE))
        data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return {quad.triple for quad in data}


@dataclass
class Server:
    """A running server, and the token with which it can be written to."""

    base: str
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """Send a request as it is; `content_type` becomes `content-type`."""
        connection = HTTPConnection(urlsplit(self.base).netloc, timeout=30)
        connection.putrequest(method, path, skip_accept_encoding=True)
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        reply = Reply(response.status, found, response.read())
        connection.close()
        return reply

    def ask(self, text: str) -> object:
        """Return whether something is so."""
        return self.send("POST", "/sparql", text.encode(), content_type=QUERY, accept=ROWS[0]).truth

    def update(self, text: str, path: str = "/update") -> Reply:
        """Send an update."""
        return self.send("POST", path, text.encode(), content_type=UPDATE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over three small graphs, with a plain default graph and a token."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "dumps").mkdir()
    (folder / "graph.nq").write_text(QUADS, encoding="utf-8")
    s5kg = [sys.executable, "-m", "s5kg"]
    tokens = str(folder / "tokens")
    command = [*s5kg, "token", "add", "tester", "--all", "--tokens", tokens]
    token = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    options = ["--build", str(folder), "--port", "0", "--workers", "1", "--tokens", tokens]
    options += ["--default-graph", "plain"]
    log = folder / "log"
    with log.open("wb") as out, subprocess.Popen([*s5kg, "serve", *options], stderr=out) as process:
        for _ in range(600):
            if process.poll() is not None or "serves http" in log.read_text(encoding="utf-8"):
                break
            time.sleep(0.1)
        found = re.search(r"http://\S+", log.read_text(encoding="utf-8"))
        assert found, log.read_text(encoding="utf-8")
        yield Server(found[0], token)
        process.terminate()
        process.wait(30)


@pytest.fixture
def writable(server: Server) -> Server:
    """The server, its three graphs as they were at first."""
    data = re.sub(r"(<\S+ <\S+ <\S+) (<\S+>) \.", r"GRAPH \2 { \1 }", QUADS)
    assert server.update(f"DROP ALL ; INSERT DATA {{ {data} }}").status in (200, 204)
    return server


def path(where: str, **fields: str | list[str]) -> str:
    """Return an address with a query string."""
    return f"{where}?{urlencode(fields, doseq=True, quote_via=quote)}"


# Queries (SPARQL 1.1 Protocol, 2.1)

BOTH = f"ASK {{ <{EX}one> ?p ?o . <{EX}two> ?p ?r }}"
NAMED = f"ASK {{ GRAPH ?g {{ <{EX}one> ?p ?o }} GRAPH ?h {{ <{EX}two> ?p ?r }} }}"
MIXED = f"ASK {{ <{EX}ree> ?p ?o GRAPH ?g {{ <{EX}one> ?q ?r }} }}"


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        ("ASK {}", {}),
        (BOTH, {"default-graph-uri": [ONE, TWO]}),
        (NAMED, {"named-graph-uri": [ONE, TWO]}),
        (MIXED, {"default-graph-uri": [THREE], "named-graph-uri": [ONE]}),
    ],
)
def test_a_query_in_three_ways(
    server: Server, way: str, text: str, dataset: dict[str, list[str]]
) -> None:
    """By GET, form and body a query has the dataset that the request names."""
    if way == "get":
        reply = server.send("GET", path("/sparql", query=text, **dataset), accept=ROWS[0])
    elif way == "form":
        body = urlencode({"query": text, **dataset}, doseq=True).encode()
        reply = server.send("POST", "/sparql", body, content_type=FORM, accept=ROWS[0])
    else:
        where = path("/sparql", **dataset)
        reply = server.send("POST", where, text.encode(), content_type=QUERY, accept=ROWS[0])
    assert (reply.status, reply.truth) == (200, True)


def test_a_dataset_of_the_request_leaves_the_rest_out(server: Server) -> None:
    """What is in a third graph is not found where two are named."""
    text = f"ASK {{ {{ <{EX}ree> ?p ?o }} UNION {{ GRAPH ?g {{ <{EX}ree> ?p ?o }} }} }}"
    where = path("/sparql", query=text, **{"default-graph-uri": ONE, "named-graph-uri": TWO})
    assert server.send("GET", where, accept=ROWS[0]).truth is False


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("SELECT (1 AS ?x) {}", ROWS),
        ("ASK {}", ROWS),
        (f"DESCRIBE <{EX}one>", ("text/turtle", "application/rdf+xml", "application/n-triples")),
        ("CONSTRUCT { <a:s> <a:p> 1 } {}", ("text/turtle", "application/rdf+xml")),
    ],
)
def test_the_type_fits_the_form_of_the_query(
    server: Server, text: str, types: tuple[str, ...]
) -> None:
    """Without Accept, rows come in a format of results and graphs in one of RDF."""
    reply = server.send("POST", "/sparql", text.encode(), content_type=QUERY)
    assert reply.status == 200
    assert reply.media_type in types


@pytest.mark.parametrize(
    ("method", "where", "kind", "body"),
    [
        ("PUT", "/sparql?query=ASK%20%7B%7D", FORM, b""),
        ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", None, None),
        ("POST", "/sparql", "text/plain", b"ASK {}"),
        ("POST", "/sparql", None, b"query=ASK%20%7B%7D"),
        ("POST", "/sparql", None, b"ASK {}"),
        ("POST", "/sparql", f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16")),
        ("POST", "/sparql", QUERY, b"ASK {"),
        ("GET", "/update?update=CLEAR%20ALL", None, None),
        ("POST", "/update", FORM, b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"),
        ("POST", "/update", "text/plain", b"CLEAR NAMED"),
        ("POST", "/update", None, b"update=CLEAR%20NAMED"),
        ("POST", "/update", f"{UPDATE}; charset=UTF-16", "CLEAR NAMED".encode("utf-16")),
        ("POST", "/update", UPDATE, b"CLEAR NAME"),
        (
            "POST",
            path("/update", **{"using-graph-uri": ONE}),
            UPDATE,
            f"DELETE {{ ?s ?p ?o }} USING <{TWO}> WHERE {{ ?s ?p ?o }}".encode(),
        ),
    ],
)
def test_what_the_protocol_forbids(
    server: Server, method: str, where: str, kind: str | None, body: bytes | None
) -> None:
    """The asker is told that it is the asker's fault, with a status of 4xx."""
    headers = {"content_type": kind} if kind else {}
    reply = server.send(method, where, body, **headers)
    assert 400 <= reply.status < 500
    assert reply.media_type in ("application/problem+json", "text/html")


# Updates (SPARQL 1.1 Protocol, 2.2)


@pytest.mark.parametrize("kind", [FORM, UPDATE])
def test_an_update_in_two_ways(writable: Server, kind: str) -> None:
    """By form and by body an update is carried out before the answer comes."""
    text = f"DROP GRAPH <{ONE}>"
    body = urlencode({"update": text}) if kind == FORM else text
    assert writable.send("POST", "/update", body.encode(), content_type=kind).status in (200, 204)
    assert writable.ask(f"ASK {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }}") is False
    assert writable.ask(f"ASK {{ GRAPH <{TWO}> {{ ?s ?p ?o }} }}") is True


@pytest.mark.parametrize(
    ("dataset", "pattern", "found"),
    [
        ({"using-graph-uri": ONE}, "?s ?p ?o", "one"),
        ({"using-graph-uri": [ONE, TWO]}, "?s ?p ?o", "one two"),
        ({"using-named-graph-uri": [ONE, TWO]}, "GRAPH ?g { ?s ?p ?o }", "one two"),
        (
            {"using-graph-uri": ONE, "using-named-graph-uri": TWO},
            "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }",
            "one two",
        ),
    ],
)
def test_an_update_has_the_dataset_of_the_request(
    writable: Server, dataset: dict[str, str | list[str]], pattern: str, found: str
) -> None:
    """WHERE sees the graphs that the request names, and no other."""
    text = f"INSERT {{ GRAPH <{EX}new> {{ ?s a <{EX}Seen> }} }} WHERE {{ {pattern} }}"
    assert writable.update(text, path("/update", **dataset)).status in (200, 204)
    for name in ("one", "two", "ree"):
        seen = writable.ask(f"ASK {{ GRAPH <{EX}new> {{ <{EX}{name}> a <{EX}Seen> }} }}")
        assert seen is (name in found.split())


def test_a_relative_iri_has_a_base(writable: Server) -> None:
    """The service gives one, so that what is stored is absolute."""
    text = f"INSERT DATA {{ GRAPH <{EX}base> {{ <{EX}s> <{EX}p> <leaf> }} }}"
    assert writable.update(text).status in (200, 204)
    pattern = f"GRAPH <{EX}base> {{ ?s ?p ?o FILTER(isIRI(?o) && STRENDS(STR(?o), '/leaf')) }}"
    assert writable.ask(f"ASK {{ {pattern} }}") is True


# Graphs (SPARQL 1.1 Graph Store HTTP Protocol)


def indirect(graph: str) -> str:
    """Return the address of a graph that is named in the query string."""
    return path("/store", graph=graph)


PLACES = ["/store/leaves", indirect(f"{EX}graph/leaves")]


def turtle(text: str) -> set[ox.Triple]:
    """Return a graph as a reply has it."""
    return Reply(200, {}, text.encode()).graph()


def put(server: Server, where: str, text: str, method: str = "PUT") -> Reply:
    """Write Turtle."""
    return server.send(method, where, text.encode(), content_type="text/turtle; charset=utf-8")


@pytest.mark.parametrize("where", PLACES)
def test_a_graph_is_made_replaced_and_removed(writable: Server, where: str) -> None:
    """PUT makes (201) and replaces, GET gives the same back, DELETE leaves nothing (404)."""
    assert put(writable, where, TREE).status == 201
    reply = writable.send("GET", where, accept="text/turtle")
    assert (reply.status, reply.media_type) == (200, "text/turtle")
    assert reply.graph() == turtle(TREE)
    assert put(writable, where, LEAF).status in (200, 204)
    assert writable.send("GET", where, accept="text/turtle").graph() == turtle(LEAF)
    assert writable.send("DELETE", where).status in (200, 204)
    assert writable.send("GET", where).status == 404
    assert writable.send("DELETE", where).status in (200, 204, 404)


@pytest.mark.parametrize("where", PLACES)
def test_a_graph_is_extended(writable: Server, where: str) -> None:
    """POST adds to what is there, also several files of a form at once."""
    assert put(writable, where, TREE, "POST").status in (200, 201, 204)
    parts = [LEAF, '<https://example.org/a> <https://example.org/e> "根" .']
    lines = [
        f'--cut\r\nContent-Disposition: form-data; name="f{n}"; filename="f{n}.ttl"\r\n'
        f"Content-Type: text/turtle\r\n\r\n{part}\r\n"
        for n, part in enumerate(parts)
    ]
    body = f"{''.join(lines)}--cut--\r\n".encode()
    kind = "multipart/form-data; boundary=cut"
    assert writable.send("POST", where, body, content_type=kind).status in (200, 204)
    found = writable.send("GET", where, accept="text/turtle").graph()
    assert found == turtle("\n".join([TREE, *parts]))


@pytest.mark.parametrize("where", PLACES)
def test_head_tells_type_and_presence(writable: Server, where: str) -> None:
    """HEAD has the headers of GET, its Accept with a parameter too, and 404 for no graph."""
    accept = "text/turtle; charset=utf-8"
    assert writable.send("HEAD", where, accept=accept).status == 404
    put(writable, where, TREE)
    reply = writable.send("HEAD", where, accept=accept)
    assert (reply.status, reply.media_type, reply.body) == (200, "text/turtle", b"")


def test_a_graph_without_a_name_gets_one(writable: Server) -> None:
    """POST to the store itself says in Location where the graph is."""
    reply = put(writable, "/store", TREE, "POST")
    assert reply.status == 201
    where = indirect(reply.headers["location"])
    assert writable.send("GET", where, accept="text/turtle").graph() == turtle(TREE)


def test_names_of_graphs_are_decoded_once(writable: Server) -> None:
    """%31 in an address is 1, %2531 is a graph with %31 in its name."""
    plain, twice = f"/store?graph={EX}%31", f"/store?graph={EX}%2531"
    assert put(writable, plain, TREE).status == 201
    assert put(writable, twice, LEAF).status == 201
    same = writable.send("GET", indirect(f"{EX}1"), accept="text/turtle")
    assert same.graph() == turtle(TREE)
    assert writable.send("GET", twice, accept="text/turtle").graph() == turtle(LEAF)


# The service description


def test_the_service_describes_itself(server: Server) -> None:
    """GET without a query gives RDF: one service, at this address, in terms of the vocabulary."""
    reply = server.send("GET", "/sparql", accept="text/turtle")
    assert (reply.status, reply.media_type) == (200, "text/turtle")
    graph = reply.graph()
    addresses = {t.object for t in graph if t.predicate.value == f"{SD}endpoint"}
    assert addresses == {ox.NamedNode(f"{server.base}sparql")}
    types = {str(t.object) for t in graph if t.predicate.value.endswith("#type")}
    known = {f"<{SD}{name}>" for name in ("Service", "Dataset", "Graph", "NamedGraph", "Feature")}
    assert {name for name in types if SD in name} <= known
    assert f"<{SD}Service>" in types
