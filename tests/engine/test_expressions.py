"""A query gives the same with a call in it as without, though rdflib evaluates the one."""

import json
import re
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s5kg.engine import QuerySyntaxError, Question
from s5kg.engine.federated import evaluate_federated
from s5kg.engine.memory import evaluate
from s5kg.federation.allowed import Allowed
from s5kg.federation.fetching import Fetcher
from s5kg.formats import Family, named
from tests.federation.conftest import LOOPBACK, Elsewhere, serving

Bag = list[list[tuple[str, str]]]

_DATA = """
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<x:a> <x:v> 1, 2.50, 1.0e0, 7, "007"^^xsd:integer, "x"^^xsd:integer, true, false,
    "2019"^^xsd:gYear, "2020"^^xsd:gYear, "2020-06"^^xsd:gYearMonth, "2020-01-05"^^xsd:date,
    "2020-01-05T01:02:03Z"^^xsd:dateTime, "12:00:00"^^xsd:time, "P1Y"^^xsd:duration,
    "abc", "abc"@en, "", "5"^^<x:t>, <x:b>, _:blank ; <x:to> _:blank .
_:blank <x:in> 1 .
<x:b> <x:n> 2.5, 4 .
<x:c> <x:n> "2019"^^xsd:gYear, "2021"^^xsd:gYear .
<x:d> <x:n> 1, "x" .
<x:e> <x:n> 1, 2, 2.5e0 .
"""
# `%s` is the call, which adds nothing and takes nothing away.
_OVER = "{ <x:a> <x:v> ?a %s"
_EXPRESSIONS = [
    "STR(?a)", "LANG(?a)", "DATATYPE(?a)", "BOUND(?a)", "isIRI(?a)", "isURI(?a)", "isBlank(?a)",
    "isLiteral(?a)", "isNumeric(?a)", "ABS(?a)", "CEIL(?a)", "FLOOR(?a)", "ROUND(?a)", "STRLEN(?a)",
    "UCASE(?a)", "LCASE(?a)", "YEAR(?a)", "MONTH(?a)", "DAY(?a)", "HOURS(?a)", "MINUTES(?a)",
    "SECONDS(?a)", "TIMEZONE(?a)", "TZ(?a)", "MD5(?a)", "SHA1(?a)", "SHA256(?a)", "IRI(?a)",
    "xsd:gYear(?a)", "xsd:date(?a)", "xsd:integer(?a)", "xsd:decimal(?a)", "xsd:double(?a)",
    "xsd:boolean(?a)", "xsd:string(?a)", "xsd:dateTime(?a)", "(!?a)", "(-?a)", "(+?a)", "(2*?a)",
    "(?a/2)", "(?a+1-2*3)", "IF(?a,1,2)", "COALESCE(?unbound,?a,1)", "COALESCE()", "CONCAT()",
    "CONCAT(?a,'x')", "SUBSTR(?a,1,2)", "SUBSTR(?a,2)", "REPLACE(?a,'B','x','i')",
    "REGEX(?a,'B','i')", "STRDT(STR(?a),xsd:gYear)", "STRLANG(STR(?a),'ja')",
    "ENCODE_FOR_URI(STR(?a))", "CONTAINS(STR(?a),'20')", "STRSTARTS(?a,'a')", "STRENDS(?a,'c')",
    "STRBEFORE(?a,'b')", "STRAFTER(?a,'b')", "LANGMATCHES(LANG(?a),'*')", "(?a IN(7,'abc'))",
    "(?a NOT IN())", "sameTerm(?a,7)", "(?a&&true)", "(?a||false)", "(?unbound=1)",
    "(1=1&&2=2||?a)", "isBlank(BNODE())", "(NOW()=NOW())", "(RAND()<2)", "isIRI(UUID())",
    "STRLEN(STRUUID())", '(?a>="2019"^^xsd:gYear)', 'YEAR("2020-03"^^xsd:gYearMonth)',
    'xsd:gYear("2020")', 'xsd:date("2020-01-01")', "DATATYPE(2*2)", 'isNumeric("x"^^xsd:integer)',
]  # fmt: skip
_OPERATORS = ["=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "&&", "||"]
_WHOLE = [
    f"SELECT ?a {_OVER} FILTER(?a) }}",
    *(
        f"SELECT ?a {_OVER} FILTER({constant}) }}"
        for constant in ("false", "!0", "''", "''@ja", "1", "<x:b>")
    ),
    f"SELECT ?a {_OVER} FILTER(false) FILTER(?a) }}",
    f"SELECT ?a ?b {_OVER} OPTIONAL {{ ?s <x:n> ?b FILTER(false) }} }}",
    f"SELECT (COUNT(*) AS ?n) {_OVER} }} HAVING(false)",
    f"SELECT ?a ?b {_OVER} OPTIONAL {{ <x:a> <x:v> ?b FILTER(?b > ?a) }} }}",
    f"SELECT ?a ?b {_OVER} OPTIONAL {{ ?s <x:n> ?b FILTER(?a) }} }}",
    f"SELECT ?a {_OVER} FILTER EXISTS {{ <x:c> <x:n> ?b FILTER(?b > ?a) }} }}",
    f"SELECT ?a {_OVER} FILTER(?a > '2018'^^xsd:gYear && !EXISTS {{ ?s <x:n> ?a }}) }}",
    f"SELECT ?a {_OVER} FILTER(?a > '2018'^^xsd:gYear) FILTER NOT EXISTS {{ ?s <x:n> ?a }} }}",
    f"SELECT ?a {_OVER} MINUS {{ <x:a> <x:v> ?a FILTER(?a < '2020'^^xsd:gYear) }} }}",
    f"SELECT ?a (xsd:gYear('2020') = ?a AS ?same) {_OVER} }}",
    f"ASK {_OVER} FILTER(?a > '2019'^^xsd:gYear) }}",
    "SELECT ?a { { SELECT ?a { <x:a> <x:v> ?a FILTER(?a > '2019'^^xsd:gYear) } } %s }",
    "SELECT ?a { VALUES ?a { 1 UNDEF '2019'^^xsd:gYear } %s FILTER(!BOUND(?a) || ?a > 1) }",
    f"SELECT ?y (COUNT(*) AS ?n) {_OVER} }} GROUP BY (YEAR(?a) AS ?y)",
    f"SELECT (COUNT(*) AS ?n) {_OVER} }} GROUP BY YEAR(?a)",
    "SELECT ?s (SUM(?a) AS ?t) (AVG(?a) AS ?m) (COUNT(?a) AS ?n) { ?s <x:n> ?a %s } GROUP BY ?s",
    "SELECT ?s (MIN(?a) AS ?l) (MAX(?a) AS ?m) { ?s <x:n> ?a %s } GROUP BY ?s",
    "SELECT ?s (SUM(?a*2)/2 AS ?t) { ?s <x:n> ?a %s } GROUP BY ?s HAVING(SUM(?a) > 6)",
    "SELECT (COUNT(DISTINCT YEAR(?a)) AS ?n) { ?s <x:n> ?a %s } GROUP BY ?s",
    "SELECT (GROUP_CONCAT(DISTINCT STR(?n); separator='\"|') AS ?a) { <x:d> <x:n> ?n %s }",
    "SELECT (COUNT(*) AS ?n) (SUM(?z) AS ?t) (MIN(?z) AS ?m) { <x:none> <x:v> ?z %s }",
    "SELECT ?s (COUNT(*) AS ?n) { ?s <x:none> ?z %s } GROUP BY ?s",
    "SELECT ?s (1 AS ?one) { ?s <x:n> ?z %s } GROUP BY ?s",
    "SELECT (COUNT(*) AS ?n) { ?s <x:n> ?a %s } GROUP BY (DATATYPE(?a)) ?s (YEAR(?a))",
    "SELECT (COUNT(DISTINCT *) AS ?n) { ?s <x:n> ?z %s }",
    "BASE <http://e.org/> SELECT (IRI('z') AS ?z) (<z> AS ?y) { %s }",
    "SELECT (IRI('z') AS ?z) (<z> AS ?y) { %s }",
    "SELECT ?x { VALUES ?x { '#' \"#\" } %s }",
    "SELECT ?z { BIND('#' AS ?z) %s }",
    "SELECT ?z { BIND(IRI('#z') AS ?z) %s }",
    "SELECT ?x { VALUES ?x { } %s }",
    "SELECT ?a { <x:a> <x:v> ?a %s } VALUES (?a ?x) { }",
    *(f"SELECT ?n {{ <x:e> <x:n> ?n VALUES () {{ {rows} }} %s }}" for rows in ("", "()", "() ()")),
    "SELECT ?g ?n { VALUES ?g { <x:G> <x:none> 'l' } GRAPH ?g { <x:g> <x:n> ?n } %s }",
    "SELECT ?g ?n { GRAPH ?g { ?s <x:n> ?n } %s }",
    "SELECT ?g { GRAPH ?g { } %s }",
    "SELECT ?n { GRAPH <x:G> { <x:g> <x:n> ?n } <x:e> <x:n> ?n %s }",
    "ASK { GRAPH <x:none> { } %s }",
    "SELECT ?g FROM NAMED <x:none> FROM NAMED <x:G> { GRAPH ?g { } %s }",
    "SELECT ?n ('{row}?n' AS ?t) { <x:e> <x:n> ?n %s }",
]
_ADD = "<x:p> <x:p> <x:q> . <x:q> <x:p> <x:r> . <x:q> <x:q> 1, 2 . <x:r> <x:q> 2, 3 ; <x:l> 'r' ."
# The second part of a join is evaluated by itself, whatever is bound before it.
_SECOND = [
    *(
        f"?a <x:p> ?b {group}"
        for group in (
            "{ ?b <x:q> ?c FILTER(BOUND(?a)) }",
            "{ FILTER(BOUND(?a)) }",
            "{ ?b <x:q> ?c FILTER(!BOUND(?a) || ?a = <x:p>) }",
            "{ OPTIONAL { ?b <x:l> ?c } }",
            "{ ?b <x:q> ?c OPTIONAL { ?b <x:l> ?d } }",
            "{ ?b <x:q> ?c OPTIONAL { ?a <x:l> ?d } }",
            "{ ?b <x:q> ?c OPTIONAL { ?b <x:l> ?d FILTER(BOUND(?a)) } }",
            "{ ?b <x:q> ?c MINUS { ?a <x:q> ?c } }",
            "{ ?b <x:q> ?c MINUS { ?b <x:l> ?d } }",
            "{ BIND(IF(BOUND(?b), 1, 2) AS ?z) }",
            "{ ?b <x:q> ?c BIND(BOUND(?a) AS ?z) }",
            "{ ?b <x:q> ?c BIND(?c + 1 AS ?z) }",
            "{ { ?b <x:q> ?c FILTER(?c > 2) } UNION { ?b <x:l> ?c FILTER(!BOUND(?a)) } }",
            "{ ?b <x:q> ?c FILTER EXISTS { ?b <x:l> ?d } }",
            "{ SELECT ?b { ?b <x:q> ?c } LIMIT 1 }",
            "{ SELECT DISTINCT ?b { ?b <x:q> ?c } }",
            "{ SELECT ?b { ?b <x:q> ?c FILTER(!BOUND(?a)) } }",
            "{ SELECT (COUNT(?b) AS ?n) { ?z <x:p> ?b } }",
            "{ SELECT ?a (MAX(?b) AS ?m) { ?a <x:p> ?b } GROUP BY ?a }",
            "OPTIONAL { { ?b <x:q> ?c FILTER(BOUND(?a)) } }",
            "OPTIONAL { ?b <x:q> ?c FILTER(BOUND(?a) && ?c > 2) }",
            "OPTIONAL { ?b <x:q> ?c OPTIONAL { ?a <x:q> ?c } }",
            "OPTIONAL { SELECT ?b { ?b <x:q> ?c } ORDER BY ?c LIMIT 1 }",
            "OPTIONAL { SELECT (COUNT(?b) AS ?m) { ?z <x:p> ?b } }",
            "OPTIONAL { BIND(IF(BOUND(?b), 1, 2) AS ?z) }",
            "MINUS { ?a <x:q> ?c FILTER(BOUND(?b)) }",
            "MINUS { ?c <x:q> ?d }",
            "FILTER EXISTS { ?b <x:q> ?c OPTIONAL { ?b <x:l> ?d FILTER(?a = <x:p>) } }",
            "FILTER EXISTS { { SELECT ?b { ?b <x:q> ?c } } ?b <x:q> 3 }",
            "FILTER EXISTS { ?b <x:q> ?c { ?b <x:q> ?d OPTIONAL { ?b <x:l> ?l } } FILTER(?c > 1) }",
            "FILTER EXISTS { ?b <x:q> ?c { ?b <x:q> ?d FILTER(?d > 1) } FILTER(?c < ?d) }",
            "FILTER EXISTS { ?b <x:q> ?c { ?b <x:q> ?d BIND(?d + 1 AS ?c) } }",
            "VALUES (?a ?b) { (<x:p> UNDEF) (UNDEF <x:r>) (UNDEF UNDEF) }",
        )
    ),
    "{ SELECT ?c (COUNT(?x) AS ?n) { ?x <x:q> ?c } GROUP BY ?c } "
    "{ SELECT (COUNT(?x) AS ?all) { ?x <x:q> ?c } }",
    "VALUES ?a { 1 1 } { SELECT ?a { VALUES ?a { 1 1 } } LIMIT 5 }",
    "VALUES (?a ?b) { (1 UNDEF) (UNDEF 2) } { SELECT * { VALUES (?a ?b) { (1 2) (UNDEF 3) } } }",
    "VALUES ?a { 1 2 } OPTIONAL { VALUES (?a ?b) { (1 3) (UNDEF 4) } FILTER(?b > ?a + 2) }",
]
_PATHS = [
    *("<x:p>+", "<x:p>*", "<x:p>?", "(<x:p>*)+", "(<x:p>/<x:p>)*", "<x:p>/<x:q>", "^<x:p>"),
    *("(<x:p>|^<x:p>)+", "^(<x:p>/<x:q>)", "^<x:p>*/<x:l>", "(<x:p>/<x:q>)|!<x:q>", "!(^<x:p>)"),
    *("!^<x:p>", "!(<x:p>|^<x:q>)", "!( <x:p> | ^ s5:q|^a )", "!a", "(^<x:p>)?", "!(<x:q>)+"),
]
_GRAPHS = [
    "CONSTRUCT { ?n <x:of> ?s . ?s <x:n> ?n } { ?s <x:n> ?n %s }",
    "CONSTRUCT { ?s ?n 1 . ?s ?none 2 . ?s <x:n> 3 } { ?s <x:n> ?n %s }",
    "CONSTRUCT { ?s ?b 1 . ?s <x:n> 3 } { ?s <x:n> ?n BIND(BNODE() AS ?b) %s }",
    "DESCRIBE ?s { ?s <x:n> 2.5 %s }",
    "DESCRIBE ?s <x:c> { ?s <x:n> 2.5 %s }",
    "DESCRIBE <x:d> { %s }",
    "DESCRIBE * { ?s <x:n> 2.5 OPTIONAL { ?s <x:v> ?o } %s }",
    "DESCRIBE ?s { ?s <x:n> ?n %s } ORDER BY ?s LIMIT 3",
    "DESCRIBE ?o FROM <x:G> { ?o <x:n> ?n %s }",
    "DESCRIBE ?b { <x:a> <x:to> ?b %s }",
]
_ORDERS = ["?a", "DESC(?a)", "YEAR(?a) ?a", "DESC(YEAR(?a)) ?a", "xsd:integer(?a) DESC(?a)"]
_LEAVES = st.sampled_from([
    *("?a", "?b", "?unbound", "1", "2.5", "1e1", "true", "'abc'", "'ja'@ja", "<x:b>", "''"),
    *(f"'{text}'^^xsd:{kind}" for text, kind in (("2020", "gYear"), ("x", "integer"))),
])  # fmt: skip
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(_OPERATORS), inner).map(lambda e: f"({' '.join(e)})"),
        st.tuples(st.sampled_from(["STR", "YEAR", "xsd:integer", "!", "-", "DATATYPE"]), inner).map(
            lambda e: f"{e[0]}({e[1]})"
        ),
        st.lists(inner, min_size=1, max_size=3).map(lambda e: f"COALESCE({', '.join(e)})"),
        st.tuples(inner, inner, inner).map(lambda e: f"IF({', '.join(e)})"),
        st.tuples(inner, inner, inner).map(lambda e: f"({e[0]} IN ({e[1]}, {e[2]}))"),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    """A service that has nothing."""
    yield from serving()


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Values of many kinds."""
    store = ox.Store()
    store.load(_DATA, format=ox.RdfFormat.TURTLE)
    store.load("<x:g> <x:n> 1, 9 .", format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("x:G"))
    store.load("<x:g> <x:n> 8 .", format=ox.RdfFormat.TURTLE, to_graph=ox.BlankNode("h"))
    return store


def _bag(body: bytes) -> Bag:
    """Return rows with all that tells values apart, but for the names of blank nodes."""
    found = json.loads(body)
    if "boolean" in found:
        return [[("", str(found["boolean"]))]]
    rows = found["results"]["bindings"]
    for row in rows:
        for term in row.values():
            if term["type"] == "bnode":
                term["value"] = ""
    return [
        sorted((name, json.dumps(term, sort_keys=True)) for name, term in r.items()) for r in rows
    ]


def both(store: ox.Store, elsewhere: Elsewhere, text: str) -> tuple[Bag, Bag]:
    """Return the rows of a query without its call and with it."""
    local, called = _answers(store, elsewhere, text)
    return _bag(local), _bag(called)


def _answers(store: ox.Store, elsewhere: Elsewhere, text: str) -> tuple[bytes, bytes]:
    rows, graph = named("json", Family.RESULTS), named("nt", Family.GRAPH)
    assert rows and graph
    forms = {Family.RESULTS: rows, Family.GRAPH: graph}
    fetcher = Fetcher(Allowed.of([elsewhere.at("")]), LOOPBACK)

    def ask(call: str) -> Question:
        return Question(text.replace("%s", call), forms, base="http://a.org/b")

    local = evaluate(store, ask(""))
    called = evaluate_federated(store, ask(f"SERVICE <{elsewhere.at()}> {{}}"), fetcher)
    return local.body, called.body


def assert_same(store: ox.Store, elsewhere: Elsewhere, text: str) -> None:
    """Compare rows whose order nobody asked for."""
    local, called = both(store, elsewhere, text)
    assert sorted(called) == sorted(local)


@pytest.mark.parametrize("first", range(0, len(_EXPRESSIONS), 12))
def test_an_expression_has_the_same_value(
    store: ox.Store, elsewhere: Elsewhere, first: int
) -> None:
    """In SELECT and in BIND, value, type and language are the same; so is what has no value."""
    texts = list(enumerate(_EXPRESSIONS[first : first + 12]))
    select = " ".join(f"({text} AS ?r{number})" for number, text in texts)
    assert_same(store, elsewhere, f"SELECT ?a {select} {_OVER} }}")
    bind = " ".join(f"BIND({text} AS ?r{number})" for number, text in texts)
    assert_same(store, elsewhere, f"SELECT * {_OVER} {bind} }}")


@pytest.mark.parametrize("text", _EXPRESSIONS)
def test_a_condition_keeps_the_same_rows(store: ox.Store, elsewhere: Elsewhere, text: str) -> None:
    """Whatever a FILTER asks."""
    assert_same(store, elsewhere, f"SELECT ?a {_OVER} FILTER({text}) }}")


@pytest.mark.parametrize("operator", _OPERATORS)
def test_two_values_compare_the_same(store: ox.Store, elsewhere: Elsewhere, operator: str) -> None:
    """Any with any other."""
    head = f"SELECT ?a ?b (?a {operator} ?b AS ?r) {_OVER} . <x:a> <x:v> ?b"
    assert_same(store, elsewhere, f"{head} }}")
    assert_same(store, elsewhere, f"{head} FILTER(?a {operator} ?b) }}")


@pytest.mark.parametrize("text", _WHOLE)
def test_a_query_gives_the_same_rows(store: ox.Store, elsewhere: Elsewhere, text: str) -> None:
    """Also where conditions stand in OPTIONAL, MINUS, EXISTS and HAVING, and in groups."""
    assert_same(store, elsewhere, text)


@pytest.mark.parametrize("group", _SECOND)
def test_what_is_joined_does_not_see_what_is_bound_before_it(
    elsewhere: Elsewhere, group: str
) -> None:
    """So a condition, a count, LIMIT, OPTIONAL and MINUS in it give what they give alone.

    It is so also where the call stands inside of it, and rows that are alike are all kept.
    """
    store = ox.Store()
    store.load(_ADD, format=ox.RdfFormat.TURTLE)
    for text in (f"{{ {group} %s }}", f"{{ %s {group} }}", f"{{ {{ {group} }} %s }}"):
        assert_same(store, elsewhere, f"SELECT ?a ?b ?c ?d ?z ?n ?m ?all {text}")
    if not {"SELECT", "VALUES"} & set(group.split()):
        inside = f"{group[:-1]} %s }}"
        assert_same(store, elsewhere, f"SELECT ?a ?b ?c ?d ?z {{ {inside} }}")


@pytest.mark.parametrize("path", _PATHS)
def test_a_path_gives_the_same_rows(elsewhere: Elsewhere, path: str) -> None:
    """Each node once where it goes round, and values as they are."""
    store = ox.Store()
    day = '<x:r> <x:p> <x:p>, "2020-01-01+09:00"^^<http://www.w3.org/2001/XMLSchema#date> .'
    store.load(f"{_ADD} {day}", format=ox.RdfFormat.TURTLE)
    for start in ("", "BIND(<x:p> AS ?a)", "VALUES ?a { <x:q> <x:none> }", "VALUES ?b { <x:p> 2 }"):
        assert_same(store, elsewhere, f"SELECT ?a ?b {{ {start} ?a {path} ?b %s }}")
    assert_same(store, elsewhere, f"SELECT ?b {{ <x:p> {path} ?b FILTER(STR(?b) != '!(^') %s }}")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?z <x:n> ?a MINUS { ?z <x:v> ?m } FILTER EXISTS { ?z ?p ?q } %s }",
        "SELECT * { GRAPH ?g { ?s <x:n> ?n } { SELECT ?k { ?k <x:n> ?l } } BIND(1 AS ?b) %s }",
        "SELECT * { ?s <x:n> ?n %s } VALUES (?s ?c) { (<x:e> 1) (<x:d> UNDEF) }",
        "SELECT ?n ?none ?s { ?s <x:n> ?n %s }",
    ],
)
def test_the_columns_are_the_same(store: ox.Store, elsewhere: Elsewhere, text: str) -> None:
    """In the same order: of `*`, none that only MINUS or EXISTS binds."""
    local, called = (json.loads(body) for body in _answers(store, elsewhere, text))
    assert called["head"]["vars"] == local["head"]["vars"]
    assert_same(store, elsewhere, text)


def test_a_call_in_a_sub_select_keeps_rows_that_are_alike(elsewhere: Elsewhere) -> None:
    """Each is joined with each, and there is one call for all."""
    store = ox.Store()
    store.load(_ADD, format=ox.RdfFormat.TURTLE)
    before = len(elsewhere.asked)
    text = "SELECT ?b { ?a <x:p> ?b . { SELECT ?b { ?b <x:q> ?c %s } } }"
    local, called = both(store, elsewhere, text)
    assert len(local) == 4 and sorted(called) == sorted(local)
    assert len(elsewhere.asked) == before + 1


@pytest.mark.parametrize("text", _GRAPHS)
def test_a_query_gives_the_same_graph(store: ox.Store, elsewhere: Elsewhere, text: str) -> None:
    """Without the triples that are no RDF."""
    local, called = _answers(store, elsewhere, text)
    named = [
        [re.sub(b"_:[0-9a-zA-Z]+", b"_:b", line) for line in body.splitlines()]
        for body in (local, called)
    ]
    assert local and sorted(named[1]) == sorted(named[0])


@pytest.mark.parametrize("order", _ORDERS)
def test_rows_come_in_the_same_order(store: ox.Store, elsewhere: Elsewhere, order: str) -> None:
    """Values that are not alike included, which the specification leaves open."""
    local, called = both(store, elsewhere, f"SELECT ?a {_OVER} }} ORDER BY {order}")
    assert called == local


def test_a_function_that_there_is_not_is_told(store: ox.Store, elsewhere: Elsewhere) -> None:
    """As without a call, wherever it stands."""
    for text in (
        f"SELECT ?a {_OVER} FILTER(<x:f>(?a)) }}",
        f"SELECT (SUM(<x:f>(?a)) AS ?n) {_OVER} }}",
        f"SELECT ?a {_OVER} }} ORDER BY <x:f>(?a)",
    ):
        with pytest.raises(QuerySyntaxError) as found:
            both(store, elsewhere, text)
        assert found.value.kind == "function"
        fetcher = Fetcher(Allowed.of([elsewhere.at("")]), LOOPBACK)
        called = text.replace("%s", f"SERVICE <{elsewhere.at()}> {{}}")
        with pytest.raises(QuerySyntaxError) as found:
            evaluate_federated(store, Question(called, {}), fetcher)
        assert found.value.kind == "function"


@settings(max_examples=40)
@given(st.lists(_TREES, min_size=1, max_size=4))
def test_any_expression_has_the_same_value(
    store: ox.Store, elsewhere: Elsewhere, texts: list[str]
) -> None:
    """However it is put together."""
    select = " ".join(f"({text} AS ?r{number})" for number, text in enumerate(texts))
    where = "{ VALUES (?a ?b) { (1 'x') (UNDEF 2.0) ('2021'^^xsd:gYear <x:b>) } %s"
    assert_same(store, elsewhere, f"SELECT {select} {where} }}")
    assert_same(store, elsewhere, f"SELECT * {where} FILTER({texts[0]}) }}")
