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


def _texts(folder: Path) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.tsv")}


@pytest.mark.parametrize("decision", Decision)
def test_names_are_written_as_the_links_declare_them(folder: Path, decision: Decision) -> None:
    """Candidates of another tool have other prefixes, which the links could not be read with."""
    path = folder / "candidates/dbpedia.sssom.tsv"
    text = path.read_text(encoding="utf-8").replace("\tdbpedia:", "\tdbr:")
    text = text.replace("#  dbpedia:", "#  dbr:").replace("s5c:", "code:")
    path.write_text(text, encoding="utf-8")
    scheme = _scheme(folder)
    row = next(row for row in scheme.candidates.rows if row.cells["subject_id"][:5] == "code:")
    assert scheme.decide(row, decision).outcome is Outcome.WRITTEN
    (made,) = [one for one in _scheme(folder).links.rows if _pair(one) == _pair(row)]
    assert made.cells["subject_id"] == row.cells["subject_id"].replace("code:", "s5c:")
    assert made.cells["object_id"] == row.cells["object_id"].replace("dbr:", "dbpedia:")
    assert made.negative is (decision is Decision.REJECT)


@pytest.mark.parametrize("decision", Decision)
@pytest.mark.parametrize(
    ("name", "line", "why"),
    [
        ("dbpedia", "#  s5c:", "links/dbpedia.sssom.tsv has no prefix for https://w3id.org/s5kg/c"),
        ("houjin-bangou", "#object_source:", "its code is none of links/houjin-bangou.sssom.tsv"),
    ],
)
def test_what_the_links_have_no_words_for_is_not_written(
    folder: Path, decision: Decision, name: str, line: str, why: str
) -> None:
    """Neither file is changed, and what to declare is said."""
    links = read_scheme(folder, name).links
    head = [one for one in links.head if not one.startswith(line)]
    write_mappings(links.path, head, [])
    scheme, before = read_scheme(folder, name), _texts(folder)
    verdict = scheme.decide(scheme.candidates.rows[0], decision)
    assert verdict.outcome is Outcome.CONTRADICTED
    assert why in verdict.why
    assert _texts(folder) == before


@pytest.mark.parametrize("decision", Decision)
def test_what_is_outside_the_scheme_is_not_written(folder: Path, decision: Decision) -> None:
    """Refused it would break the links as well as accepted."""
    aside = _scheme(folder).candidates
    cells = [row.cells for row in aside.rows]
    write_mappings(folder / "candidates/wikidata.sssom.tsv", aside.head, cells)
    scheme, before = read_scheme(folder, "wikidata"), _texts(folder)
    verdict = scheme.decide(scheme.candidates.rows[0], decision)
    assert verdict.outcome is Outcome.CONTRADICTED
    assert "is not in the namespace of the scheme; move the row" in verdict.why
    assert _texts(folder) == before


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
