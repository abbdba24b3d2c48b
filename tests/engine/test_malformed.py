"""What is no SPARQL, beside SERVICE."""

import pyoxigraph as ox
import pytest

from s5kg.engine import QuerySyntaxError, Question
from s5kg.engine.malformed import check_called_syntax
from s5kg.engine.memory import evaluate

ELSEWHERE = "<http://127.0.0.1:1/>"  # a port that Oxigraph's client refuses: nothing is sent
CALL = f"SERVICE SILENT {ELSEWHERE} {{ ?s ?p ?x }}"
MALFORMED = [
    "SELECT * {\n %s",
    "SELECT * WHRE { %s }",
    "SELECT * { ?s nowhere:p ?o %s }",
    "SELECT * { %s ?s rdfs:label 'open }",
    "SELECT ?s ?s2 { %s } GRUOP BY ?s",
    "SELECT * { %s BIND(1 AS ?s) }",
    "SELECT (COUNT(*) AS ?n) ?s { %s }",
    "%s",
    "SELECT * { %s FILTER(" + "(" * 300 + "1" + ")" * 300 + ") }",
]


def complaint(text: str) -> QuerySyntaxError:
    """Return what is wrong with a text that may call."""
    with pytest.raises(QuerySyntaxError) as found:
        check_called_syntax(Question(text, {}))
    return found.value


@pytest.mark.parametrize("text", MALFORMED)
def test_what_is_no_sparql_is_told_as_without_a_call(text: str) -> None:
    """The complaint has the line, the column and the hint of a query about a graph instead."""
    graph = CALL.replace("SERVICE SILENT", "GRAPH         ")
    with pytest.raises(QuerySyntaxError) as local:
        evaluate(ox.Store(), Question(text.replace("%s", graph), {}))
    found, expected = complaint(text.replace("%s", CALL)), local.value
    assert (found.line, found.column, found.kind) == (expected.line, expected.column, expected.kind)
    assert found.hint == expected.hint
    assert "GRAPH" not in found.excerpt


@pytest.mark.parametrize(
    "call",
    [
        f"SERVICESILENT{ELSEWHERE}{{}}",
        f"service # silent\n silent\t{ELSEWHERE} {{}}",
        f"VALUES ?e {{ {ELSEWHERE} }} SERVICE ?e {{ SERVICE ?e {{}} }}",
        f"OPTIONAL {{ SERVICE {ELSEWHERE} {{ ?a ?b 'SERVICE {ELSEWHERE} {{' }} }}",
    ],
)
def test_a_call_is_no_fault_of_the_syntax(call: str) -> None:
    """However it is spelt, a missing brace after it is one."""
    check_called_syntax(Question(f"SELECT * {{ {call} }}", {}))
    assert complaint(f"SELECT * {{ {call} ").line


def test_nothing_is_called_to_judge_the_syntax() -> None:
    """A call that is hidden from us is no reason to ask Oxigraph, which would make it."""
    check_called_syntax(Question(f"ASK {{ \\u0053ERVICE {ELSEWHERE} {{}} ", {}))
