"""Rows beside which names may stand."""

from datetime import date

import pytest

from s5kg.api import KnowledgeGraph
from s5kg.rows import Rows

JSON = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"a:b"}}]}}'


@pytest.fixture(scope="module")
def graph(engine: object) -> KnowledgeGraph:
    """The graph in this process."""
    return KnowledgeGraph(engine)  # type: ignore[arg-type] # a fixture of the session


def test_labels_stand_beside_iris(graph: KnowledgeGraph) -> None:
    """In the language that is asked for, none where there is none, and no column is replaced."""
    rows = graph.query("""SELECT ?of ?x ?n ?own ?ownLabel {
        VALUES (?of ?x ?n ?own ?ownLabel) { (s5d:org-us-eop <a:b> 1 s5d:org-us-eop "mine")
                                            (UNDEF UNDEF UNDEF UNDEF UNDEF) } }""")
    frame = rows.to_pandas(labels="ja")
    assert list(frame.columns) == ["of", "ofLabel", "x", "xLabel", "n", "own", "ownLabel"]
    assert frame.loc[0, "ofLabel"] == "大統領府"
    assert frame.loc[0, "ownLabel"] == "mine"
    assert frame["xLabel"].isna().all()
    assert frame.loc[1].isna().all()
    assert list(rows.to_pandas().columns) == ["of", "x", "n", "own", "ownLabel"]


def test_names_need_a_language_and_a_graph(graph: KnowledgeGraph) -> None:
    """Rows that came from a file know no names."""
    with pytest.raises(ValueError, match="came without a graph"):
        Rows(JSON).to_pandas(labels="en")
    with pytest.raises(ValueError, match="choose 'en' or 'ja'"):
        graph.query("SELECT * { VALUES ?x { <a:b> } }").to_pandas(labels="de")  # type: ignore[arg-type]


def test_a_notebook_shows_the_first_rows(graph: KnowledgeGraph) -> None:
    """IRIs are CURIEs whose whole form is at hand, and what is left out is counted."""
    html = graph.query("SELECT ?s ?o { ?s org:unitOf ?o } ORDER BY ?s")._repr_html_()
    assert ">s5d:org-" in html
    assert 'title="https://w3id.org/s5kg/id/org-' in html
    many = graph.query("SELECT ?s { ?s a skos:Concept } LIMIT 70")._repr_html_()
    assert many.count("<tr>") == 61
    assert "60 / 70" in many


def test_an_ill_typed_literal_is_its_text_in_silence(
    graph: KnowledgeGraph, caplog: pytest.LogCaptureFixture
) -> None:
    """A frame and a notebook have the text, and no traceback is logged beside it."""
    rows = graph.query("""SELECT ?y ?z { VALUES (?y ?z) {
        ("abc"^^xsd:date "maybe"^^xsd:boolean) ("2020-02-29"^^xsd:date true) } }""")
    frame = rows.to_pandas()
    assert frame["y"].tolist() == [rows[0].y, date(2020, 2, 29)]
    assert [str(value) for value in frame["z"]] == ["maybe", "True"]
    assert "abc" in rows._repr_html_()
    assert caplog.records == []


def test_a_triple_in_a_row_is_its_text(graph: KnowledgeGraph) -> None:
    """rdflib has no term for it, and the other cells are there all the same."""
    rows = graph.query("SELECT ?t ?n { BIND(<<( <a:b> <a:c> 'd'@en )>> AS ?t) BIND(1 AS ?n) }")
    assert rows.to_pandas().values.tolist() == [['<<( <a:b> <a:c> "d"@en )>>', 1]]
