"""Policy-like graphs of our own ontology, of any size, the same bytes for the same seed.

python bench/policygraph.py 100000 > graph.nq
"""

import random
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from s5kg.namespaces import expand

SEED = 5
GRAPH = expand("s5g:source/bench")
PROGRAMMES_PER_ACTOR = 2
# Each programme brings about this many triples, with its share of the actors.
TRIPLES_PER_PROGRAMME = 90

_SUBJECTS = (
    ("hydrogen", "水素"), ("quantum computing", "量子計算"), ("smart cities", "スマートシティ"),
    ("open data", "オープンデータ"), ("public health", "公衆衛生"), ("mobility", "移動サービス"),
    ("semiconductors", "半導体"), ("disaster prevention", "防災"), ("agriculture", "農業"),
    ("space", "宇宙"), ("marine research", "海洋研究"), ("artificial intelligence", "人工知能"),
)  # fmt: skip
_KINDS = (("Programme", "計画"), ("Initiative", "構想"), ("Project", "事業"), ("Strategy", "戦略"))
_TYPES = ("cv:PublicOrganisation", "org:FormalOrganization", "org:OrganizationalUnit")
_BODIES = (("Agency", "機構"), ("Institute", "研究所"), ("Ministry", "省"), ("Council", "会議"))
_LEVELS = 4  # of the tree of regions: each region has four parts
_PARTS = 4


def quads(triples: int, seed: int = SEED) -> Iterator[str]:
    """Yield about `triples` lines of N-Quads, all in one named graph."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    programmes = max(1, triples // TRIPLES_PER_PROGRAMME)
    actors = max(1, programmes // PROGRAMMES_PER_ACTOR)
    regions = sum(_PARTS**level for level in range(_LEVELS + 1))
    parts: Iterable[Iterator[str]] = chain(
        (_region(number) for number in range(regions)),
        (_topic(number) for number in range(len(_SUBJECTS))),
        (_actor(number, regions, chance) for number in range(actors)),
        (_programme(number, actors, regions, chance) for number in range(programmes)),
    )
    return chain.from_iterable(parts)


def _line(subject: str, predicate: str, value: str) -> str:
    return f"<{subject}> <{expand(predicate)}> {value} <{GRAPH}> .\n"


def _iri(curie: str) -> str:
    return f"<{expand(curie)}>"


def _labels(subject: str, english: str, japanese: str) -> Iterator[str]:
    yield _line(subject, "skos:prefLabel", f'"{english}"@en')
    yield _line(subject, "skos:prefLabel", f'"{japanese}"@ja')


def _region(number: int) -> Iterator[str]:
    region = expand(f"s5c:bench-region-{number}")
    yield _line(region, "rdf:type", _iri("skos:Concept"))
    yield from _labels(region, f"Region {number}", f"第{number}地域")
    if number:
        above = (number - 1) // _PARTS
        yield _line(region, "skos:broader", _iri(f"s5c:bench-region-{above}"))


def _topic(number: int) -> Iterator[str]:
    topic = expand(f"s5c:bench-topic-{number}")
    yield _line(topic, "rdf:type", _iri("skos:Concept"))
    yield from _labels(topic, *_SUBJECTS[number])


def _actor(number: int, regions: int, chance: random.Random) -> Iterator[str]:
    actor = expand(f"s5d:bench-actor-{number}")
    (field, bunya), (body, kikan) = chance.choice(_SUBJECTS), chance.choice(_BODIES)
    yield _line(actor, "rdf:type", _iri(chance.choice(_TYPES)))
    yield from _labels(actor, f"{body} for {field} {number}", f"{bunya}{kikan}{number}")
    yield _line(actor, "skos:altLabel", f'"{body[0]}{field[0].upper()}{number}"')
    place = chance.randrange(regions)
    yield _line(actor, "dcterms:spatial", _iri(f"s5c:bench-region-{place}"))
    if number:
        above = chance.randrange(min(number, 50))
        yield _line(actor, "org:unitOf", _iri(f"s5d:bench-actor-{above}"))


def _programme(number: int, actors: int, regions: int, chance: random.Random) -> Iterator[str]:
    programme = expand(f"s5d:bench-programme-{number}")
    topic = chance.randrange(len(_SUBJECTS))
    (field, bunya), (kind, shurui) = _SUBJECTS[topic], chance.choice(_KINDS)
    yield _line(programme, "rdf:type", _iri("s5:Initiative"))
    yield from _labels(programme, f"{kind} for {field} {number}", f"{bunya}{shurui}第{number}号")
    yield _line(programme, "dcterms:subject", _iri(f"s5c:bench-topic-{topic}"))
    place = chance.randrange(regions)
    yield _line(programme, "dcterms:spatial", _iri(f"s5c:bench-region-{place}"))
    year = chance.randrange(2000, 2026)
    yield _line(programme, "schema:startDate", f'"{year}"^^{_iri("xsd:gYear")}')
    if chance.random() < 0.7:
        yield _line(programme, "schema:endDate", f'"{year + 5}"^^{_iri("xsd:gYear")}')
    for taker in chance.sample(range(actors), min(3, actors)):
        yield _line(programme, "s5:hasParticipant", _iri(f"s5d:bench-actor-{taker}"))
        yield from _claim(programme, number, taker, chance)
    for nth in range(3):
        yield from _figure(programme, number, nth, year, chance)


def _claim(programme: str, number: int, taker: int, chance: random.Random) -> Iterator[str]:
    claim = expand(f"s5d:bench-claim-{number}-{taker}")
    evidence = expand(f"s5d:bench-ev-{number}-{taker}")
    modality = chance.choice(("actual", "actual", "proposed", "planned"))
    yield _line(claim, "rdf:type", _iri("s5:Claim"))
    yield _line(claim, "rdf:subject", f"<{programme}>")
    yield _line(claim, "rdf:predicate", _iri("s5:hasParticipant"))
    yield _line(claim, "rdf:object", _iri(f"s5d:bench-actor-{taker}"))
    yield _line(claim, "s5:modality", _iri(f"s5c:modality-{modality}"))
    yield _line(claim, "s5:curation", _iri("s5c:curation-normalised"))
    yield _line(claim, "s5:supportedBy", f"<{evidence}>")
    yield from _labels(claim, f"Participant {taker} of {number}", f"第{number}号の参加者{taker}")
    yield _line(evidence, "rdf:type", _iri("s5:Evidence"))
    start = f'"{chance.randrange(1, 10_000)}"^^{_iri("xsd:integer")}'
    yield _line(evidence, "s5:lineStart", start)
    yield _line(evidence, "dcterms:isPartOf", _iri(f"s5d:bench-segment-{number % 12}"))
    yield _line(evidence, "s5:spanDigest", f'"{chance.randbytes(32).hex()}"')


def _figure(
    programme: str, number: int, nth: int, year: int, chance: random.Random
) -> Iterator[str]:
    figure = expand(f"s5d:bench-figure-{number}-{nth}")
    precision = chance.choice(("exact", "exact", "approximate", "lowerBound"))
    yield _line(figure, "rdf:type", _iri("s5:BudgetFigure"))
    yield from _labels(figure, f"Budget {nth} of {number}", f"第{number}号の予算{nth}")
    yield _line(figure, "s5:figureOf", f"<{programme}>")
    amount = f'"{chance.randrange(1, 10**6) * 1000}"^^{_iri("xsd:integer")}'
    yield _line(figure, "schema:value", amount)
    yield _line(figure, "schema:currency", '"EUR"' if chance.random() < 0.5 else '"JPY"')
    yield _line(figure, "s5:precision", _iri(f"s5c:precision-{precision}"))
    yield _line(figure, "s5:modality", _iri("s5c:modality-actual"))
    yield _line(figure, "s5:figureKind", _iri("s5c:figureKind-budget"))
    yield _line(figure, "schema:startDate", f'"{year + nth}"^^{_iri("xsd:gYear")}')


def write(triples: int, seed: int = SEED) -> bytes:
    """Return exactly `triples` lines, or fewer where the last programme ends earlier."""
    return "".join(islice(quads(triples + triples // 10, seed), triples)).encode()


if __name__ == "__main__":
    sys.stdout.buffer.write(write(int(sys.argv[1])))
