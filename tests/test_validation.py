"""The gates: SHACL and checks, and the one report of both."""

from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH

from s5kg.locations import Sources
from s5kg.queries import Query, read_queries
from s5kg.release import Graphs, to_nquads
from s5kg.validation import Severity, Validation, validate
from tests.measuring import unmeasured

NODE = "https://w3id.org/s5kg/id/org-us-ostp"


def _silent(_: str) -> None:
    """Report nothing."""


@pytest.fixture(scope="module")
def real(quads: bytes, sources: Sources) -> Validation:
    """The validation of the real graph."""
    with unmeasured():
        return validate(quads, read_queries(sources.queries, "checks"), _silent)


def _check(text: str) -> Query:
    header = {"summary": "It is so", "summary-ja": "そうである"}
    header |= {"remedy": "change it", "remedy-ja": "直すこと"}
    return Query("it-is-so", "checks", Path("it-is-so.rq"), header, text)


@pytest.fixture(scope="module")
def shapes_only(graphs: Graphs) -> bytes:
    """The shapes without any data, so that a check runs quickly."""
    return to_nquads({name: t for name, t in graphs.items() if name.endswith("/shapes")})


def test_the_real_graph_conforms(real: Validation) -> None:
    """No shape and no check finds a Violation, and nothing is half described."""
    assert real.conforms
    assert real.count(Severity.VIOLATION) == 0
    assert real.count(Severity.WARNING) == 0, [f.message() for f in real.findings]


def test_the_two_engines_agree_on_the_real_graph(
    real: Validation, quads: bytes, sources: Sources
) -> None:
    """The findings are equal, messages and order included."""
    checks = read_queries(sources.queries, "checks")
    assert validate(quads, checks, _silent, "sparql").findings == real.findings


def test_findings_speak_both_languages(real: Validation) -> None:
    """Each finding has a message in Japanese and one in English."""
    assert all(set(f.messages) == {"en", "ja"} for f in real.findings)


def test_a_row_of_a_check_is_a_violation_in_the_report_too(shapes_only: bytes) -> None:
    """What a check finds is in the table and in the SHACL report, in both languages."""
    query = _check(f"SELECT ?node ?value WHERE {{ BIND(<{NODE}> AS ?node) BIND(7 AS ?value) }}")
    result = validate(shapes_only, [query], _silent)
    (finding,) = [f for f in result.findings if f.rule == "queries/checks/it-is-so.rq"]
    assert (finding.severity, finding.node, finding.value) == (Severity.VIOLATION, NODE, "7")
    assert finding.message("ja") == "そうである：直すこと"
    assert not result.conforms
    (reported,) = result.report.subjects(SH.focusNode, URIRef(NODE))
    assert (None, SH.result, reported) in result.report


def test_the_report_is_a_shacl_report(real: Validation) -> None:
    """It parses again, and conforms where there is no result of any severity (SHACL 3.6.1.1)."""
    again = Graph().parse(data=real.report.serialize(format="turtle"), format="turtle")
    (verdict,) = again.objects(None, SH.conforms)
    assert isinstance(verdict, Literal)
    assert verdict.toPython() is ((None, SH.result, None) not in again)


def test_a_check_must_be_a_select(shapes_only: bytes) -> None:
    """A query of another form cannot be a check."""
    with pytest.raises(TypeError, match="no SELECT query"):
        validate(shapes_only, [_check("ASK {}")], _silent)
