"""A run as an EARL report (https://www.w3.org/TR/EARL10-Schema/) in Turtle."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox

from conformance.outcome import Outcome, Result
from conformance.triples import RDF
from conformance.values import XSD

EARL = "http://www.w3.org/ns/earl#"
DCTERMS = "http://purl.org/dc/terms/"
DOAP = "http://usefulinc.com/ns/doap#"
_PREFIXES = {"earl": EARL, "dcterms": DCTERMS, "doap": DOAP, "xsd": XSD}
# By value is for a person to judge: the answer is right unless the written form matters.
_OUTCOMES = {
    Outcome.PASSED: "passed",
    Outcome.BY_VALUE: "cantTell",
    Outcome.FAILED: "failed",
    Outcome.NOT_OFFERED: "inapplicable",
}


def write_report(
    path: Path, results: list[Result], subject: str, version: str, when: datetime
) -> None:
    """Write the assertions of a run about a subject, named by IRI, to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    triples = list(_triples(results, ox.NamedNode(subject), version, when))
    path.write_bytes(ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES) or b"")


def _triples(
    results: list[Result], subject: ox.NamedNode, version: str, when: datetime
) -> Iterator[ox.Triple]:
    a = ox.NamedNode(f"{RDF}type")
    runner = ox.NamedNode(f"{subject.value}#conformance")
    yield ox.Triple(runner, a, _earl("Assertor"))
    yield ox.Triple(runner, a, _earl("Software"))
    yield ox.Triple(runner, ox.NamedNode(f"{DCTERMS}title"), ox.Literal("python -m conformance"))
    yield ox.Triple(subject, a, _earl("TestSubject"))
    yield ox.Triple(subject, a, ox.NamedNode(f"{DOAP}Project"))
    yield ox.Triple(subject, ox.NamedNode(f"{DOAP}name"), ox.Literal(version))
    date = ox.Literal(when.isoformat(timespec="seconds"), datatype=ox.NamedNode(f"{XSD}dateTime"))
    for number, result in enumerate(results):
        assertion, inner = ox.BlankNode(f"a{number}"), ox.BlankNode(f"r{number}")
        yield ox.Triple(assertion, a, _earl("Assertion"))
        yield ox.Triple(assertion, _earl("assertedBy"), runner)
        yield ox.Triple(assertion, _earl("subject"), subject)
        yield ox.Triple(assertion, _earl("test"), ox.NamedNode(result.case.iri))
        yield ox.Triple(assertion, _earl("mode"), _earl("automatic"))
        yield ox.Triple(assertion, _earl("result"), inner)
        yield ox.Triple(inner, a, _earl("TestResult"))
        yield ox.Triple(inner, _earl("outcome"), _earl(_OUTCOMES[result.outcome]))
        yield ox.Triple(inner, ox.NamedNode(f"{DCTERMS}date"), date)
        if result.note:
            yield ox.Triple(inner, _earl("info"), ox.Literal(result.note))


def _earl(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{EARL}{name}")
