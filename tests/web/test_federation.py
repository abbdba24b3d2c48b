import timeit
from time import process_time

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from s5kg.federation import UnclearCallError
from s5kg.federation.algebra import calls, loads, may_call, may_load

ELSEWHERE = "<http://127.0.0.1:1/>"  # a port that Oxigraph's client refuses: nothing is sent
CALLS = [
    f"SELECT * {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent {ELSEWHERE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ \\u0053ERVICE {ELSEWHERE} {{}} }}",
    f"SELECT * {{ SERVICESILENT{ELSEWHERE}{{}} }}",
    f"SELECT * {{ SERVICE#>\n{ELSEWHERE}{{}} }}",
    f"SELECT * {{ #\rSERVICE {ELSEWHERE} {{}} \n}}",
    f"SELECT * {{ BIND('\\u005C' AS ?x) SERVICE {ELSEWHERE} {{}} BIND('a' AS ?y) }}",
    f"ASK {{ VALUES ?x {{'''a'}} SERVICE {ELSEWHERE}{{}} }}",
    f"SELECT * {{ ?s ?p trueSERVICE{ELSEWHERE}{{}} }}",
    f"SELECT * {{ ?s ?p 1SERVICE{ELSEWHERE}{{}} }}",
    f"SELECT * {{ ?eservice ?p ?o.SERVICE {ELSEWHERE} {{}} }}",
    f"SELECT * {{ VALUES ?x {{ {ELSEWHERE} }} SERVICE ?x {{}} }}",
    f"SELECT * {{ BIND({ELSEWHERE} AS ?x) SERVICE$x{{}} }}",
    f"PREFIX : {ELSEWHERE} SELECT * {{ SERVICE:a{{}} }}",
    f"PREFIX : {ELSEWHERE} SELECT * {{ SERVICE : #\n{{}} }}",
    f"PREFIX x: {ELSEWHERE} SELECT * {{ SERVICEx:a{{}} }}",
    f"PREFIX x: {ELSEWHERE} SELECT * {{ SERVICE x:\n{{}} }}",
    f"PREFIX x: {ELSEWHERE} SELECT * {{ SERVICE x:a\\;b\\{{c {{}} }}",
    f"PREFIX x: {ELSEWHERE} SELECT * {{ SERVICE x:{'a' * 900} {{}} }}",
    f"PREFIX service: {ELSEWHERE} SELECT * {{ ?s ?p service:.SERVICE service:x.y {{}} }}",
    f"SELECT * {{ BIND({ELSEWHERE} AS ?a·b) SERVICE ?a·b {{}} }}",
    f"PREFIX a·b: {ELSEWHERE} SELECT * {{ SERVICE a·b:x {{}} }}",
    f"PREFIX 日.本: {ELSEWHERE} SELECT * {{ SERVICE日.本:x {{}} }}",
    f"SELECT * {{ FILTER(?a<?b&&?c='>') SERVICE {ELSEWHERE} {{}} FILTER('a'='a') }}",
    f"SELECT * {{ FILTER(?a<?b)SERVICE#>\n {ELSEWHERE} {{}} }}",
    f"SELECT * {{ <http://a/#'> ?p ?o SERVICE {ELSEWHERE} {{}} ?s ?p 'x' }}",
    f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE {ELSEWHERE} {{}} }} }} }} }}",
    f"SELECT * {{ GRAPH ?g {{ FILTER EXISTS {{ SERVICE {ELSEWHERE} {{}} }} }} }}",
]
HARMLESS = [
    "PREFIX service: <http://example.org/> ASK { ?s service:x ?o }",
    "PREFIX service: <http://example.org/> ASK { ?s a service:x ; service:y ?z . }",
    "ASK { ex:a.service ex:y ?o }",
    "ASK { ex:my%20service ?p ?o }",
    "PREFIX service: <http://example.org/> INSERT DATA { <x:a> service:x service:y }",
    "SELECT ?service { ?service <http://example.org/service#of> ?public_service }",
    "SELECT * { ?s s5:service ?o ; schema:serviceType 'service' }",
    "PREFIX service: <http://example.org/> SELECT * { ?s rdfs:label 'Service: what it is' }",
    "# Which services are there? The service of the state.\nSELECT * {}",
    "SELECT * { ?s rdfs:label 'public service'@en } #SERVICE",
    f"SELECT * {{ ?s ?p ?o }} # SERVICE {ELSEWHERE} {{}}",
    f"SELECT * {{ ?s ?p 'SERVICE {ELSEWHERE} {{}}' , '''it's\n SERVICE ?x''' }}",
    f'SELECT * {{ ?s ?p "a \\" SERVICE {ELSEWHERE}", """\nSERVICE ex:a {{}}""" }}',
    "SELECT * { ?s <http://example.org/SERVICE:a> ?o }",
]


@pytest.mark.parametrize("query", CALLS)
def test_calls_are_refused(client: FlaskClient, query: str) -> None:
    """Whatever may be a SERVICE clause is refused, tricks of spelling included."""
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code == 403
    assert answer.get_json()["type"].endswith("/no-service")


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX a: <http://a/b#> SELECT * { ?s a:p ?o SERVICE <x:y> { ?o a:q ?r } }",
        "SELECT * { ?s <a:#p> ?o . SERVICE <x:y> { ?o <a:#q> ?r } SERVICE <x:y> {} }",
        "SELECT * { ?s ?p '<a:#> service' # <a:#> service\n ; <a:#p> ?o SERVICE <x:y> {} }",
        "SELECT * { ?s <a:#p> ?o . SERVICE # <x:z#>\n <x:y> { ?s <a:#p> ?o } }",
    ],
)
def test_a_number_sign_in_an_iri_begins_no_comment(query: str) -> None:
    """SERVICE after it on the same line is found and read, also beside strings and comments."""
    assert {call.address for call in calls(query, {})} == {"x:y"}


@pytest.mark.parametrize("query", HARMLESS)
def test_words_are_no_calls(query: str) -> None:
    """The word as a name, in an address, a comment or a string is let through."""
    assert calls(query, {}) == ()


@pytest.mark.parametrize(
    "part",
    [
        "service",
        "service ",
        "service:",
        ".service:",
        "service#",
        "SERVICE a",
        "e.",
        "<#'>",
        "'''",
        "?a<",
    ],
)
def test_the_search_is_linear(part: str) -> None:
    """Eight times the text takes about eight times as long, not sixty-four."""

    def seconds(length: int) -> float:
        text = part * (length // len(part)) + f" SERVICE {ELSEWHERE}"
        return min(timeit.repeat(lambda: may_call(text), timer=process_time, number=1, repeat=3))

    assert seconds(2**18) < 30 * seconds(2**15)


_WORDS = r"""' " ''' # < > <a:#b> <a:'b> \ \u005C \' \q ?a FILTER( ) . 1 true { } x: ?a<?b = ||
BIND('a' BIND( VALUES ?x a:b @en ^^ AS ?v) AS ?w)"""
_PIECES = st.sampled_from([*_WORDS.split(), '"' * 3, "\n", "\r", " "])


@given(st.lists(_PIECES, max_size=9), st.lists(_PIECES, max_size=9))
def test_no_text_calls_unseen(before: list[str], after: list[str]) -> None:
    """Where the engine itself would call, the guard has seen the clause."""
    start, end = "".join(before), "".join(after)
    text = f"PREFIX x: <x:> PREFIX a: <a:> SELECT * {{ {start}SERVICE{ELSEWHERE}{{}}{end} }}"
    try:
        list(ox.Store().query(text))  # type: ignore[arg-type] # a SELECT query gives rows
    except OSError:
        assert may_call(text)
    except (SyntaxError, RuntimeError):
        return


_ENDS = ["", " ", "\n", ";", " ; CLEAR ALL", " INTO GRAPH <x:g>", "#c", "x", "\t;", "INTO GRAPH x:"]


@pytest.mark.parametrize("end", _ENDS)
@pytest.mark.parametrize("name", ["LOAD a:", "LOAD:", "LOADa:", "load silent a:", "LOAD # c\n a:"])
def test_no_update_loads_unseen(name: str, end: str) -> None:
    """Where the engine itself would load, the guard has seen the operation."""
    text = f"PREFIX a: {ELSEWHERE} PREFIX : {ELSEWHERE} PREFIX x: <x:> {name}{end}"
    try:
        ox.Store().update(text)
    except OSError:
        assert may_load(text)
    except (SyntaxError, RuntimeError):
        assert "INTO" in end or end == "x" or may_load(text)
    else:
        assert "silent" in name
        assert may_load(text)


def test_the_word_is_no_load() -> None:
    """A prefix of this name may be declared."""
    assert not may_load("PREFIX load: <x:> INSERT DATA { <x:a> <x:b> 'load: x' }")


def test_loads_are_found() -> None:
    """LOAD is read with SILENT and its graph; a string or another operation beside it is told."""
    found = loads("load SILENT <http://a/b> INTO GRAPH <x:g> ; LOAD <http://a/c>", {})
    assert found is not None
    assert [(f.address, f.graph, f.silent) for f in found] == [
        ("http://a/b", "x:g", True),
        ("http://a/c", None, False),
    ]
    assert loads("INSERT DATA { <x:a> <x:load> 'LOAD <http://a/>' }", {}) is None
    for text in ("LOAD <http://a/b> ; CLEAR ALL", "LOAD <http://a/b", "\\u004COAD <http://a/> ;;"):
        with pytest.raises(UnclearCallError):
            loads(text, {})
