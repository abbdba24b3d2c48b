"""Proposals of links: what of a dump may be the same as things of ours, with reasons."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from s5kg.linking.blocking import Block, Match, Way
from s5kg.linking.kinds import contradiction
from s5kg.linking.names import is_name
from s5kg.linking.scoring import Score, score
from s5kg.linking.sources import LABEL, TYPE, Faults, Statement
from s5kg.linking.things import Thing
from s5kg.namespaces import expand
from s5kg.problems import Problem

Statements = Callable[[Faults], Iterable[Statement]]
Found = dict[str, dict[str, list[Match]]]  # theirs → ours → how names agree

_NAMES = {
    LABEL,
    *map(
        expand,
        (
            "skos:prefLabel", "skos:altLabel", "schema:name", "schema:alternateName", "foaf:name",
            "dcterms:title",
        ),
    ),
    "http://www.geonames.org/ontology#name",
    "http://www.geonames.org/ontology#alternateName",
    "http://www.geonames.org/ontology#officialName",
}  # fmt: skip
_CLASSES = {TYPE, "http://www.wikidata.org/prop/direct/P31"}  # P31: instance of
_KEPT = 3  # proposals for one thing


@dataclass(frozen=True)
class Proposal:
    """A thing of theirs that may be the same as one of ours."""

    ours: Thing
    theirs: Thing
    score: Score


class Target(Protocol):
    """What links lead into; see `linking.schemes`."""

    def is_judged(self, ours: str, theirs: str) -> bool:
        """Return whether somebody has judged a pair."""

    def misfit(self, theirs: str) -> str:
        """Return why no link may lead to an IRI, or nothing."""


def propose(
    things: Mapping[str, Thing],
    statements: Statements,
    target: Target,
    least: float,
    faults: Faults,
    odd: Faults,
) -> list[Proposal]:
    """Return proposals of at least a confidence, the surest first for each thing.

    `statements` is read twice: once for the names, once for what else is said of the things that
    were found; `faults` counts what could not be read, `odd` what is called as ours and no link
    may lead to. Such things push no other out.
    """
    found = _found(Block(things.values()), statements(faults), target, odd)
    theirs = _described(statements(Faults()), found.keys())  # they have been counted
    places = {place for thing in things.values() for place in thing.beside}
    fitting = _fitting(found, things, theirs)
    rivals = _rivals(found, fitting)
    made: dict[str, list[Proposal]] = defaultdict(list)
    for iri, pairs in found.items():
        for mine, matches in pairs.items():
            if target.is_judged(mine, iri):
                continue
            others = rivals[mine, _way(matches)] - ((mine, iri) in fitting)
            judged = score(things[mine], theirs[iri], matches, places, others)
            if judged.confidence >= least:
                made[mine].append(Proposal(things[mine], theirs[iri], judged))
    return [one for mine in sorted(made) for one in _best(made[mine])]


def _found(block: Block, statements: Iterable[Statement], target: Target, odd: Faults) -> Found:
    """Return the things of theirs whose names agree with ours, and how they do."""
    found: Found = defaultdict(lambda: defaultdict(list))
    told: set[str] = set()
    for one in statements:
        if one.property not in _NAMES or one.is_iri or not is_name(one.value):
            continue
        matches = [] if one.subject in told else block.matches(one.value)
        if matches and one.subject not in found and (what := target.misfit(one.subject)):
            told.add(one.subject)
            remedy = "look at it there"
            odd.add(Problem(Path("the source"), 0, f"{one.subject}: {what}", remedy))
            continue
        for match in matches:
            pair = found[one.subject][match.thing]
            pair.append(match._replace(language=one.language or match.language))
    return found


def _best(proposals: list[Proposal]) -> Iterator[Proposal]:
    proposals.sort(key=lambda one: (-one.score.confidence, one.theirs.iri))
    yield from proposals[:_KEPT]


def _fitting(
    found: Found, things: Mapping[str, Thing], theirs: Mapping[str, Thing]
) -> set[tuple[str, str]]:
    """Return the pairs of ours and theirs that may be of one kind."""
    return {
        (mine, iri)
        for iri, pairs in found.items()
        for mine in pairs
        if not contradiction(things[mine].kinds, theirs[iri].kinds)
    }


def _rivals(found: Found, fitting: Collection[tuple[str, str]]) -> dict[tuple[str, int], int]:
    """Return how many of theirs that fit agree with a thing of ours in a way."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for iri, pairs in found.items():
        for mine, matches in pairs.items():
            counts[mine, _way(matches)] += (mine, iri) in fitting
    return counts


def _way(matches: Iterable[Match]) -> Way:
    """Return how the names agree that agree best."""
    return min(match.way for match in matches)


def _described(statements: Iterable[Statement], wanted: Collection[str]) -> dict[str, Thing]:
    things = {iri: Thing(iri) for iri in wanted}
    for one in statements:
        if thing := things.get(one.subject):
            if one.property in _NAMES:
                if is_name(one.value):
                    thing.names[one.value, one.language] = None
            elif one.property in _CLASSES:
                thing.kinds.add(one.value)
            else:
                thing.beside.add(one.value)
    return things
