"""Proposals of links: which are made, how sure they are, and why."""

from dataclasses import dataclass

import pytest

from s5kg.engine.memory import MemoryEngine
from s5kg.linking.proposals import Proposal, propose
from s5kg.linking.sources import LABEL, TYPE, Faults, Statement
from s5kg.linking.things import Thing, read_things
from s5kg.locations import Sources
from s5kg.lookup import Lookup
from s5kg.namespaces import ID, expand
from s5kg.queries import PAGES, read_queries

Rows = list[Statement]
JAPAN = f"{ID}place-japan"
FILM = "http://www.wikidata.org/entity/Q11424"


@pytest.fixture(scope="module")
def things(engine: MemoryEngine, sources: Sources) -> dict[str, Thing]:
    """The real things."""
    lookup = Lookup(engine.answer, read_queries(sources.queries, PAGES), lambda: "")
    return read_things(lookup, ())


def _named(iri: str, *names: str, country: str = "") -> Rows:
    pairs = [name.rpartition("@")[::2] if "@" in name else (name, "") for name in names]
    rows = [Statement(iri, LABEL, name, language, False) for name, language in pairs]
    return rows + ([Statement(iri, "country", country, "", False)] if country else [])


@dataclass
class Scheme:
    """Where links go; what begins with `outside` is not of it."""

    judged: str = ""
    outside: str = "no:"

    def is_judged(self, ours: str, theirs: str) -> bool:
        """Whoever is paired with it."""
        return theirs == self.judged

    def misfit(self, theirs: str) -> str:
        """By how it begins."""
        return "it is elsewhere" if theirs.startswith(self.outside) else ""


def _propose(
    things: dict[str, Thing], rows: Rows, least: float = 0.1, scheme: Scheme | None = None
) -> list[Proposal]:
    return propose(things, lambda _: rows, scheme or Scheme(), least, Faults(), Faults())


def _best(things: dict[str, Thing], rows: Rows, name: str) -> Proposal | None:
    found = [one for one in _propose(things, rows) if one.ours.iri == ID + name]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("org-us-ostp", "office of science & technology policy"),
        ("org-us-ostp", "OSTP"),
        ("org-jp-mri", "三菱総合研究所"),
        ("org-jp-mri", "株式会社三菱総合研究所"),
        ("org-us-darpa", "Defence Advanced Research Projects Agency"),
        ("place-shibuya", "渋谷区"),
    ],
)
def test_a_thing_is_found_by_its_names(things: dict[str, Thing], name: str, label: str) -> None:
    """In both languages, without legal form, by acronym, with a misprint."""
    found = _best(things, _named("urn:x", label), name)
    assert found
    assert found.theirs.iri == "urn:x"
    assert found.score.reasons


def test_what_agrees_more_is_surer(things: dict[str, Thing]) -> None:
    """An acronym, a misprint, the name, the name in two languages, and the same country."""
    rows = [
        _named("urn:x", "OSTP"),
        _named("urn:x", "Office of Sience and Technology Policy"),
        _named("urn:x", "Office of Science and Technology Policy@en"),
        _named("urn:x", "Office of Science and Technology Policy@en", "科学技術政策局@ja"),
        _named(
            "urn:x", "Office of Science and Technology Policy@en", "科学技術政策局@ja", country="US"
        ),
    ]
    found = [_best(things, one, "org-us-ostp") for one in rows]
    sure = [one.score.confidence for one in found if one]
    assert len(sure) == len(rows)
    assert sure == sorted(set(sure))
    assert 0 < sure[0] < sure[-1] < 1


def test_another_country_speaks_against_it(things: dict[str, Thing]) -> None:
    """Councils and ministries are called alike all over the world."""
    name = "Office of Science and Technology Policy"
    here, there = (
        _best(things, _named("urn:x", name, country=c), "org-us-ostp") for c in ("US", "JP")
    )
    assert here
    assert there
    assert there.score.confidence < 0.4 < here.score.confidence
    assert any("theirs is beside JP" in reason for reason in there.score.reasons)


def test_a_country_is_in_itself(things: dict[str, Thing]) -> None:
    """Dumps say of a country, too, which one it is in; a town of its name is elsewhere."""
    country, town = _named("urn:x", "Japan", country="JP"), _named("urn:y", "Japan", country="US")
    (found,) = [one for one in _propose(things, country + town) if one.ours.iri == JAPAN]
    assert found.theirs.iri == "urn:x"
    assert found.score.confidence >= 0.6
    assert "theirs is beside JP, which is ours" in found.score.reasons


@pytest.mark.parametrize("property_", [TYPE, "http://www.wikidata.org/prop/direct/P31"])
def test_another_kind_speaks_against_it(things: dict[str, Thing], property_: str) -> None:
    """A film is called as an agency; it is no rival of the one that is an agency, too."""
    name = "Office of Science and Technology Policy@en"
    film = [*_named("urn:film", name), Statement("urn:film", property_, FILM, "", True)]
    found = _best(things, film, "org-us-ostp")
    assert found
    assert found.score.confidence < 0.4
    assert "theirs is of the kind work, ours of the kind organisation" in found.score.reasons
    assert not found.score.lexical
    agency = _named("urn:agency", name)
    both = [one for one in _propose(things, film + agency) if one.ours.iri == ID + "org-us-ostp"]
    assert both[0] == _best(things, agency, "org-us-ostp")


def test_a_namesake_makes_it_less_sure(things: dict[str, Thing]) -> None:
    """Of two that are called so at most one is it."""
    one = _named("urn:x", "内閣府")
    alone = _best(things, one, "org-jp-cao")
    both = _best(things, one + _named("urn:y", "内閣府"), "org-jp-cao")
    assert alone
    assert both
    assert both.score.confidence < alone.score.confidence
    assert "1 more called so" in both.score.reasons


def test_what_is_outside_the_scheme_pushes_nothing_out(things: dict[str, Thing]) -> None:
    """It is no rival and takes no place; it is counted once, however many names it has."""
    inside, odd = _named("urn:x", "内閣府"), Faults()
    outside = [row for at in range(4) for row in _named(f"no:{at}", "内閣府", "内閣府 ")]
    found = propose(things, lambda _: outside + inside, Scheme(), 0.1, Faults(), odd)
    assert found == _propose(things, inside)
    assert odd.count == 4
    assert "no:0: it is elsewhere" in odd.first[0].what


def test_what_was_judged_is_not_proposed_again(things: dict[str, Thing]) -> None:
    """Nor is what is less sure than wanted."""
    rows = _named("urn:x", "内閣府")
    assert not _propose(things, rows, scheme=Scheme(judged="urn:x"))
    assert not _propose(things, rows, least=0.99)


def test_hostile_names_are_no_names(things: dict[str, Thing]) -> None:
    """Megabytes match nothing; marks that turn the direction are seen through."""
    assert not _propose(things, _named("urn:x", "OSTP " * 200_000))
    assert _best(things, _named("urn:x", "\u202e内閣\u200f府"), "org-jp-cao")


def test_things_know_their_country_by_the_names_of_others(things: dict[str, Thing]) -> None:
    """A thing is beside what it is in, and what that is linked to."""
    beside = things[f"{ID}place-shibuya"].beside
    assert {f"{ID}place-japan", "JP", "JPN", "http://www.wikidata.org/entity/Q17"} <= beside
    assert expand("dcterms:Location") in things[f"{ID}place-shibuya"].kinds


def test_what_describes_the_data_is_no_thing_to_link(things: dict[str, Thing]) -> None:
    """Parts, link sets and files of the data are not held against other people's things."""
    made = ("void-", "dataset-", "distribution-")
    assert not [iri for iri in things if iri.startswith(tuple(ID + name for name in made))]
