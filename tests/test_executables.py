"""Queries as data: what programs of others ask an endpoint for, written anew, finds ours."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.executables import executable, query_triples, services
from s5kg.namespaces import BASE, node, prefixes
from s5kg.queries import Query, read_queries

SHACL = (
    "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
)
# What SIB's editor and sparql-llm ask for, in other words: there is no other interface to them.
EXAMPLES = f"""{SHACL} PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
SELECT DISTINCT ?example ?words ?text {{
  ?example a sh:SPARQLExecutable ; rdfs:comment ?words .
  ?example sh:ask|sh:select|sh:construct|spex:describe ?text }}"""
PREFIXES = (
    f"{SHACL} SELECT DISTINCT ?prefix ?space {{ ?d sh:prefix ?prefix ; sh:namespace ?space }}"
)
CLASSES = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?class ?property ?reached ?datatype {
  ?part void:class ?class ; void:propertyPartition ?way . ?way void:property ?property
  OPTIONAL { { ?way void:classPartition/void:class ?reached }
    UNION { ?way ext:datatypePartition/ext:datatype ?datatype } } }"""


@pytest.fixture(scope="module")
def store(quads: bytes) -> ox.Store:
    """The real graph."""
    store = ox.Store()
    store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    return store


def _rows(store: ox.Store, text: str) -> list[tuple[object, ...]]:
    found = store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(row) for row in found]


def test_others_find_every_example_in_both_languages(store: ox.Store, folder: Path) -> None:
    """Each query but the checks, once with its question in English and once in Japanese."""
    queries = [query for query in read_queries(folder) if query.role != "checks"]
    expected = {
        (f"{BASE}id/query-{query.role}-{query.name}", query.summary(language), language, query.text)
        for query in queries
        for language in ("en", "ja")
    }
    found = {
        (example.value, words.value, words.language, text.value)
        for example, words, text in _rows(store, EXAMPLES)
        if isinstance(example, ox.NamedNode)
        and isinstance(words, ox.Literal)
        and isinstance(text, ox.Literal)
    }
    assert found == expected


@pytest.fixture
def folder() -> Path:
    """The folder of queries."""
    return Path(__file__).resolve().parent.parent / "queries"


def test_others_find_the_prefixes(store: ox.Store) -> None:
    """Those of the one table, each declared by what the queries name as theirs."""
    found = {
        (prefix.value, space.value)
        for prefix, space in _rows(store, PREFIXES)
        if isinstance(prefix, ox.Literal) and isinstance(space, ox.Literal)
    }
    assert found == set(prefixes().items())
    declared = (
        f"{SHACL} SELECT DISTINCT ?prefix"
        " { ?q a sh:SPARQLExecutable ; sh:prefixes/sh:declare/sh:prefix ?prefix }"
    )
    assert len(_rows(store, declared)) == len(found)


def test_others_find_what_the_things_of_a_class_have(store: ox.Store) -> None:
    """A figure has a value of a datatype and a unit of a class, as the graph itself says."""
    found = {(c, p): (r, d) for c, p, r, d in _rows(store, CLASSES)}
    figure = node("s5:Figure")
    _, datatype = found[figure, node("skos:prefLabel")]
    assert datatype == node("rdf:langString")
    reached = {
        r for c, p, r, _ in _rows(store, CLASSES) if (c, p) == (figure, node("s5:supportedBy"))
    }
    assert reached == {node("s5:Evidence")}


@pytest.mark.parametrize(
    ("text", "predicate", "class_"),
    [
        ("# SELECT\nASK { }", "sh:ask", "sh:SPARQLAskExecutable"),
        ("select * { }", "sh:select", "sh:SPARQLSelectExecutable"),
        ("CONSTRUCT { } { }", "sh:construct", "sh:SPARQLConstructExecutable"),
        ("DESCRIBE <urn:x>", "spex:describe", "sh:SPARQLExecutable"),
    ],
)
def test_a_query_has_the_class_of_its_form(text: str, predicate: str, class_: str) -> None:
    """What a query is called follows from its first keyword."""
    assert executable(text) == (predicate, class_)


def test_a_query_says_whom_it_calls() -> None:
    """Each address after SERVICE once, wherever it stands; a variable and a comment are none."""
    text = """SELECT * { SERVICE <https://one.example/sparql> { ?s ?p ?o }
        OPTIONAL { SERVICE SILENT <https://two.example/sparql> { ?o ?q ?x } }
        { SELECT ?s { SERVICE ?any { ?s ?p ?y } } } } # SERVICE <https://no.example/>"""
    assert services(text) == {"https://one.example/sparql", "https://two.example/sparql"}
    header = {"summary": "Who?", "summary-ja": "誰か？", "keywords": "a, b"}
    query = Query("who", "examples", Path("who.rq"), header, text)
    found = {t.object for t in query_triples(query) if t.predicate == node("spex:federatesWith")}
    assert found == {ox.NamedNode(iri) for iri in services(text)}
    assert services("SELECT * { ?s ?service ?o }") == set()


def test_what_only_looks_like_a_call_is_none() -> None:
    """In strings and IRIs SERVICE is text; a call may have comments and no space in it."""
    call = "SERVICE <https://no.example/>"
    text = f"""SELECT * {{ ?s <urn:#x> "{call}", '{call}',
        \"\"\"a " {call} \\\"\"\" {call}\"\"\", "\\"{call}" .
        ?s ex:service <https://no.example/> .service# SERVICE
        silent<https://three.example/#it>{{ ?s ?p ?o }} }}"""
    assert services(text) == {"https://three.example/#it"}
