"""Links that cannot all be right."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.link_conflicts import find_conflicts
from s5kg.mappings import PREDICATES, Mapping, MappingSet
from s5kg.namespaces import node

WIKIDATA = "http://www.wikidata.org/entity/"
ROR = "https://ror.org/"
HERE, THERE = Path("data/links/wikidata.sssom.tsv"), Path("build/wikidata.sssom.tsv")


def _row(
    line: int, subject: str, target: str, *, negative: bool = False, file: Path = HERE
) -> Mapping:
    predicate = PREDICATES["skos:exactMatch"]
    iri = ox.NamedNode(target)
    return Mapping(file, line, node(subject), predicate, iri, negative, 0.9, {})


def _set(*rows: Mapping, space: str = WIKIDATA) -> MappingSet:
    return MappingSet(rows[0].file, (f'#  theirs: "{space}"',), rows)


def _found(
    *sets: MappingSet, links: tuple[MappingSet, ...] = (), proposals: bool = False
) -> list[tuple[int, str]]:
    return [(one.line, one.what) for one in find_conflicts(sets, links, proposals)]


def _q(number: int) -> str:
    return f"{WIKIDATA}Q{number}"


def test_two_things_do_not_have_one_target() -> None:
    """Or the two would be the same."""
    assert _found(_set(_row(1, "s5d:a", _q(1)), _row(2, "s5d:b", _q(1)))) == [
        (2, f"{WIKIDATA}Q1 is the exact match of two things")
    ]


def test_one_thing_has_one_target_in_a_scheme() -> None:
    """Or the two targets would be the same; another scheme has its own."""
    ((line, what),) = _found(_set(_row(1, "s5d:a", _q(1)), _row(2, "s5d:a", _q(2))))
    assert (line, what.split("/")[-1]) == (2, "a has two exact matches in one scheme")
    other = _set(_row(1, "s5d:a", f"{ROR}x", file=THERE), space=ROR)
    assert _found(_set(_row(1, "s5d:a", _q(1))), other) == []


def test_what_is_refused_is_not_linked() -> None:
    """A trap that somebody fell into."""
    found = _found(_set(_row(1, "s5d:a", _q(1), negative=True), _row(2, "s5d:a", _q(1))))
    assert found == [(2, f"{WIKIDATA}Q1 is linked, and said not to be a match")]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (_row(7, "s5d:b", _q(1), file=THERE), "is the exact match of two things"),
        (_row(7, "s5d:a", _q(3), file=THERE), "has two exact matches in one scheme"),
        (_row(7, "s5d:a", _q(2), file=THERE), "is linked, and said not to be a match"),
        (_row(7, "s5d:a", _q(1), negative=True, file=THERE), "is linked, and said not to be"),
    ],
)
def test_sets_of_one_scheme_are_held_against_each_other(row: Mapping, what: str) -> None:
    """As two that are published, and as one beside them; the place of the other row is told."""
    links = _set(_row(3, "s5d:a", _q(1)), _row(4, "s5d:a", _q(2), negative=True))
    for found in (_found(_set(row), links=(links,)), _found(links, _set(row))):
        assert any(what in said for _, said in found)
    assert all(
        line == 7 and ", see links/wikidata" in said
        for line, said in _found(_set(row), links=(links,))
    )


def test_a_part_of_a_scheme_is_held_against_the_whole() -> None:
    """A set may declare a narrower namespace than another."""
    wide, narrow = _row(1, "s5d:a", f"{ROR}x"), _row(2, "s5d:a", f"{ROR}part/y", file=THERE)
    ((line, _),) = _found(_set(wide, space=ROR), _set(narrow, space=f"{ROR}part/"))
    assert line == 2


def test_the_same_link_in_another_file_contradicts_nothing() -> None:
    """A copy of a set that somebody works on."""
    assert (
        _found(_set(_row(1, "s5d:a", _q(1), file=THERE)), links=(_set(_row(1, "s5d:a", _q(1))),))
        == []
    )


def test_proposals_may_be_several_but_not_what_the_links_rule_out() -> None:
    """A thing has several targets to choose from; what is refused or taken is none of them."""
    links = _set(_row(1, "s5d:a", _q(1)), _row(2, "s5d:b", _q(2), negative=True))
    free = [("s5d:b", 3), ("s5d:b", 4), ("s5d:c", 4), ("s5d:a", 5), ("s5d:a", 1)]
    rows = [_row(line, name, _q(q), file=THERE) for line, (name, q) in enumerate(free, start=1)]
    assert _found(_set(*rows), links=(links,), proposals=True) == []
    taken, refused = _row(8, "s5d:b", _q(1), file=THERE), _row(9, "s5d:b", _q(2), file=THERE)
    found = _found(_set(*rows, taken, refused), links=(links,), proposals=True)
    assert {line for line, _ in found} == {8, 9}
