"""Conflicts of mapping sets, and check digits."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.link_checks import (
    corporate_number_is_valid,
    find_faults,
    isni_is_valid,
    local_government_code_is_valid,
    ror_is_valid,
)
from s5kg.mappings import PREDICATES, Mapping, MappingSet
from s5kg.namespaces import node

WIKIDATA = "http://www.wikidata.org/entity/"
SPACES = {
    "isni": "https://isni.org/isni/",
    "ror": "https://ror.org/",
    "s5d": "https://w3id.org/s5kg/id/",
    "wikidata": WIKIDATA,
}
HEAD = tuple(f'#  {name}: "{space}"' for name, space in SPACES.items())


def _row(
    line: int, subject: str, target: ox.NamedNode | ox.Literal, negative: bool = False
) -> Mapping:
    predicate = PREDICATES["skos:exactMatch"]
    return Mapping(Path("x"), line, node(subject), predicate, target, negative, 0.9, {})


def _faults(*rows: Mapping) -> list[tuple[int, str]]:
    found = find_faults([MappingSet(Path("x"), HEAD, rows)], lambda _: True)
    return [(problem.line, problem.what) for problem in found]


def _q(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"{WIKIDATA}Q{number}")


def test_a_pair_stands_once() -> None:
    """Twice refused is once too often."""
    refused = [_row(line, "s5d:a", _q(1), negative=True) for line in (1, 2)]
    assert _faults(*refused) == [(2, "this pair stands twice")]


def test_a_link_is_about_a_thing_of_ours() -> None:
    """One that the graph describes."""
    (problem,) = find_faults(
        [MappingSet(Path("x"), HEAD, (_row(1, "s5d:a", _q(1)),))], lambda _: False
    )
    assert "is no thing of this graph" in problem.what


@pytest.mark.parametrize(
    "target",
    [
        ox.NamedNode("https://isni.org/isni/0000000122904914"),
        ox.NamedNode("http://www.geonames.org/1/"),
        node("s5d:b"),
        ox.Literal("41", datatype=node("s5:jisX0401Code")),
    ],
)
def test_a_set_leads_into_one_namespace(target: ox.NamedNode | ox.Literal) -> None:
    """That of most of its rows, whatever else its head declares."""
    found = _faults(_row(1, "s5d:a", target), _row(2, "s5d:b", _q(1)), _row(3, "s5d:c", _q(2)))
    assert found == [(1, f"{target.value} is not in the namespace of the scheme")]


def test_candidates_lead_where_the_links_of_their_scheme_do() -> None:
    """Though all of them lead elsewhere; those of a scheme without links are held to themselves."""
    rows = (_row(1, "s5d:a", ox.NamedNode("https://ror.org/00wnb9798")),)
    aside = MappingSet(Path("candidates/x.sssom.tsv"), HEAD, rows)
    links = MappingSet(Path("x.sssom.tsv"), HEAD, (_row(1, "s5d:b", _q(1)),))
    others = MappingSet(Path("y.sssom.tsv"), HEAD, links.rows)
    assert not find_faults([aside], lambda _: True, [others])
    (problem,) = find_faults([aside], lambda _: True, [links, others])
    assert problem.what == "https://ror.org/00wnb9798 is not in the namespace of the scheme"


def test_candidates_may_be_codes_of_links_that_have_no_rows_yet() -> None:
    """What the head of the links names as their source."""
    code = ox.Literal("41", datatype=node("s5:jisX0401Code"))
    path = Path("x.sssom.tsv")
    aside = MappingSet(path, HEAD, (_row(1, "s5d:a", code),))
    links = MappingSet(path, (f'#object_source: "{code.datatype.value}"',), ())
    assert not find_faults([aside], lambda _: True, [links])


@pytest.mark.parametrize(
    ("target", "what"),
    [
        (ox.NamedNode("https://ror.org/00wnb9799"), "the check digit of 00wnb9799 is wrong"),
        (ox.NamedNode("https://ror.org/0"), "0 is not of the form"),
        (ox.NamedNode("https://isni.org/isni/0000000122904915"), "is wrong"),
        (ox.NamedNode(f"{WIKIDATA}P17"), "P17 is not of the form"),
        (ox.Literal("410005", datatype=node("s5:localGovernmentCode")), "is wrong"),
        (ox.Literal("9000020131131", datatype=node("s5:corporateNumber")), "is wrong"),
        (ox.Literal("48", datatype=node("s5:jisX0401Code")), "48 is not of the form"),
    ],
)
def test_a_wrong_identifier_is_found(target: ox.NamedNode | ox.Literal, what: str) -> None:
    """By its form, or by its check digit where it has one."""
    ((_, found),) = _faults(_row(1, "s5d:a", target))
    assert what in found


@given(st.sampled_from(["00wnb9798", "02kv4zf79", "04zaypm56"]), st.integers(1, 6), st.data())
def test_one_wrong_letter_of_a_ror_is_found(name: str, place: int, data: st.DataObject) -> None:
    """The digits are there for that."""
    others = sorted(set("0123456789abcdefghjkmnpqrstvwxyz") - {name[place]})
    wrong = name[:place] + data.draw(st.sampled_from(others)) + name[place + 1 :]
    assert ror_is_valid(name)
    assert not ror_is_valid(wrong)


@given(st.text("0123456789", min_size=15, max_size=15))
def test_an_isni_has_one_check_digit(name: str) -> None:
    """Of eleven."""
    assert sum(isni_is_valid(name + digit) for digit in "0123456789X") == 1


@given(st.text("0123456789", min_size=5, max_size=5))
def test_a_local_government_has_one_check_digit(name: str) -> None:
    """Of ten."""
    assert sum(local_government_code_is_valid(name + digit) for digit in "0123456789") == 1


@given(st.text("0123456789", min_size=12, max_size=12))
def test_a_corporate_number_has_one_check_digit(name: str) -> None:
    """Of nine, none of them 0."""
    assert sum(corporate_number_is_valid(digit + name) for digit in "123456789") == 1
