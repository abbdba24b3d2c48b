"""What notebooks use."""

import builtins
from collections.abc import Mapping, Sequence

import pytest
from rdflib import Dataset, URIRef
from rdflib.plugins.sparql import prepareQuery, prepareUpdate

import s5kg
from s5kg.engine import QuerySyntaxError
from s5kg.federation import CallRefusedError

OSTP = URIRef("https://w3id.org/s5kg/id/org-us-ostp")
UNIT_OF = URIRef("http://www.w3.org/ns/org#unitOf")


def test_graph_is_an_rdflib_dataset_of_the_union() -> None:
    """The default graph holds what any of the named graphs holds."""
    dataset = s5kg.graph()
    assert isinstance(dataset, Dataset)
    assert dataset.value(OSTP, UNIT_OF) == URIRef("https://w3id.org/s5kg/id/org-us-eop")
    assert len(list(dataset.graphs())) >= 7
    asked = dataset.query("ASK { s5d:org-us-ostp org:unitOf s5d:org-us-eop }")
    assert asked.askAnswer


def test_graph_is_a_copy_of_your_own() -> None:
    """Changing one graph leaves the next one as it was."""
    first = s5kg.graph()
    first.update("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert first.value(OSTP, UNIT_OF) is None
    assert s5kg.graph().value(OSTP, UNIT_OF) is not None


def test_query_gives_rows_by_name_and_place() -> None:
    """Rows are read by column name, by index and in a loop; terms are rdflib's."""
    text = "SELECT ?of ?label { s5d:org-us-ostp org:unitOf ?of ; skos:altLabel ?label } LIMIT 2"
    rows = s5kg.query(text)
    assert rows.variables == ["of", "label"]
    assert rows[0].of == URIRef("https://w3id.org/s5kg/id/org-us-eop")
    assert len(rows[:1]) == 1
    assert [row.label for row in rows]
    assert repr(rows).startswith("<Rows of label:")


def test_rows_become_a_frame_of_plain_values() -> None:
    """Numbers are numbers, dates are dates, unbound is None."""
    text = """SELECT ?n ?d ?x ?i { VALUES (?n ?d ?x ?i) {
        (1367 "2019-08-30"^^xsd:date UNDEF s5d:org-us-ostp) } }"""
    frame = s5kg.query(text).to_pandas()
    assert list(frame.columns) == ["n", "d", "x", "i"]
    assert frame.loc[0, "n"] == 1367
    assert str(frame.loc[0, "d"]) == "2019-08-30"
    assert frame["x"].isna().all()
    assert frame.loc[0, "i"] == str(OSTP)


def test_bad_sparql_is_explained() -> None:
    """A syntax error has line, column and a hint."""
    with pytest.raises(QuerySyntaxError) as caught:
        s5kg.query("SELECT ?x WHERE {\n  ?x zz:y ?z }")
    assert (caught.value.line, caught.value.column) == (2, 6)
    assert "unknown prefix zz:" in str(caught.value)


def test_a_missing_pandas_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pandas the rest works, and the error names the extra."""
    real = builtins.__import__

    def refuse(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> object:
        if name == "pandas":
            raise ImportError(name)
        return real(name, globals, locals, fromlist, level)

    rows = s5kg.query("SELECT ?x { BIND(1 AS ?x) }")
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ImportError, match=r"pip install 's5kg\[pandas\]'"):
        rows.to_pandas()


def test_nothing_in_python_calls_elsewhere() -> None:
    """SERVICE and LOAD are refused, as text, prepared, and where rdflib would evaluate them."""
    dataset = s5kg.graph()
    service = "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }"
    refused = [
        lambda: s5kg.query(service),
        lambda: dataset.query(service),
        lambda: dataset.query(prepareQuery(service)),
        lambda: dataset.query(prepareQuery("SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }")),
        lambda: dataset.update("LOAD SILENT <http://127.0.0.1:1/>"),
        lambda: dataset.update(service.replace("SELECT *", "DELETE WHERE")),
        lambda: dataset.update(prepareUpdate("CLEAR ALL")),
    ]
    for call in refused:
        with pytest.raises(CallRefusedError):
            call()  # type: ignore[no-untyped-call] # rdflib
    prepared = prepareQuery("ASK { ?s ?p 'SERVICE <http://a/>' }")
    assert not dataset.query(prepared).askAnswer
