"""What a service says of things with our names, and services that say something else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat

import pytest
from flask import Flask, Response

from s5kg.engine.client import Service
from s5kg.engine.places import Settings
from s5kg.engine.remote import RemoteEngine
from s5kg.linking import services
from s5kg.linking.services import ServiceStatements
from s5kg.linking.sources import LABEL, Faults, Statement
from s5kg.linking.things import Thing
from s5kg.locations import Sources
from s5kg.lookup import Lookup
from s5kg.queries import PAGES, read_queries
from tests.serving import serving

Cell = dict[str, object]
OURS = [Thing("urn:ours", {("Amt", "de"): None})]


def _uri(iri: str) -> Cell:
    return {"type": "uri", "value": iri}


def _literal(text: str) -> Cell:
    return {"type": "literal", "value": text}


def _answer(*rows: tuple[Cell, Cell, Cell]) -> Response:
    names = ("thing", "property", "value")
    cells = [dict(zip(names, row, strict=True)) for row in rows]
    found = {"head": {"vars": names}, "results": {"bindings": cells}}
    return Response(json.dumps(found), mimetype="application/sparql-results+json")


def _called(*iris: str) -> Response:
    return _answer(*((_uri(iri), _uri(LABEL), _literal("Amt")) for iri in iris))


@contextmanager
def _asked(sources: Sources, answers: Iterator[Response]) -> Iterator[Lookup]:
    """Give what asks a service with these answers."""
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: next(answers), methods=["POST"])
    with (
        serving(app) as host,
        RemoteEngine(Service(f"http://{host}/"), Settings(union=False)) as engine,
    ):
        yield Lookup(engine.answer, read_queries(sources.queries, PAGES), lambda: "")


def _read(sources: Sources, *answers: Response) -> tuple[list[Statement], Faults]:
    faults = Faults()
    with _asked(sources, chain(answers, repeat(_answer()))) as lookup:
        return ServiceStatements(lookup, OURS)(faults), faults


TRIPLE = {
    "type": "triple",
    "value": {"subject": _uri("urn:s"), "predicate": _uri("urn:p"), "object": _uri("urn:o")},
}


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (({"type": "bnode", "value": "b0"}, _uri(LABEL), _literal("Amt")), "that is no IRI"),
        ((TRIPLE, _uri(LABEL), _literal("Amt")), "that is no IRI"),
        ((_literal("urn:x"), _uri(LABEL), _literal("Amt")), "that is no IRI"),
        ((_uri("urn:x"), _literal(LABEL), _literal("Amt")), "that is no IRI"),
        ((_uri("urn:x"), _uri(LABEL), TRIPLE), "neither an IRI nor a text"),
        ((_uri("urn:x"), _uri(LABEL), {"type": "bnode", "value": "b0"}), "neither an IRI"),
    ],
)
def test_terms_that_cannot_be_what_was_asked_for_are_a_fault(
    sources: Sources, row: tuple[Cell, Cell, Cell], what: str
) -> None:
    """A blank node, a triple or a text where an IRI belongs is no answer; nothing is traced."""
    found, faults = _read(sources, _answer(row))
    assert not found
    assert faults.count == 1
    assert what in faults.first[0].what


def test_a_thing_is_asked_about_by_the_spelling_of_the_service(sources: Sources) -> None:
    """It has the IRI that the graph would have, though the service encodes it."""
    encoded = "http://x/%E5%86%85"
    found, faults = _read(sources, _called(encoded), _called(encoded))
    assert faults.count == 0
    assert {one.subject for one in found} == {"http://x/内"}


def test_what_was_not_asked_for_is_left_out_and_said(sources: Sources) -> None:
    """Names that are none of ours, and things that nobody asked about."""
    other = (_uri("urn:y"), _uri(LABEL), _literal("Other"))
    named = _answer((_uri("urn:x"), _uri(LABEL), _literal("ＡＭＴ")), other)
    described = _answer((_uri("urn:x"), _uri("urn:in"), _uri("urn:z")), other, other)
    found, faults = _read(sources, named, described)
    assert [(one.subject, one.value) for one in found] == [("urn:x", "ＡＭＴ"), ("urn:x", "urn:z")]
    assert [problem.what for problem in faults.first] == [
        "rows that were not asked for are in an answer: 1",
        "rows that were not asked for are in an answer: 2",
    ]


def test_an_answer_beyond_its_limit_is_cut(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that heeds no LIMIT costs no more than one that does, and that is said."""
    monkeypatch.setattr(services, "_ROWS", 3)
    monkeypatch.setattr(services, "_THINGS", 2)
    found, faults = _read(sources, _called(*(f"urn:{at}" for at in range(50))))
    assert [one.subject for one in found] == ["urn:0", "urn:1", "urn:2"]
    assert [problem.what for problem in faults.first] == [
        "an answer has 50 rows and was cut at 3",
        "3 things have our names: 2 were asked about",
    ]


@pytest.mark.parametrize("silent", [0.0, 1e9])
def test_a_long_run_says_how_far_it_has_come(
    sources: Sources, monkeypatch: pytest.MonkeyPatch, silent: float
) -> None:
    """And a short one says nothing."""
    monkeypatch.setattr(services, "_SILENT", silent)
    monkeypatch.setattr(services, "_NAMES", 2)
    told: list[str] = []
    with _asked(sources, chain([_called("urn:x")], repeat(_answer()))) as lookup:
        ServiceStatements(lookup, OURS, told.append)(Faults())
    whole = ["0% of our names", "67% of our names", "0% of what has our names"]
    assert told == ([] if silent else [f"asked for {part}" for part in whole])
