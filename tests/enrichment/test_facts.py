"""From statements to facts: amounts on nodes of their own, and what is passed over."""

from pathlib import Path

import pytest

from s5kg.enrichment import gathering
from s5kg.enrichment.facts import Fact, Reader
from s5kg.enrichment.gathering import Dump, gather
from s5kg.enrichment.properties import read_properties
from s5kg.linking.sources import Faults

Q = "http://www.wikidata.org/entity/Q1"
WD, P = "http://www.wikidata.org/entity/", "http://www.wikidata.org/prop/"
RANK = "<http://wikiba.se/ontology#rank> <http://wikiba.se/ontology#{}Rank>"
# As Wikidata's dump of all statements has it, with a withdrawn one and one in an unknown currency.
BUDGET = "".join(
    f"<{Q}> <{P}P2769> <{WD}statement/{n}> .\n"
    f"<{WD}statement/{n}> <{P}statement/value/P2769> <{WD}value/{n}> .\n"
    f"<{WD}statement/{n}> {RANK.format(rank)} .\n"
    f'<{WD}value/{n}> <http://wikiba.se/ontology#quantityAmount> "+{amount}" .\n'
    f"<{WD}value/{n}> <http://wikiba.se/ontology#quantityUnit> <{WD}{unit}> .\n"
    for n, rank, amount, unit in (
        (1, "Normal", 95517000000, "Q4916"),
        (2, "Deprecated", 1, "Q4916"),
        (3, "Preferred", 7, "Q0"),
    )
)


def _facts(path: Path, text: str, node: str = Q) -> tuple[list[Fact], Faults, Faults]:
    path.write_text(text, encoding="utf-8")
    faults, refused = Faults(), Faults()
    found = gather(Dump(path), [node], read_properties(), faults, refused)
    reader = Reader(read_properties(), {f"{WD}Q4916": "EUR"}, refused)
    return reader.facts([node], found), faults, refused


def test_an_amount_is_read_with_its_currency(tmp_path: Path) -> None:
    """Over the steps of the table; what is withdrawn is not taken, nor what has no currency."""
    facts, faults, refused = _facts(tmp_path / "full.nt", f"broken\n{BUDGET}")
    assert [(fact.value.value, fact.currency) for fact in facts] == [("95517000000", "EUR")]
    assert faults.count == 1  # though the file was read once for each step
    assert refused.count == 1
    assert "no link to" in refused.first[0].what


def test_rows_of_a_table_give_each_fact_once(tmp_path: Path) -> None:
    """One row for each name; coordinates and budget stand in each of them."""
    text = (
        "id,label,lang,lat,lon,founded,budget,currency\n"
        f"{Q},Copenhagen,en,55.676,12.568,1167,5,EUR\n"
        f"{Q},コペンハーゲン,ja,55.676,12.568,1167,5,EUR\n"
        f"{Q},København,da,55.676,12.568,1167,5,EUR\n"
    )
    facts, _, refused = _facts(tmp_path / "cities.csv", text)
    assert sorted((fact.ours, fact.value.value) for fact in facts) == [
        ("dcat:centroid", "POINT(12.568 55.676)"),
        ("schema:amount", "5"),
        ("schema:foundingDate", "1167"),
        ("skos:prefLabel", "Copenhagen"),
        ("skos:prefLabel", "コペンハーゲン"),
    ]
    assert refused.count == 0


@pytest.mark.parametrize(
    ("property_", "values", "why"),
    [
        ("http://www.w3.org/2003/01/geo/wgs84_pos#lat", ['"1.0"'], "not one of each"),
        (f"{P}direct/P571", ["<https://www.wikidata.org/.well-known/genid/1>"], "an IRI where"),
        (f"{P}direct/P625", ['"Point(500 1)"'], "beyond 180"),
        ("http://www.w3.org/2000/01/rdf-schema#label", ['"\\u202Egnp"@en'], "marks of direction"),
        (
            "http://www.w3.org/2004/02/skos/core#altLabel",
            [f'"name {n}"@en' for n in range(25)],
            "more than 20 further names",
        ),
    ],
)
def test_what_is_passed_over_says_of_what_and_why(
    tmp_path: Path, property_: str, values: list[str], why: str
) -> None:
    """And the rest is taken."""
    lines = [f"<{Q}> <{property_}> {value} .\n" for value in values]
    good = f'<{Q}> <{P}direct/P580> "2001-05-01T00:00:00Z" .\n'
    facts, faults, refused = _facts(tmp_path / "dump.nt", "".join([*lines, good]))
    assert "2001-05-01" in [fact.value.value for fact in facts]
    assert faults.count == 0
    assert refused.first[0].what.startswith(f"{Q}: ")
    assert why in refused.first[0].what
    assert refused.count == max(1, len(values) - 20)


def test_a_node_with_very_many_statements_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded, and it is said once."""
    monkeypatch.setattr(gathering, "MOST", 3)
    text = "".join(f'<{Q}> <{P}direct/P580> "200{n}" .\n' for n in range(9))
    facts, _, refused = _facts(tmp_path / "dump.nt", text)
    assert len(facts) == 3
    assert [problem.what for problem in refused.first] == [
        f"{Q}: more than 3 statements; the rest was left out"
    ]
