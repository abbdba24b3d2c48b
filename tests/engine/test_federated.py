from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox
import pytest
import rdflib

from s5kg.engine import QuerySyntaxError, Question
from s5kg.engine.federated import evaluate_federated
from s5kg.engine.memory import MemoryEngine
from s5kg.federation import CallRefusedError, FetchError, UnclearCallError
from s5kg.federation.allowed import Allowed
from s5kg.federation.fetching import Fetcher
from s5kg.formats import Family, named
from s5kg.rows import Rows
from tests.federation.conftest import LOOPBACK, Elsewhere
from tests.federation.conftest import elsewhere as elsewhere

_OURS = """
<x:a> <x:name> "A" <x:g1> .
<x:b> <x:name> "B" <x:g1> .
<x:c> <x:name> "C" <x:g2> .
"""
_THEIRS = "<x:a> <x:size> 1 . <x:b> <x:size> 2 ."


@pytest.fixture
def store() -> ox.Store:
    """Our side: three names in two graphs."""
    store = ox.Store()
    store.load(_OURS, format=ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture
def fetcher(elsewhere: Elsewhere) -> Iterator[Fetcher]:
    """A client that may ask the other side, which has sizes."""
    elsewhere.store.load(_THEIRS, format=ox.RdfFormat.TURTLE)
    yield Fetcher(Allowed.of([elsewhere.at("")]), LOOPBACK, total=2)


def ask(store: ox.Store, fetcher: Fetcher, text: str, *graphs: str) -> list[tuple[str, ...]]:
    """Return the rows of a query as text, sorted."""
    form = named("json", Family.RESULTS)
    assert form
    answer = evaluate_federated(store, Question(text, {Family.RESULTS: form}, graphs), fetcher)
    rows = Rows(answer.body)
    return sorted(tuple(str(row[v]) for v in rows.variables) for row in rows)


JOINS = [
    "SELECT ?n ?z { ?s <x:name> ?n SERVICE <%s> { ?s <x:size> ?z } }",
    "SELECT ?n ?z { SERVICE <%s> { ?s <x:size> ?z } ?s <x:name> ?n }",
    "PREFIX x: <x:> SELECT ?n ?z { ?s x:name ?n SERVICE SILENT<%s>{ ?s x:size ?z #}\n} }",
    "SELECT ?n ?z { VALUES ?e { <%s> } ?s <x:name> ?n SERVICE ?e { ?s <x:size> ?z } }",
    "SELECT ?n ?z { BIND(IRI('%s') AS ?e) ?s <x:name> ?n SERVICE ?e { ?s <x:size> ?z } }",
    "SELECT ?n ?z { { SELECT * { \\u0053ERVICE <%s> { ?s <x:size> ?z } } } ?s <x:name> ?n }",
]


@pytest.mark.parametrize("text", JOINS)
def test_a_call_is_joined_with_the_rest(
    store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere, text: str
) -> None:
    """Each way to write it gives the same rows, with one call."""
    assert ask(store, fetcher, text % elsewhere.at()) == [("A", "1"), ("B", "2")]
    assert len(elsewhere.asked) == 1


def test_several_calls_and_an_optional_one(
    store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere
) -> None:
    """Each clause sends its own pattern."""
    at = elsewhere.at()
    text = f"""SELECT ?n ?z ?y {{ ?s <x:name> ?n
      OPTIONAL {{ SERVICE <{at}> {{ ?s <x:size> ?z }} }}
      OPTIONAL {{ SERVICE <{at}> {{ ?s <x:size> ?y FILTER(?y > 1) }} }} }}"""
    rows = [("A", "1", "None"), ("B", "2", "2"), ("C", "None", "None")]
    assert ask(store, fetcher, text) == rows


@pytest.mark.parametrize(
    ("group", "rows"),
    [
        ("{ ?s <x:name> 'A' %s }", [("A", "1")]),
        ("{ ?s <x:name> 'A' OPTIONAL { %s } }", [("A", "1")]),
        (
            "OPTIONAL { ?s <x:name> 'A' OPTIONAL { %s } }",
            [("A", "1"), ("B", "None"), ("C", "None")],
        ),
        ("MINUS { %s }", [("C", "None")]),
    ],
)
def test_what_stands_before_a_call_in_its_own_group_holds(
    store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere, group: str, rows: list[tuple[str, ...]]
) -> None:
    """Besides the rows of the groups around it."""
    inside = group % f"SERVICE <{elsewhere.at()}> {{ ?s <x:size> ?z }}"
    assert ask(store, fetcher, f"SELECT ?n ?z {{ ?s <x:name> ?n {inside} }}") == rows


def test_an_optional_call_takes_all_rows_along(
    store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere
) -> None:
    """One call for a hundred rows, also in OPTIONAL: rows that it does not know stay.

    With a condition of its own, or something of ours in its group, a call is made for each row;
    more than a hundred are refused, with what to do; that is no failure which SILENT passes over.
    """
    for number in range(100):
        name = ox.NamedNode(f"x:more{number}")
        store.add(ox.Quad(name, ox.NamedNode("x:name"), ox.Literal("M"), ox.NamedNode("x:g2")))
    text = "SELECT ?n ?z { ?s <x:name> ?n OPTIONAL { %s SERVICE <%s> { ?s <x:size> ?z } %s } }"
    rows = ask(store, fetcher, text % ("", elsewhere.at(), ""))
    assert [row for row in rows if row[0] != "M"] == [("A", "1"), ("B", "2"), ("C", "None")]
    assert len(rows) == 103
    assert len(elsewhere.asked) == 2
    assert ask(store, fetcher, text % ("", elsewhere.at(), ""), "x:g1") == [("A", "1"), ("B", "2")]
    for before, after in (("?s <x:name> 'A'", ""), ("", "FILTER(?n = 'A')")):
        words = text % (before, elsewhere.at(), after)
        assert ask(store, fetcher, words, "x:g1") == [("A", "1"), ("B", "None")]
    for words in (text, text.replace("SERVICE", "SERVICE SILENT")):
        with pytest.raises(FetchError, match="more than 100 calls; put what is ours into a group"):
            ask(store, fetcher, words % ("", elsewhere.at(), "FILTER(?n = 'A')"))


@pytest.mark.parametrize(
    ("call", "path", "rows"),
    [
        ("%s", "/sparql", [("A", "1"), ("B", "2")]),
        ("OPTIONAL { %s }", "/sparql", [("A", "1"), ("B", "2"), ("C", "None")]),
        ("%s", "/html", [("A", "None"), ("B", "None"), ("C", "None")]),
        ("OPTIONAL { %s }", "/html", [("A", "None"), ("B", "None"), ("C", "None")]),
    ],
)
def test_what_comes_before_a_call_is_gone_through_once(
    store: ox.Store,
    fetcher: Fetcher,
    elsewhere: Elsewhere,
    call: str,
    path: str,
    rows: list[tuple[str, ...]],
) -> None:
    """The rows of a UNION, which rdflib gives as a list, go along in one call and end.

    LIMIT ends what would else go on for ever, with more rows than there are.
    """
    service = call % f"SERVICE SILENT <{elsewhere.at(path)}> {{ ?s <x:size> ?z }}"
    ours = "{ ?s <x:name> ?n FILTER(?n != 'C') } UNION { ?s <x:name> ?n FILTER(?n = 'C') }"
    assert ask(store, fetcher, f"SELECT ?n ?z {{ {ours} {service} }} LIMIT 10") == rows
    assert len(elsewhere.asked) == 1


def test_graphs_of_the_request_bound_our_side(
    store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere
) -> None:
    """The dataset of the protocol and of FROM is read from our store, never from the network."""
    where = f"{{ ?s <x:name> ?n SERVICE <{elsewhere.at()}> {{ ?s <x:size> ?z }} }}"
    assert ask(store, fetcher, f"SELECT ?n {where}", "x:g1") == [("A",), ("B",)]
    assert ask(store, fetcher, f"SELECT ?n {where}", "x:g2") == []
    store.add(ox.Quad(ox.NamedNode("x:b"), ox.NamedNode("x:name"), ox.Literal("D")))
    assert ask(store, fetcher, f"SELECT ?n {where}", "") == [("D",)]
    address = elsewhere.at("/turtle")
    text = f"SELECT ?n FROM <{address}> {where}"  # noqa: S608 (no SQL)
    assert ask(store, fetcher, text) == []
    assert {asked[0] for asked in elsewhere.asked} <= {"/sparql"}


def test_silent_keeps_the_rows(store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere) -> None:
    """A service that fails is an error, or with SILENT no more than a missing join."""
    text = "SELECT ?n { ?s <x:name> ?n SERVICE %s <%s> { ?s <x:size> ?z } }"
    assert len(ask(store, fetcher, text % ("SILENT", elsewhere.at("/html")))) == 3
    with pytest.raises(FetchError):
        ask(store, fetcher, text % ("", elsewhere.at("/html")))


def test_what_is_not_allowed_is_not_called(
    store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere
) -> None:
    """A constant is refused before anything is asked, a variable when it has its value."""
    other = "http://127.0.0.1:9/"
    for text in (
        f"SELECT * {{ SERVICE SILENT <{other}> {{}} SERVICE <{elsewhere.at()}> {{}} }}",
        f"SELECT * {{ VALUES ?e {{ <{other}> }} SERVICE SILENT ?e {{}} }}",
    ):
        with pytest.raises(CallRefusedError) as refused:
            ask(store, fetcher, text)
        assert refused.value.refused == ("http://127.0.0.1:9",)
    with pytest.raises(CallRefusedError):
        ask(store, replace(fetcher, allowed=Allowed()), JOINS[0] % elsewhere.at())
    with pytest.raises(UnclearCallError):
        ask(store, fetcher, f"VERSION '1.2' ASK {{ SERVICE <{elsewhere.at()}> {{}} }}")
    assert not elsewhere.asked


def test_an_error_of_typing_beside_a_call_is_one_of_syntax(
    store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere
) -> None:
    """The engine of the command line says where it is, and calls nobody."""
    engine = MemoryEngine(_OURS.encode(), fetcher=fetcher)
    text = f'SELECT * {{ SERVICE <{elsewhere.at()}> {{\n ?s ?p "x }} }}'
    with pytest.raises(QuerySyntaxError) as found:
        engine.answer(Question(text, {}))
    assert (found.value.line, found.value.column) == (2, 14)
    with pytest.raises(QuerySyntaxError):
        ask(store, fetcher, text)
    assert elsewhere.asked == []


def test_a_number_of_a_service_is_the_same_as_ours(
    store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere
) -> None:
    """Written in another way, as `01` for `1`, it still joins; so does one of the query."""
    store.load("<x:a> <x:order> 1 .", format=ox.RdfFormat.TURTLE)
    call = f"SERVICE <{elsewhere.at('/padded')}> {{ ?s <x:size> ?z }}"
    ours = "?t <x:order> ?z"
    for where in (
        f"{ours} . {call}",
        f"{call} {ours}",
        f"VALUES ?z {{ '1.0'^^xsd:integer 001 }} {call}",
    ):
        assert ask(store, fetcher, f"SELECT ?z {{ {where} }}", "") == [("1",)]


def test_exists_beside_a_call(store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere) -> None:
    """EXISTS is evaluated with our client alone, beside a call and around one.

    An error of a call in it is the error of the query, though rdflib takes it for false.
    """
    where = f"SERVICE <{elsewhere.at()}> {{ ?s <x:size> ?z }}"
    text = f"SELECT ?z {{ {where} FILTER EXISTS {{ ?s <x:name> 'A' }} }}"
    assert ask(store, fetcher, text) == [("1",)]
    text = "SELECT ?n { ?s <x:name> ?n FILTER EXISTS { SERVICE <%s> { ?s <x:size> ?z } } }"
    assert ask(store, fetcher, text % elsewhere.at()) == [("A",), ("B",)]
    with pytest.raises(FetchError):
        ask(store, fetcher, text % elsewhere.at("/html"))
    inside = replace(fetcher, private=())
    before = len(elsewhere.asked)
    with pytest.raises(FetchError, match="public internet"):
        ask(store, inside, text % elsewhere.at())
    assert len(elsewhere.asked) == before


def test_other_queries_of_the_process_call_as_they_like(
    store: ox.Store, fetcher: Fetcher, elsewhere: Elsewhere
) -> None:
    """Whoever asks with us keeps the SERVICE of their own graphs in rdflib."""
    text = JOINS[0] % elsewhere.at("/sparql")
    assert ask(store, fetcher, text)
    mine = rdflib.Graph()
    mine.add((rdflib.URIRef("x:a"), rdflib.URIRef("x:name"), rdflib.Literal("A")))
    assert [str(row[rdflib.Variable("z")]) for row in mine.query(text).bindings] == ["1"]
