"""Rows with the names of things, safe to open in a spreadsheet."""

import csv
import io
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
QUADS = f"""
<a:1> {LABEL} "one"@en <a:g> .
<a:1> {LABEL} "一"@ja <a:g> .
<a:2> <a:p> <a:1> <a:g> .
<a:2> <a:p> "=1+1" <a:g> .
<a:2> <a:p> "a,\\"b\\"\\nc" <a:g> .
<a:2> <a:p> "-5"^^<http://www.w3.org/2001/XMLSchema#integer> <a:g> .
<a:3> {LABEL} "@formula"@en <a:g> .
<a:2> <a:p> <a:3> <a:g> .
""".strip().encode()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service of a small graph."""
    return create_app(MemoryEngine(QUADS), tmp_path_factory.mktemp("d"), []).test_client()


def rows(client: FlaskClient, query: str, **fields: str) -> list[list[str]]:
    """Return the rows of an answer as a spreadsheet would read them."""
    response = client.get(f"/sparql/labelled.csv?{urlencode({'query': query, **fields})}")
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.text, newline="")))


def test_a_column_of_iris_has_one_of_names_beside_it(client: FlaskClient) -> None:
    """Names are in the language that is chosen; what has none leaves its cell empty."""
    query = "SELECT ?s ?n { VALUES (?s ?n) { (<a:1> 1) (<a:2> 2) (UNDEF 3) } } ORDER BY ?n"
    assert rows(client, query) == [
        ["s", "sLabel", "n"],
        ["a:1", "one", "1"],
        ["a:2", "", "2"],
        ["", "", "3"],
    ]
    assert rows(client, query, content="ja")[1] == ["a:1", "一", "1"]


def test_a_text_is_no_formula(client: FlaskClient) -> None:
    """A cell that a spreadsheet would calculate is shown as it is; a number stays a number."""
    found = rows(client, "SELECT ?o { <a:2> <a:p> ?o } ORDER BY ?o")
    cells = {cell for row in found[1:] for cell in row}
    assert {"'=1+1", "'@formula", "-5", 'a,"b"\nc'} <= cells


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"query": "nonsense"}, 400),
        ({"query": "ASK {}"}, 406),
        ({"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, 406),
        ({"query": "SELECT * { SERVICE <http://127.0.0.1/> {} }"}, 403),
    ],
)
def test_only_rows_are_given(client: FlaskClient, fields: dict[str, str], status: int) -> None:
    """What is no SELECT query, or calls elsewhere, is refused as at /sparql."""
    response = client.get(f"/sparql/labelled.csv?{urlencode(fields)}")
    assert response.status_code == status
    assert response.content_type == "application/problem+json"


def test_all_rows_are_given(tmp_path: Path) -> None:
    """A page shows a thousand rows, the file has them all."""
    quads = "".join(f"<a:{n}> <a:p> <a:o> <a:g> .\n" for n in range(1500)).encode()
    client = create_app(MemoryEngine(quads), tmp_path, []).test_client()
    assert len(rows(client, "SELECT ?s { ?s <a:p> ?o }")) == 1501
