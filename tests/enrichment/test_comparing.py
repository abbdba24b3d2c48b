"""Facts from elsewhere beside what documents say."""

import pyoxigraph as ox
import pytest

from s5kg.enrichment.comparing import Agreement, Verdict, judge
from s5kg.enrichment.documented import Budget, Documented
from s5kg.enrichment.facts import Fact
from s5kg.enrichment.values import WKT
from s5kg.namespaces import expand, node

AGREES, DIFFERS, UNSTATED = Agreement.AGREES, Agreement.DIFFERS, Agreement.UNSTATED
COMPARED: dict[str, tuple[str, ...]] = {"skos:prefLabel": ("ja",), "skos:altLabel": ()}
EVIDENCE = "https://w3id.org/s5kg/id/ev-x"


def _date(text: str) -> ox.Literal:
    kinds = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
    return ox.Literal(text, datatype=node(kinds[len(text)]))


def _documented(property_: str = "", *values: ox.Literal) -> Documented:
    name = expand(property_) if property_ else ""
    stated = {name: dict.fromkeys(values)} if values else {}
    return Documented(stated=stated, evidence={name: {EVIDENCE}, "": {EVIDENCE}})


def _one(fact: Fact, documented: Documented) -> Verdict:
    return judge([fact], documented, COMPARED)[fact]


@pytest.mark.parametrize(
    ("document", "elsewhere", "agreement"),
    [
        (["2002"], "2002-12-17", AGREES),
        (["2002-12-17"], "2002", AGREES),
        (["2002"], "2001", DIFFERS),
        (["2019", "2019-10"], "2019-12", DIFFERS),
        (["2019", "2019-10"], "2019", AGREES),
        (["2002", "2004"], "2004", AGREES),
        ([], "2001", UNSTATED),
    ],
)
def test_dates_are_compared_as_far_as_the_coarser_goes(
    document: list[str], elsewhere: str, agreement: Agreement
) -> None:
    """And with the most precise that a document says."""
    fact = Fact("urn:x", "schema:foundingDate", _date(elsewhere))
    found = _one(fact, _documented(fact.ours, *map(_date, document)))
    assert found.agreement is agreement
    assert found.evidence == ((EVIDENCE,) if agreement is DIFFERS else ())


def test_without_a_place_in_a_document_nothing_differs() -> None:
    """A discrepancy shows where it is; a name that no document prints has no such place."""
    fact = Fact("urn:x", "schema:startDate", _date("2001"))
    documented = Documented(stated={expand(fact.ours): {_date("2002"): None}})
    assert _one(fact, documented).agreement is UNSTATED


def test_what_a_person_has_entered_is_settled() -> None:
    """The difference stays one, and the register is not asked for it again."""
    fact = Fact("urn:x", "schema:foundingDate", _date("2019-12-16"))
    documented = _documented(fact.ours, _date("2019-10"))
    assert not _one(fact, documented).settled
    documented.settled[_date("2019-12")] = None
    found = _one(fact, documented)
    assert (found.agreement, found.settled) == (DIFFERS, True)


@pytest.mark.parametrize(
    ("elsewhere", "agreement"),
    [("POINT(12.5684 55.6761)", AGREES), ("POINT(12.6 55.7)", DIFFERS)],
)
def test_places_are_the_same_within_a_kilometre(elsewhere: str, agreement: Agreement) -> None:
    """Two sources seldom measure to the same metre."""
    fact = Fact("urn:x", "dcat:centroid", ox.Literal(elsewhere, datatype=WKT))
    documented = _documented(fact.ours, ox.Literal("POINT(12.568 55.676)", datatype=WKT))
    assert _one(fact, documented).agreement is agreement


@pytest.mark.parametrize(
    ("value", "least", "most", "approximate", "number", "agreement"),
    [
        (100, None, None, True, "95517000000", AGREES),
        (100, None, None, True, "80000000000", DIFFERS),
        (100, None, None, False, "95517000000", DIFFERS),
        (None, 90, None, False, "95517000000", AGREES),
        (None, None, 90, False, "95517000000", DIFFERS),
        (None, None, None, False, "95517000000", UNSTATED),
    ],
)
def test_amounts_are_held_against_value_and_bounds(
    value: int | None,
    least: int | None,
    most: int | None,
    approximate: bool,
    number: str,
    agreement: Agreement,
) -> None:
    """An approximate one has room of five per cent; another currency is not compared."""
    stated, low, high = (
        None if one is None else ox.Literal(one * 1_000_000_000) for one in (value, least, most)
    )
    documented = _documented()
    documented.budgets["urn:fig"] = Budget("urn:fig", "EUR", stated, low, high, approximate)
    fact = Fact("urn:x", "schema:amount", ox.Literal(int(number)), "EUR")
    found = _one(fact, documented)
    assert found.agreement is agreement
    assert found.beside == (("urn:fig",) if agreement is DIFFERS else ())
    dollars = Fact("urn:x", "schema:amount", ox.Literal(int(number)), "USD")
    assert _one(dollars, documented).agreement is UNSTATED


def test_one_name_that_is_ours_is_enough() -> None:
    """The source's other names are further names then; else its preferred one differs."""
    documented = _documented()
    documented.names[ox.Literal("国防高等研究計画局（DARPA）", language="ja")] = True
    preferred = Fact(
        "urn:x", "skos:prefLabel", ox.Literal("アメリカ国防高等研究計画局", language="ja")
    )
    alias = Fact("urn:x", "skos:altLabel", ox.Literal("国防高等研究計画局", language="ja"))
    english = Fact("urn:x", "skos:prefLabel", ox.Literal("Advanced Projects", language="en"))
    found = judge([preferred, alias, english], documented, COMPARED)
    assert [found[one].agreement for one in (preferred, alias, english)] == [
        UNSTATED,
        AGREES,
        UNSTATED,
    ]
    alone = judge([preferred, english], documented, COMPARED)
    assert alone[preferred].agreement is DIFFERS
    assert alone[english].agreement is UNSTATED


def test_a_name_that_differs_does_so_from_the_preferred_one() -> None:
    """Whoever looks at the difference sees what the document calls the thing, not a short form."""
    fact = Fact("urn:x", "skos:prefLabel", ox.Literal("別名", language="ja"))
    documented = _documented()
    short, preferred = ox.Literal("総合会議", language="ja"), ox.Literal("会議", language="ja")
    documented.names |= {short: False, preferred: True}
    found = _one(fact, documented)
    assert (found.agreement, found.compared) == (DIFFERS, (preferred,))
