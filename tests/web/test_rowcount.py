"""Rows counted in bytes are the rows that a parser finds."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.web.rowcount import count_rows

TYPES = {
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
}
HOSTILE = st.sampled_from(['}},{"', '"', "\\", "\n", "\r\n", "<result>", ",", "}", "]", ":", "{}"])
TEXTS = st.lists(HOSTILE | st.text(max_size=3), max_size=6).map("".join)
VALUES = st.none() | TEXTS


def results(query: str, form: ox.QueryResultsFormat) -> bytes:
    """Return the answer of an empty store."""
    found = ox.Store().query(query)
    assert not isinstance(found, ox.QueryTriples)
    return found.serialize(format=form) or b""


def answer(rows: list[tuple[str | None, str | None]], form: ox.QueryResultsFormat) -> bytes:
    """Return rows as the engine writes them."""
    cells = [" ".join("UNDEF" if v is None else str(ox.Literal(v)) for v in row) for row in rows]
    values = " ".join(f"({cell})" for cell in cells)
    return results(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}", form)


@pytest.mark.parametrize("media_type", TYPES)
@given(rows=st.lists(st.tuples(VALUES, VALUES), max_size=5))
def test_rows_are_counted_exactly_or_not_at_all(
    media_type: str, rows: list[tuple[str | None, str | None]]
) -> None:
    """Whatever the values hold, the count is right; braces in JSON may be left to a parser."""
    body = answer(rows, TYPES[media_type])
    counted = count_rows(body, media_type)
    if counted is None:
        assert b"{}" in body
        assert "json" in media_type
    else:
        assert counted == len(rows)


@pytest.mark.parametrize("media_type", TYPES)
def test_yes_or_no_has_no_rows(media_type: str) -> None:
    """A truth value is no table."""
    if media_type == "text/tab-separated-values":
        body = b"true"
    else:
        body = results("ASK {}", TYPES[media_type])
    assert count_rows(body, media_type) is None


def test_triples_are_lines_or_not_counted() -> None:
    """N-Triples have a line each; Turtle would need a parser."""
    assert count_rows(b"<a:b> <a:b> <a:c> .\n" * 3, "application/n-triples") == 3
    assert count_rows(b"<a:b> <a:b> <a:c> .\n" * 3, "text/turtle") is None
