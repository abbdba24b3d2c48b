"""Schemes: what is judged, and what several writers of one do to each other."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from s5kg.linking.proposals import Proposal
from s5kg.linking.rows import Decision
from s5kg.linking.schemes import Outcome, Scheme, read_scheme
from s5kg.linking.scoring import Score
from s5kg.linking.things import Thing
from s5kg.locations import Sources
from s5kg.mappings import EXACT, Mapping, read_mappings, write_mappings

DBPEDIA = "http://dbpedia.org/resource/"


@pytest.fixture
def folder(copy: Sources) -> Path:
    """A folder of links that a test may change."""
    return copy.root / "data/links"


def _scheme(folder: Path) -> Scheme:
    return read_scheme(folder, "dbpedia")


def _pairs(folder: Path, name: str = "dbpedia.sssom.tsv") -> dict[tuple[str, str], bool]:
    rows = read_mappings(folder / name).rows
    return {(row.subject.value, row.object.value): row.negative for row in rows}


def _pair(row: Mapping) -> tuple[str, str]:
    return row.subject.value, row.object.value


def _proposal(name: str) -> Proposal:
    ours, theirs = Thing("https://w3id.org/s5kg/id/org-google"), Thing(f"{DBPEDIA}{name}")
    ours.names["Google", "en"] = theirs.names[name, "en"] = None
    return Proposal(ours, theirs, Score(0.5, ("the same name",), lexical=True))


def test_two_reviews_at_once_lose_no_answer(folder: Path) -> None:
    """Both were opened before either answered."""
    first, second = _scheme(folder), _scheme(folder)
    one, two, three = first.candidates.rows[:3]
    assert first.decide(one, Decision.ACCEPT).outcome is Outcome.WRITTEN
    assert second.decide(three, Decision.REJECT).outcome is Outcome.WRITTEN
    assert first.decide(two, Decision.REJECT).outcome is Outcome.WRITTEN
    links, left = _pairs(folder), _pairs(folder, "candidates/dbpedia.sssom.tsv")
    assert [links[_pair(row)] for row in (one, two, three)] == [False, True, True]
    assert not {_pair(row) for row in (one, two, three)} & left.keys()
    assert len(left) == len(first.candidates.rows) - 3


def test_many_writers_at_once_lose_nothing(folder: Path) -> None:
    """Answers and proposals of as many threads as there are rows; no file but the sets is left."""
    before = {path.name for path in folder.rglob("*")}
    schemes = [_scheme(folder) for _ in range(20)]
    path = folder / "candidates/dbpedia.sssom.tsv"

    def write(number: int) -> None:
        scheme = schemes[number]
        scheme.add([_proposal(f"New_{number}")], path)
        scheme.decide(scheme.candidates.rows[number], Decision.REJECT)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(20)))
    refused, left = _pairs(folder), _pairs(folder, "candidates/dbpedia.sssom.tsv")
    assert all(refused[_pair(row)] for row in schemes[0].candidates.rows[:20])
    assert {theirs for _, theirs in left} >= {f"{DBPEDIA}New_{number}" for number in range(20)}
    assert len(left) == len(schemes[0].candidates.rows)
    assert {path.name for path in folder.rglob("*")} == before


def test_an_edit_by_hand_is_kept(folder: Path) -> None:
    """In either file, made while a review waits for its answer."""
    scheme = _scheme(folder)
    one, two = scheme.candidates.rows[:2]
    for name in ("dbpedia.sssom.tsv", "candidates/dbpedia.sssom.tsv"):
        path = folder / name
        text = path.read_text(encoding="utf-8").replace("#license:", "#comment: by hand\n#license:")
        path.write_text(text, encoding="utf-8")
    assert scheme.decide(one, Decision.ACCEPT).outcome is Outcome.WRITTEN
    for name in ("dbpedia.sssom.tsv", "candidates/dbpedia.sssom.tsv"):
        assert "#comment: by hand" in read_mappings(folder / name).head
    path.write_text(path.read_text(encoding="utf-8").replace(two.cells["object_id"], "dbpedia:X"))
    assert scheme.decide(two, Decision.ACCEPT).outcome is Outcome.GONE
    assert _pair(two) not in _pairs(folder)


def test_what_is_judged_twice_is_written_once(folder: Path) -> None:
    """The second answer finds no candidate, and says so."""
    first, second = _scheme(folder), _scheme(folder)
    row = first.candidates.rows[0]
    first.decide(row, Decision.ACCEPT)
    verdict = second.decide(row, Decision.REJECT)
    assert verdict.outcome is Outcome.GONE
    assert "meanwhile" in verdict.why
    assert _pairs(folder)[_pair(row)] is False


@pytest.mark.parametrize("first", Decision)
@pytest.mark.parametrize("again", Decision)
def test_a_pair_that_stands_is_dropped_by_either_key(
    folder: Path, first: Decision, again: Decision
) -> None:
    """A crash between the two files leaves one; what stands in the links stays as it is."""
    path = folder / "candidates/dbpedia.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    scheme = _scheme(folder)
    row = scheme.candidates.rows[0]
    scheme.decide(row, first)
    path.write_text(text, encoding="utf-8")
    links = (folder / "dbpedia.sssom.tsv").read_text(encoding="utf-8")
    verdict = _scheme(folder).decide(row, again)
    assert verdict.outcome is Outcome.DROPPED
    how = "linked" if first is Decision.ACCEPT else "refused"
    assert f"it is {how} already, see links/dbpedia.sssom.tsv:" in verdict.why
    assert (folder / "dbpedia.sssom.tsv").read_text(encoding="utf-8") == links
    assert _pair(row) not in _pairs(folder, "candidates/dbpedia.sssom.tsv")


def test_what_a_second_set_of_the_scheme_contradicts_is_not_accepted(folder: Path) -> None:
    """The build would refuse the two together."""
    scheme = _scheme(folder)
    row = next(row for row in scheme.candidates.rows if row.predicate == EXACT)
    other = row.cells | {"object_id": "dbpedia:Other"}
    write_mappings(folder / "yet-more.sssom.tsv", scheme.links.head, [other])
    verdict = scheme.decide(row, Decision.ACCEPT)
    assert verdict.outcome is Outcome.CONTRADICTED
    assert "has two exact matches in one scheme, see links/yet-more.sssom.tsv:" in verdict.why
    assert _pair(row) not in _pairs(folder)
    assert _pair(row) in _pairs(folder, "candidates/dbpedia.sssom.tsv")


def test_what_was_judged_meanwhile_is_not_proposed(folder: Path) -> None:
    """Proposals that were made before somebody answered."""
    scheme = _scheme(folder)
    path = scheme.candidates.path
    assert scheme.add([_proposal("Alphabet")], path) == 1
    row = next(row for row in _scheme(folder).candidates.rows if "Alphabet" in row.object.value)
    _scheme(folder).decide(row, Decision.REJECT)
    assert scheme.add([_proposal("Alphabet"), _proposal("Gogol")], path) == 1
    assert _pair(row) not in _pairs(folder, "candidates/dbpedia.sssom.tsv")


def test_what_is_no_iri_is_none_of_the_scheme(folder: Path) -> None:
    """A service may send it; it is left out."""
    for theirs in (f"{DBPEDIA}a b", "x", f"{DBPEDIA}\u202egnp"):
        assert _scheme(folder).misfit(theirs)
