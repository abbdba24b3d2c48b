"""The file of what another graph says: facts, the retrieval of each, and what differs."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from s5kg.enrichment.comparing import Agreement, Verdict
from s5kg.enrichment.facts import Fact
from s5kg.enrichment.records import Retrieval, Retrieved
from s5kg.enrichment.texts import Wording
from s5kg.namespaces import ID, node
from s5kg.writing import write_turtle

_TYPE = node("rdf:type")
_HEAD = """\
# From elsewhere ({scheme}), beside what the documents say; see docs/linking.md.
# Written by `s5kg enrich`, which keeps what it does not find again. Do not edit.
"""


@dataclass(frozen=True)
class Difference:
    """The facts of a thing, with one property of ours, that say otherwise than the documents."""

    thing: str
    ours: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Records:
    """The facts of one file, each with its retrieval and how it stands to the documents."""

    retrieved: Retrieved
    verdicts: Mapping[Fact, Verdict]
    wording: Wording

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """The facts that differ and that no register has yet, by thing and property."""
        found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in sorted(self.retrieved, key=lambda fact: fact.key):
            verdict = self.verdicts[fact]
            if verdict.agreement is Agreement.DIFFERS and not verdict.settled:
                found[self.wording.thing_of(fact.theirs), fact.ours].append(fact)
        return tuple(Difference(*key, tuple(facts)) for key, facts in sorted(found.items()))

    def write(self, path: Path) -> None:
        """Write the file in place of the former one, sorted."""
        head = _HEAD.format(scheme=self.wording.scheme)
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".{path.name}.next")
        scratch.write_bytes(head.encode() + write_turtle(self.triples()))
        scratch.replace(path)

    def triples(self) -> Iterator[ox.Triple]:
        """Yield all that the file states, in no order."""
        for retrieval in set(self.retrieved.values()):
            yield from self._of_retrieval(retrieval)
        for fact in self.retrieved:
            yield from self._of_fact(fact)
        for difference in self.differences:
            yield from self._of_difference(difference)

    def _of_retrieval(self, retrieval: Retrieval) -> Iterator[ox.Triple]:
        iri = self._retrieval(retrieval)
        yield ox.Triple(iri, _TYPE, node("s5:Retrieval"))
        yield ox.Triple(iri, node("dcterms:source"), ox.NamedNode(retrieval.source))
        yield ox.Triple(iri, node("dcterms:date"), _typed(retrieval.date, "xsd:date"))
        whole = _typed(str(retrieval.whole).lower(), "xsd:boolean")
        yield ox.Triple(iri, node("s5:retrievedWhole"), whole)
        yield from _texts(iri, "skos:prefLabel", self.wording.retrieval(retrieval.date))

    def _of_fact(self, fact: Fact) -> Iterator[ox.Triple]:
        iri, verdict = self._fact(fact), self.verdicts[fact]
        yield ox.Triple(iri, _TYPE, node("s5:OutsideFact"))
        yield ox.Triple(iri, node("rdf:subject"), ox.NamedNode(fact.theirs))
        yield ox.Triple(iri, node("rdf:predicate"), node(fact.ours))
        yield ox.Triple(iri, node("rdf:object"), fact.value)
        if fact.currency:
            yield ox.Triple(iri, node("schema:currency"), ox.Literal(fact.currency))
        code = node(f"s5c:agreement-{verdict.agreement.value}")
        yield ox.Triple(iri, node("s5:agreement"), code)
        yield from _each(iri, "s5:comparedValue", verdict.compared)
        retrieval = self._retrieval(self.retrieved[fact])
        yield ox.Triple(iri, node("prov:wasGeneratedBy"), retrieval)
        yield from _texts(iri, "skos:prefLabel", self.wording.fact(fact.theirs, fact.ours))

    def _of_difference(self, difference: Difference) -> Iterator[ox.Triple]:
        part = self.wording.part
        digest = _digest(part, difference.thing, difference.ours)
        iri = ox.NamedNode(f"{ID}disc-{part}-{_local(difference.thing)}-{digest[:6]}")
        kind = node("s5c:discrepancyKind-differs-from-linked")
        yield ox.Triple(iri, _TYPE, node("s5:Discrepancy"))
        yield ox.Triple(iri, node("skos:notation"), ox.Literal(f"E-{digest[:6]}"))
        yield ox.Triple(iri, node("s5:discrepancyKind"), kind)
        yield ox.Triple(iri, node("oa:motivatedBy"), node("dqv:qualityAssessment"))
        yield from _each(iri, "s5:concerns", [ox.NamedNode(difference.thing)])
        for fact in difference.facts:
            verdict = self.verdicts[fact]
            beside = [self._fact(fact), *map(ox.NamedNode, verdict.beside)]
            yield from _each(iri, "s5:concerns", beside)
            yield from _each(iri, "oa:hasTarget", map(ox.NamedNode, verdict.evidence))
            yield from _each(iri, "s5:adoptedValue", verdict.compared)
            yield from _each(iri, "s5:rejectedValue", [fact.value])
        retrievals = [self.retrieved[fact] for fact in difference.facts]
        yield from _each(iri, "dcterms:source", [ox.NamedNode(one.source) for one in retrievals])
        label = self.wording.discrepancy(difference.thing, difference.ours)
        yield from _texts(iri, "skos:prefLabel", label)
        yield from _texts(iri, "skos:note", self.wording.note(max(one.date for one in retrievals)))

    def _fact(self, fact: Fact) -> ox.NamedNode:
        thing, digest = self.wording.thing_of(fact.theirs), _digest(self.wording.part, *fact.key)
        return ox.NamedNode(f"{ID}outside-{_local(thing)}-{digest[:12]}")

    def _retrieval(self, retrieval: Retrieval) -> ox.NamedNode:
        digest = _digest(retrieval.source, str(retrieval.whole))
        return ox.NamedNode(f"{ID}retrieval-{self.wording.part}-{retrieval.date}-{digest[:6]}")


def _local(thing: str) -> str:
    return thing.rpartition("/")[2]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=node(datatype))


def _each(
    iri: ox.NamedNode, name: str, values: Iterable[ox.NamedNode | ox.Literal]
) -> Iterator[ox.Triple]:
    for value in values:
        yield ox.Triple(iri, node(name), value)


def _texts(iri: ox.NamedNode, name: str, texts: Mapping[str, str]) -> Iterator[ox.Triple]:
    for language, text in texts.items():
        yield ox.Triple(iri, node(name), ox.Literal(text, language=language))
