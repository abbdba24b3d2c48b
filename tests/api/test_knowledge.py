"""The same questions, here and behind a service."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib.compare import isomorphic

import s5kg
from s5kg.api import KnowledgeGraph, NotFoundError, QueryFormError, QuerySyntaxError, ServiceError
from s5kg.engine import DeadlineError, Question
from s5kg.engine.memory import MemoryEngine
from s5kg.federation import CallRefusedError

Asked = Callable[[KnowledgeGraph], Any]
SAME: dict[str, Asked] = {
    "rows": lambda graph: graph.query(
        "SELECT ?body ?name { s5d:org-us-ostp org:unitOf ?body . ?body skos:prefLabel ?name }"
    ).to_pandas(labels="ja"),
    "cube": lambda graph: graph.cube("ds-plan-status").to_pandas("ja"),
    "totals": lambda graph: graph.cube("ds-sc-region").totals(),
    "figures": lambda graph: graph.figures(kind="budget").to_pandas("ja"),
    "thing": lambda graph: graph.thing("org-us-ostp").to_pandas("ja"),
}


@pytest.mark.parametrize("name", SAME)
def test_a_service_gives_the_same_frames(
    name: str, local: KnowledgeGraph, remote: KnowledgeGraph
) -> None:
    """Values, types and labels are those of the graph that is here."""
    here, there = SAME[name](local), SAME[name](remote)
    assert len(here) > 0
    assert here.equals(there)


def test_a_service_gives_the_same_answers(local: KnowledgeGraph, remote: KnowledgeGraph) -> None:
    """Yes and no, graphs, search, names and the state."""
    ask = "ASK { s5d:org-us-ostp org:unitOf s5d:org-us-eop }"
    assert (local.ask(ask), remote.ask(ask)) == (True, True)
    assert not remote.ask("ASK { s5d:org-us-ostp org:unitOf s5d:org-us-ostp }")
    describe = "DESCRIBE s5d:org-us-ostp"
    assert len(local.construct(describe)) > 10
    assert isomorphic(local.construct(describe), remote.construct(describe))
    found = local.search("ホライズン", language="ja", kind="FrameworkProgramme")
    assert [one.label for one in found] == ["ホライズン2020", "ホライズン・ヨーロッパ"]
    assert remote.search("ホライズン", language="ja", kind="FrameworkProgramme") == found
    assert len(local.search("budget", limit=2)) == 2
    assert local.search("budget", limit=0) == []
    assert local.label("s5c:unit-eur", "ja") == remote.label("s5c:unit-eur", "ja") == "ユーロ"
    assert [one.name for one in local.cubes()] == [one.name for one in remote.cubes()]
    assert local.release == remote.release


def test_a_fault_of_a_query_is_told_alike(local: KnowledgeGraph, remote: KnowledgeGraph) -> None:
    """Line, column and hint are the same, wherever the query is read."""
    told = []
    for graph in (local, remote):
        with pytest.raises(QuerySyntaxError) as caught:
            graph.query("SELECT ?x WHERE {\n  ?x zz:y ?z }")
        told.append(str(caught.value))
    assert told[0] == told[1]
    assert "line 2, column 6" in told[0]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda graph: graph.query("ASK {}"), QueryFormError, r"ASK: use \.ask\(\)"),
        (lambda graph: graph.ask("SELECT * {}"), QueryFormError, r"SELECT: use \.query\(\)"),
        (lambda graph: graph.query("DESCRIBE <a:b>"), QueryFormError, r"use \.construct\(\)"),
        (lambda graph: graph.query("SELECT * { SERVICE <a:b> {} }"), CallRefusedError, "called"),
        (lambda graph: graph.thing("nobody"), NotFoundError, "s5d:nobody"),
        (lambda graph: graph.thing("a> <b"), ValueError, "no name, CURIE or IRI"),
        (lambda graph: graph.thing("zz:b"), ValueError, "unknown prefix zz:"),
        (lambda graph: graph.cube("org-us-ostp"), NotFoundError, "choose from .*ds-sc-region"),
        (lambda graph: graph.figures("nobody"), NotFoundError, "s5d:nobody"),
        (lambda graph: graph.figures(kind="no"), NotFoundError, "figureKind-no"),
        (lambda graph: graph.search("a", kind="No"), NotFoundError, "s5:No"),
        (lambda graph: graph.label("org-us-ostp", "de"), ValueError, "choose 'en' or 'ja'"),
    ],
)
def test_what_cannot_be_is_said(
    call: Asked, error: type[Exception], words: str, local: KnowledgeGraph
) -> None:
    """What is wrong, and what to do."""
    with pytest.raises(error, match=words):
        call(local)


def test_a_closed_graph_says_so(engine: MemoryEngine) -> None:
    """A cell that is run again after the `with` statement has a plain error."""
    with KnowledgeGraph(engine) as graph:
        assert graph.ask("ASK {}")
    with pytest.raises(ValueError, match="is closed"):
        graph.ask("ASK {}")


def test_an_error_of_a_service_has_no_errors_behind_it() -> None:
    """A notebook shows one sentence instead of how our program came to it."""

    class Late:
        release = ""

        def answer(self, question: Question) -> Any:
            raise DeadlineError(3)

    with pytest.raises(ServiceError, match=r"http://a/: no answer within 3 s; ask") as caught:
        KnowledgeGraph(Late(), "http://a/").query("SELECT * {}")
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None
    assert caught.value.url == "http://a/"


def test_a_graph_keeps_what_is_ill_typed_in_silence(
    local: KnowledgeGraph, caplog: pytest.LogCaptureFixture
) -> None:
    """The literal has its text, the node that it is of is the same, and nothing is logged."""
    made = local.construct("""CONSTRUCT { ?b <a:p> "abc"^^xsd:date ; <a:q> 'd'@en, 7 }
        { BIND(BNODE() AS ?b) }""")
    assert sorted(map(str, made.objects())) == ["7", "abc", "d"]
    assert len(set(made.subjects())) == 1
    assert caplog.records == []


def test_each_error_that_the_page_lists_is_a_name_of_the_package() -> None:
    """Whoever reads docs/python.md can catch it, as the kind of error that is told there."""
    page = Path(__file__).parents[2].joinpath("docs", "python.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+Error)` \|", page, re.MULTILINE)
    errors = {name: getattr(s5kg, name) for name in s5kg.__all__ if name.endswith("Error")}
    assert set(listed) == set(errors)
    assert errors["CallRefusedError"] is CallRefusedError
    kinds = {"QueryFormError": ValueError, "NotFoundError": LookupError}
    for name, error in errors.items():
        assert issubclass(error, kinds.get(name, Exception))
    with pytest.raises(s5kg.CallRefusedError, match="no call is allowed") as caught:
        s5kg.query("SELECT * { SERVICE <https://example.org/sparql> {} }")
    assert caught.value.refused == ("https://example.org",)
