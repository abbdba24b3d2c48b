"""Queries with places for values: what fills them is always a term."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.engine.memory import MemoryEngine
from s5kg.lookup import Lookup, Slice, fill
from s5kg.queries import Query

TEXT = """SELECT ?thing ?p ?o WHERE {
  VALUES ?thing { <a:1> }
  ?thing ?p ?o .
}
ORDER BY ?p ?o
LIMIT 10
OFFSET 0
"""
QUADS = "".join(f'<a:{n % 3}> <a:p{n}> "o{n}" <a:g> .\n' for n in range(12)).encode()


def lookup(text: str = TEXT) -> Lookup:
    """Return what asks one query, named `q`, of a small graph."""
    engine = MemoryEngine(QUADS)
    query = Query("q", "pages", Path("q.rq"), {}, text)
    return Lookup(engine.answer, [query], lambda: engine.release)


def test_a_query_runs_as_it_stands() -> None:
    """Its example is a value like any other."""
    assert len(lookup().rows("q")) == 4


def test_values_and_slice_are_filled_in() -> None:
    """Several terms may stand for one name, and the rows may be cut."""
    asking = lookup()
    things = [ox.NamedNode("a:0"), ox.NamedNode("a:2")]
    rows = asking.rows("q", thing=things)
    assert {str(row["thing"]) for row in rows} == {"<a:0>", "<a:2>"}
    assert asking.rows("q", Slice(3, 2), thing=things) == rows[2:5]
    assert asking.rows("q", thing=[]) == []


def test_an_unbound_variable_is_missing_from_its_row() -> None:
    """A page asks `row.get`."""
    (row,) = lookup("SELECT ?a ?b { BIND(1 AS ?a) }").rows("q")
    assert set(row) == {"a"}


@pytest.mark.parametrize(
    ("text", "values", "part", "named"),
    [
        ("ASK {}", {"thing": []}, None, "thing"),
        (TEXT, {"thing": [], "other": []}, None, "other"),
        ("SELECT * {}\nLIMIT 3\n", {}, Slice(1), "OFFSET"),
    ],
)
def test_a_value_without_its_place_is_an_error(
    text: str, values: dict[str, list[ox.NamedNode]], part: Slice | None, named: str
) -> None:
    """It would not be asked, and the answer be that to another question."""
    with pytest.raises(KeyError, match=named):
        fill(text, values, part)


@given(st.text(), st.sampled_from(["", "en", "ja"]))
def test_no_value_is_read_as_anything_but_a_term(value: str, language: str) -> None:
    """Quotes, braces, line breaks and words of SPARQL stay in their literal."""
    literal = ox.Literal(value, language=language) if language else ox.Literal(value)
    asking = lookup("SELECT ?v WHERE {\n  VALUES ?v { 1 }\n}\nLIMIT 5\nOFFSET 0\n")
    assert [row["v"] for row in asking.rows("q", Slice(5), v=[literal])] == [literal]


def test_triples_are_given_as_they_are_written() -> None:
    """A query for a graph gives N-Triples."""
    text = "CONSTRUCT WHERE {\n  ?thing <a:p1> ?o }"
    assert lookup(text).triples("q") == b'<a:1> <a:p1> "o1" .\n'


@pytest.mark.parametrize("text", ["ASK {}", "ASK { ?s ?p ?o }"])
def test_only_rows_are_rows(text: str) -> None:
    """What is no SELECT query is a fault of the program, told as one."""
    with pytest.raises(TypeError, match="no SELECT query"):
        lookup(text).rows("q")


def test_a_query_that_is_not_there_is_an_error() -> None:
    """A page must not be empty for want of a file."""
    with pytest.raises(KeyError):
        lookup().rows("nothing")
