"""Proposals of links: what of a dump may be the same as things of ours, with reasons."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from s5kg.linking.blocking import Block, Match
from s5kg.linking.names import is_name
from s5kg.linking.scoring import Score, score
from s5kg.linking.sources import LABEL, TYPE, Faults, Statement
from s5kg.linking.things import Thing
from s5kg.namespaces import expand

Statements = Callable[[Faults], Iterable[Statement]]

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
_KEPT = 3  # proposals for one thing


@dataclass(frozen=True)
class Proposal:
    """A thing of theirs that may be the same as one of ours."""

    ours: Thing
    theirs: Thing
    score: Score


def propose(
    things: Mapping[str, Thing],
    statements: Statements,
    is_judged: Callable[[str, str], bool],
    least: float,
    faults: Faults,
) -> list[Proposal]:
    """Return proposals of at least a confidence, the surest first for each thing.

    `statements` is read twice: once for the names, once for what else is said of the things that
    were found; `faults` counts what could not be read. `is_judged` says of a pair that somebody has
    judged it.
    """
    block = Block(things.values())
    found: dict[str, dict[str, list[Match]]] = defaultdict(lambda: defaultdict(list))
    for one in statements(faults):
        if one.property in _NAMES and not one.is_iri and is_name(one.value):
            for match in block.matches(one.value):
                pair = found[one.subject][match.thing]
                pair.append(match._replace(language=one.language or match.language))
    theirs = _described(statements(Faults()), found.keys())  # they have been counted
    places = {place for thing in things.values() for place in thing.beside}
    rivals = _rivals(found)
    made: dict[str, list[Proposal]] = defaultdict(list)
    for iri, pairs in found.items():
        for mine, matches in pairs.items():
            if is_judged(mine, iri):
                continue
            others = rivals[mine, min(match.way for match in matches)] - 1
            judged = score(things[mine], theirs[iri], matches, places, others)
            if judged.confidence >= least:
                made[mine].append(Proposal(things[mine], theirs[iri], judged))
    return [one for mine in sorted(made) for one in _best(made[mine])]


def _best(proposals: list[Proposal]) -> Iterator[Proposal]:
    proposals.sort(key=lambda one: (-one.score.confidence, one.theirs.iri))
    yield from proposals[:_KEPT]


def _rivals(found: Mapping[str, Mapping[str, list[Match]]]) -> dict[tuple[str, int], int]:
    """Return how many of theirs agree with a thing of ours in a way."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for pairs in found.values():
        for mine, matches in pairs.items():
            counts[mine, min(match.way for match in matches)] += 1
    return counts


def _described(statements: Iterable[Statement], wanted: Collection[str]) -> dict[str, Thing]:
    things = {iri: Thing(iri) for iri in wanted}
    for one in statements:
        if thing := things.get(one.subject):
            if one.property in _NAMES:
                if is_name(one.value):
                    thing.names[one.value, one.language] = None
            elif one.property == TYPE:
                thing.kinds.add(one.value)
            else:
                thing.beside.add(one.value)
    return things
