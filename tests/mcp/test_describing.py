"""What the tools say of one thing: names, certainty, places, and what is left out."""

import json
import re
from dataclasses import asdict

import pytest

from s5kg.mcp.describing import MOST_FACTS, describe
from s5kg.mcp.evidence import evidence
from s5kg.mcp.finding import search
from s5kg.mcp.holdings import Holdings
from s5kg.mcp.schema import schema
from s5kg.mcp.vocabulary import Vocabularies


def test_a_description_says_what_it_leaves_out(holdings: Holdings) -> None:
    """A thing with many facts is cut, and the query that gives the rest is named."""
    found = describe(holdings, "s5d:org-de-sprind")
    assert len(found.facts) == MOST_FACTS
    assert found.left_out[0].startswith(f"Only the first {MOST_FACTS} facts")
    assert "?x s5:about s5d:org-de-sprind" in found.left_out[1]
    relation = next(one for one in found.relations if one.property == "s5:about")
    assert relation.count > len(relation.of) == 5
    assert describe(holdings, "s5d:period-2018-09").left_out == []


def test_a_link_is_told_once(holdings: Holdings) -> None:
    """An exact match is not repeated as schema:sameAs."""
    links = describe(holdings, "prog-eu-he").links
    targets = [link.split(" ")[1] for link in links]
    assert sorted(targets) == sorted(set(targets))
    assert "skos:exactMatch https://cordis.europa.eu/programme/id/HORIZON" in links


def test_names_come_in_the_language_that_is_asked_for(holdings: Holdings) -> None:
    """Things, classes, properties, codes, claims and evidence have names in both languages."""
    for name in ("org-us-ostp", "claim-8520bdb654e6", "ev-us-ostp-eop", "seg-08"):
        english, japanese = describe(holdings, name), describe(holdings, name, "ja")
        assert english.name != japanese.name
        assert re.search("[ぁ-ん一-龠]", japanese.name)
        assert english.class_names != japanese.class_names
        assert [one.value for one in english.facts] == [one.value for one in japanese.facts]


def test_a_statement_says_how_certain_it_is(holdings: Holdings) -> None:
    """A figure has its own modality; a fact that is only planned says so."""
    assert describe(holdings, "s5d:fig-eu-he-budget").modality == "proposed"
    facts = describe(holdings, "s5d:prog-eu-he").facts
    assert {fact.modality for fact in facts if fact.property == "dcterms:hasPart"} == {"planned"}


def test_evidence_of_a_claim_a_place_and_a_discrepancy(holdings: Holdings) -> None:
    """Each leads to lines, offsets and digests, and to what they support."""
    for given, lines in (
        ("s5d:claim-8520bdb654e6", "246–247"),
        ("s5d:ev-us-ostp-eop", "246–247"),
        ("https://w3id.org/s5kg/id/disc-27-fp6-seven-years", "416"),
    ):
        found = evidence(holdings, given)
        assert lines in [place.lines for place in found.places], found
        assert all(re.fullmatch("[0-9a-f]{64}", place.digest) for place in found.places)
        assert all(re.fullmatch(r"\d+–\d+", place.offsets) for place in found.places)
        assert found.release[:16] in found.cite
    claim = evidence(holdings, "s5d:claim-8520bdb654e6").places[0].supports[0]
    assert (claim.property, claim.value, claim.modality) == (
        "org:unitOf",
        "s5d:org-us-eop",
        "actual",
    )


def test_much_evidence_is_cut_and_this_is_told(holdings: Holdings) -> None:
    """A thing with very many places names the query that leads to the others."""
    found = evidence(holdings, "s5d:org-de-sprind")
    assert sum(len(place.supports) for place in found.places) == 40
    assert "?claim rdf:subject s5d:org-de-sprind" in found.notices[-1]


def test_what_has_no_evidence_says_so(holdings: Holdings) -> None:
    """A class is in the graph, and no place of a document supports it."""
    found = evidence(holdings, "s5:Figure", "ja")
    assert found.places == []
    assert "根拠箇所はグラフにありません" in found.notices[0]


@pytest.mark.parametrize(
    "given",
    [
        "s5:BudgetFigure",
        "BudgetFigure",
        "<https://w3id.org/s5kg/ns#BudgetFigure>",
        "Budget figure",
        "予算額",
    ],
)
def test_a_class_goes_by_several_names(
    given: str, holdings: Holdings, vocabularies: Vocabularies
) -> None:
    """Short, shorter or whole; its properties come with what the shapes ask for."""
    found = schema(holdings, vocabularies, given)
    assert (found.id, found.things) == ("s5:BudgetFigure", 5)
    uses = {one.id: one for one in found.properties}
    assert uses["s5:modality"].occurs == "1..1"
    assert uses["schema:value"].things == 4
    assert uses["s5:figureOf"].ranges
    assert "s5:BudgetFigure" in found.example_query


def test_a_property_counts_each_thing_once_whatever_its_values_are(
    holdings: Holdings, vocabularies: Vocabularies
) -> None:
    """Each claim has one subject, predicate and object, and these are of many classes."""
    found = schema(holdings, vocabularies, "s5:Claim")
    uses = {one.id: one.things for one in found.properties}
    for name in ("rdf:subject", "rdf:predicate", "rdf:object"):
        assert uses[name] == found.things


def test_counts_are_those_of_void(holdings: Holdings, vocabularies: Vocabularies) -> None:
    """The classes of the schema have the numbers that the release's description has."""
    counts = {one.id: one.things for one in schema(holdings, vocabularies).classes}
    assert counts["s5:Claim"] == 1350
    assert list(counts.values()) == sorted(counts.values(), reverse=True)


def test_a_search_keeps_to_a_class(holdings: Holdings, vocabularies: Vocabularies) -> None:
    """With a kind there are only its things; more than ten say that there are more."""
    found = search(holdings, vocabularies, "ホライズン", "ja", "FrameworkProgramme")
    assert {one.kind for one in found.things} == {"s5:FrameworkProgramme"}
    many = search(holdings, vocabularies, "a")
    assert (len(many.things), many.more) == (10, True)
    none = search(holdings, vocabularies, "zzzzqqq", "ja")
    assert none.notices[0].startswith("見つかりません")
    assert "\\u" not in json.dumps(asdict(none), ensure_ascii=False)
