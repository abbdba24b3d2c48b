"""Clients that people use, against `s5kg serve` as they start it, and a service of another make.

One server and one file: what is written lies in a graph of its own.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from xml.dom.minidom import Document, Text

import click
import html5lib
import httpx
import pandas as pd
import pytest
from rdflib import Dataset, Graph, Literal, URIRef, Variable
from rdflib.namespace import SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from rdflib.query import Result
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    RDFXML,
    TSV,
    TURTLE,
    XML,
    SPARQLExceptions,
    SPARQLWrapper,
)

from s5kg.cli import main
from s5kg.web.tokens import add_token
from tests.clients.redirect import redirected
from tests.serving import address_of, started
from tests.test_docs_run import SERVICE, Block, Place, blocks, copied_environment, obey, run

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "build" / "bench" / "peers"  # where `make comunica` puts it
OSTP = URIRef("https://w3id.org/s5kg/id/org-us-ostp")
NOTES = URIRef("https://w3id.org/s5kg/graph/notes")
NAMES = f"SELECT ?name {{ <{OSTP}> <{SKOS.prefLabel}> ?name }} ORDER BY LANG(?name)"
LABELS = [("Office of Science and Technology Policy", "en"), ("科学技術政策局", "ja")]
GRAPH = f"CONSTRUCT WHERE {{ <{OSTP}> <{SKOS.prefLabel}> ?name }}"
CODES = """SELECT ?s ?c { ?s dcterms:identifier ?c FILTER(STRSTARTS(STR(?c), "04")) }"""
PAGE = blocks(ROOT / "docs" / "federation.md")
JOIN = f"""PREFIX wdt: <http://www.wikidata.org/prop/direct/>
SELECT ?body ?ror {{ ?body <{SKOS.exactMatch}> ?item . ?item wdt:P6782 ?ror }} ORDER BY ?body"""
BODIES = [f"https://w3id.org/s5kg/id/org-{name}" for name in ("de-fhg", "eu-erc", "us-darpa")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Path:
    """A folder with a build that may be written to, and tokens."""
    folder = tmp_path_factory.mktemp("clients")
    shutil.copytree(built, folder / "build", symlinks=True, copy_function=os.link)
    return folder


@pytest.fixture(scope="module")
def token(folder: Path) -> str:
    """The token of one who may write."""
    return add_token(folder / "tokens.tsv", "ana", None)


@pytest.fixture(scope="module")
def server(folder: Path, token: str, elsewhere: str) -> Iterator[str]:
    """The address of the service, which may call the stand-in."""
    calls = [
        "--service-origin",
        elsewhere.removesuffix("/query"),
        "--private-network",
        "127.0.0.0/8",
    ]
    words = ["--port", "0", "--tokens", str(folder / "tokens.tsv"), *calls]
    with started(folder / "build", *words) as process:
        yield address_of(process)


@pytest.fixture(scope="module")
def endpoint(server: str) -> str:
    """Where it answers queries."""
    return f"{server}/sparql"


# SPARQLWrapper


def _wrapped(endpoint: str, query: str, form: str, method: str = GET) -> Any:
    wrapper = SPARQLWrapper(endpoint, returnFormat=form)
    wrapper.setQuery(query)
    wrapper.setMethod(method)
    return wrapper.queryAndConvert()


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_reads_rows_in_each_format(endpoint: str, method: str) -> None:
    """JSON, XML, CSV and TSV, which it asks for twice over, by GET and by POST."""
    found = _wrapped(endpoint, NAMES, JSON, method)["results"]["bindings"]
    assert [(row["name"]["value"], row["name"]["xml:lang"]) for row in found] == LABELS
    document = _wrapped(endpoint, NAMES, XML, method)
    assert isinstance(document, Document)
    literals = document.getElementsByTagName("literal")
    texts = [(one.childNodes[0], one.getAttribute("xml:lang")) for one in literals]
    assert [(one.data, tag) for one, tag in texts if isinstance(one, Text)] == LABELS
    rows = _wrapped(endpoint, NAMES, CSV, method).decode().splitlines()
    assert rows == ["name", *(text for text, _ in LABELS)]
    rows = _wrapped(endpoint, NAMES, TSV, method).decode().splitlines()
    assert rows == ["?name", *(f'"{text}"@{language}' for text, language in LABELS)]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD, XML])
def test_sparqlwrapper_reads_a_graph_in_each_format(endpoint: str, form: str) -> None:
    """As bytes, which rdflib reads, or as a graph."""
    found = _wrapped(endpoint, GRAPH, form)
    if isinstance(found, bytes):
        found = Graph().parse(found, format="turtle")
    assert set(found) == {(OSTP, SKOS.prefLabel, Literal(text, lang=tag)) for text, tag in LABELS}


def test_sparqlwrapper_tells_what_is_wrong(endpoint: str, server: str) -> None:
    """A bad query and a write without a token are exceptions of its own, with our words."""
    with pytest.raises(SPARQLExceptions.QueryBadFormed, match="ends too early"):
        _wrapped(endpoint, "SELECT * {", JSON)
    with pytest.raises(SPARQLExceptions.Unauthorized, match="no-token"):
        _wrapped(f"{server}/update", "CLEAR GRAPH <a:b>", JSON, POST)


# rdflib


def _names(found: Result) -> list[str]:
    return [str(row[Variable("name")]) for row in found.bindings]


def test_rdflib_looks_things_up(endpoint: str) -> None:
    """Triples, values in one language and the other, and queries with terms bound."""
    graph = Graph(SPARQLStore(endpoint))
    labels = {Literal(text, lang=tag) for text, tag in LABELS}
    assert set(graph.objects(OSTP, SKOS.prefLabel)) == labels
    assert graph.value(predicate=SKOS.prefLabel, object=Literal(*LABELS[1])) == OSTP
    assert (OSTP, SKOS.prefLabel, Literal("科学技術政策局", lang="en")) not in graph
    found = graph.query("SELECT ?n { ?s skos:prefLabel ?n }", initBindings={"s": OSTP})
    assert {row[Variable("n")] for row in found.bindings} == labels
    assert graph.query(f"ASK {{ <{OSTP}> ?p ?o }}").askAnswer
    made = graph.query(GRAPH).graph
    assert made is not None
    assert len(made) == len(labels)


@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_in_each_way(endpoint: str, form: str, method: Any) -> None:
    """Each format that its store reads, by each method that it sends."""
    store = SPARQLStore(endpoint, returnFormat=form, method=method)
    assert _names(Graph(store).query(NAMES)) == [text for text, _ in LABELS]


def test_rdflib_joins_its_graph_with_ours(endpoint: str) -> None:
    """SERVICE to us, from a graph of somebody else."""
    mine = Graph()
    mine.add((URIRef("https://example.org/a"), SKOS.related, OSTP))
    found = mine.query(
        f"""SELECT ?mine ?name {{
              ?mine skos:related ?theirs .
              SERVICE <{endpoint}> {{ ?theirs skos:prefLabel ?name }}
            }} ORDER BY LANG(?name)"""
    )
    assert _names(found) == [text for text, _ in LABELS]


def test_rdflib_writes_with_a_token_and_not_without(server: str, endpoint: str, token: str) -> None:
    """What one commits is there whole, or not at all where a rule of the graph refuses it."""
    addresses = endpoint, f"{server}/update"
    thing = URIRef("https://example.org/thing")
    notes = [(thing, SKOS.note, Literal(*note)) for note in [("again", "en"), ("再確認", "ja")]]
    with pytest.raises(HTTPError, match="401"):
        Graph(SPARQLUpdateStore(*addresses), NOTES).add(notes[0])
    headers = {"Authorization": f"Bearer {token}"}
    store = SPARQLUpdateStore(*addresses, autocommit=False, headers=headers)
    graph = Graph(store, NOTES)
    graph.add(notes[0])
    with pytest.raises(HTTPError, match="422"):
        store.commit()
    store.rollback()
    for note in notes:
        graph.add(note)
    store.commit()
    assert set(graph) == set(notes)
    assert NOTES in {context.identifier for context in Dataset(store).contexts()}
    graph.remove((thing, None, None))
    store.commit()
    assert len(graph) == 0


def test_pandas_reads_the_address_of_a_query(endpoint: str) -> None:
    """A frame with the variables as columns, both letters and numbers."""
    query = """SELECT ?name ?year { VALUES (?name ?year) { ("予算" 2021) ("budget" 2014) } }"""
    frame = pd.read_csv(f"{endpoint}?{urlencode({'query': query, 'format': 'csv'})}")
    assert list(frame["name"]) == ["予算", "budget"]
    assert frame["year"].sum() == 4035


# Joined with a service of another make


def test_our_service_calls_the_other(endpoint: str, elsewhere: str) -> None:
    """SERVICE from here, on one line with full IRIs before it, as people send it by curl."""
    called = f"SERVICE <{elsewhere}> {{ ?i <http://www.wikidata.org/prop/direct/P6782> ?ror }}"
    query = f"SELECT ?b ?ror {{ ?b <{SKOS.exactMatch}> ?i . {called} }} ORDER BY ?b"
    found = _wrapped(endpoint, query, JSON)["results"]["bindings"]
    assert [row["b"]["value"] for row in found] == BODIES


def test_an_example_is_answered_where_its_service_is_allowed(endpoint: str, elsewhere: str) -> None:
    """As a user pastes it; calling any other service is refused with the one that is allowed."""
    path = ROOT / "queries" / "federated" / "wikidata-population-of-places.rq"
    text = path.read_text(encoding="utf-8")
    frame = pd.read_csv(
        f"{endpoint}?{urlencode({'query': redirected(text, elsewhere)})}&format=csv"
    )
    assert "仙台市" in set(frame["placeLabelJa"])
    assert frame["population"].is_monotonic_decreasing
    refused = httpx.post(endpoint, data={"query": text})
    assert refused.status_code == 403
    assert refused.json()["refused"] == ["https://query.wikidata.org"]
    assert refused.json()["allowed"] == [elsewhere.removesuffix("/query")]


def test_the_other_service_calls_us(endpoint: str, elsewhere: str) -> None:
    """Oxigraph joins its items with our links."""
    query = JOIN.replace("?body <", f"SERVICE <{endpoint}> {{ ?body <").replace(" . ", " } ")
    found = httpx.post(elsewhere, data={"query": query}, headers={"Accept": "text/csv"})
    assert [line.split(",")[0] for line in found.text.splitlines()[1:]] == BODIES


@pytest.fixture(scope="module")
def comunica() -> Callable[..., list[str]]:
    """What asks Comunica."""
    if shutil.which("node") is None or not (PEERS / "node_modules" / "@comunica").is_dir():
        pytest.skip("needs Node.js, and `make comunica`")

    def ask(*asked: tuple[str, list[str], str]) -> list[str]:
        text = json.dumps(
            [dict(zip(("query", "sources", "type"), one, strict=True)) for one in asked]
        )
        command = ["node", str(Path(__file__).with_name("comunica.cjs")), str(PEERS)]
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        answers: list[str] = json.loads(done.stdout)
        return answers

    return ask


def test_comunica_asks_us_and_joins_us_with_others(
    comunica: Callable[..., list[str]], server: str, endpoint: str, elsewhere: str
) -> None:
    """Rows, a graph, a join of two services, and one of a service with a file of ours."""
    rows, graph, joined, of_dump, thing = comunica(
        (NAMES, [endpoint], "text/csv"),
        (GRAPH, [endpoint], "application/n-triples"),
        (JOIN, [endpoint, elsewhere], "text/csv"),
        (JOIN, [f"{server}/dumps/external.ttl", elsewhere], "text/csv"),
        (NAMES, [str(OSTP).replace("https://w3id.org/s5kg", server)], "text/csv"),
    )
    assert rows.splitlines() == ["name", *(text for text, _ in LABELS)]
    assert len(Graph().parse(data=graph, format="nt")) == 2
    for answer in (joined, of_dump):
        assert [line.split(",")[0] for line in answer.splitlines()[1:]] == BODIES
    assert thing == rows


# curl, and the code that pages show


@pytest.fixture(scope="module")
def curl() -> Callable[..., str]:
    """What runs curl and returns what it prints."""
    program = shutil.which("curl")
    if program is None:
        pytest.skip("there is no curl on this machine")

    def fetch(*words: str) -> str:
        done = subprocess.run(
            [program, "--silent", "--show-error", *words], capture_output=True, timeout=60
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    return fetch


@pytest.mark.parametrize(
    ("accept", "start"),
    [
        ("text/csv", "name\r\nOffice"),
        ("application/sparql-results+json", '{"head":'),
        ("application/sparql-results+xml;q=0.9, text/html;q=0.1", "<?xml"),
        ("text/tab-separated-values", "?name\n"),
        ("text/html", "<!doctype html>"),
        ("*/*", '{"head":'),
    ],
)
def test_curl_gets_what_it_accepts(
    curl: Callable[..., str], endpoint: str, accept: str, start: str
) -> None:
    """The format by the header."""
    body = curl(
        "--header", f"Accept: {accept}", "--get", endpoint, "--data-urlencode", f"query={NAMES}"
    )
    assert body.startswith(start)


def test_curl_asks_again_and_by_query(
    curl: Callable[..., str], endpoint: str, tmp_path: Path
) -> None:
    """An answer is known by its tag (304), the method QUERY takes the query as a body."""
    asked = ["--get", endpoint, "--data-urlencode", f"query={NAMES}", "--compressed"]
    tag = str(tmp_path / "tag")
    status = ["--output", str(tmp_path / "body"), "--write-out", "%{http_code}"]
    assert curl(*asked, "--etag-save", tag, *status) == "200"
    assert curl(*asked, "--etag-compare", tag, *status) == "304"
    form = ["--header", "Content-Type: application/sparql-query", "--header", "Accept: text/csv"]
    body = curl("--request", "QUERY", *form, "--data-binary", NAMES, endpoint)
    assert body.splitlines() == ["name", *(text for text, _ in LABELS)]


@pytest.mark.parametrize(
    ("language", "command"),
    [
        ("R", ["Rscript", "-e"]),
        ("JavaScript", ["node", "--input-type=module", "-e"]),
        ("Python", [sys.executable, "-c"]),
        ("curl", ["sh", "-c"]),
    ],
)
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/examples/eu-framework-budgets", "id/prog-eu-he"),
        (f"/sparql?{urlencode({'query': CODES, 'format': 'html'})}", "041009"),
    ],
)
def test_the_code_that_a_page_shows_runs(
    server: str, language: str, command: list[str], path: str, expected: str
) -> None:
    """As it stands on the page of an example or an answer, pasted by a reader; no code is lost."""
    if shutil.which(command[0]) is None or (language == "curl" and shutil.which("curl") is None):
        pytest.skip(f"what runs {language} is not installed")
    page = httpx.get(server + path).text
    root = html5lib.parse(page, namespaceHTMLElements=False)
    (code,) = root.findall(f".//pre[@aria-label='{language}']")
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [*command, "".join(code.itertext())],
        capture_output=True, text=True, timeout=60, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout


# The page on federation


@pytest.fixture(scope="module")
def place(folder: Path) -> Place:
    """Where its commands run: beside the build, with the clients that are installed."""
    environment = copied_environment(ROOT)
    programs = PEERS / "node_modules" / ".bin"
    environment["PATH"] += f"{os.pathsep}{programs}"
    return Place(folder, environment)


@pytest.mark.parametrize("block", PAGE, ids=lambda block: block.place)
def test_the_page_on_federation_shows_what_is_so(
    block: Block, place: Place, server: str, elsewhere: str
) -> None:
    """Whoever types it gets what it shows; a command that needs a connection is a command."""
    text = block.text.replace(f"http://{SERVICE}", server).replace(SERVICE, server[7:])
    text = text.replace("127.0.0.1:7878", elsewhere.removesuffix("/query")[7:])
    block = replace(block, text=text)
    if obey(block, place):
        return
    if block.language == "console":
        program = text.split()[1]
        if not shutil.which(program, path=place.environment["PATH"]):
            pytest.skip(f"{program} is not installed")
        run(block, place)
        return
    for line in text.splitlines():
        _, name, *words = shlex.split(line)
        command = main.get_command(click.Context(main), name)
        assert command
        command.make_context(name, words)
