"""Names nobody declared and things described twice: found at build time, with file and line."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TypeGuard

import pyoxigraph as ox

from s5kg.assembly import Assembly
from s5kg.claims import Claim
from s5kg.inventory import Kind, SourceFile
from s5kg.link_checks import find_faults
from s5kg.link_conflicts import find_conflicts
from s5kg.mappings import MappingSet
from s5kg.namespaces import CODE, ID, NS, expand, node, shrink
from s5kg.problems import Problem
from s5kg.turtle import line_of

_TYPE = node("rdf:type")
_OURS = {NS: "term", CODE: "code", ID: "thing"}
_DECLARE_IN = {
    NS: "declare it in ontology/s5kg.ttl, or mend the spelling",
    CODE: "describe the code in its scheme or document, or mend the spelling",
    ID: "describe the thing in one file of things/, or mend the spelling",
}


def find_problems(assembly: Assembly) -> list[Problem]:
    """Return every fault of naming in the assembled files."""
    return [
        *_undeclared(assembly),
        *_unlabelled_foreign_terms(assembly),
        *_described_twice(assembly),
        *_claimed_twice(assembly),
        *_spans_twice(assembly),
        *find_link_faults(assembly),
    ]


def find_link_faults(assembly: Assembly) -> list[Problem]:
    """Return the faults of the mapping sets that keep a build from being made.

    A candidate that the links contradict is none of them: it is not published.
    """
    links, candidates = assembly.links.values(), assembly.candidates.values()
    return [
        *find_faults([*links, *candidates], _declared(assembly).__contains__),
        *find_conflicts(links),
        *find_conflicts(candidates, proposals=True),
    ]


def find_all_link_faults(assembly: Assembly, further: Collection[MappingSet]) -> list[Problem]:
    """Return every fault of the mapping sets, and of further ones that are no source."""
    links, candidates = assembly.links.values(), assembly.candidates.values()
    described = _declared(assembly).__contains__
    return [
        *find_faults([*links, *further], described),
        *find_faults(candidates, described, links),
        *find_conflicts(links),
        *find_conflicts(candidates, links, proposals=True),
        *find_conflicts(further, links),
    ]


def _declared(assembly: Assembly) -> set[object]:
    return {t.subject for t in assembly.all_triples() if t.predicate == _TYPE}


def _undeclared(assembly: Assembly) -> Iterator[Problem]:
    declared = _declared(assembly)
    for file, triples in assembly.turtle.items():
        seen: set[ox.NamedNode] = set()
        for triple in triples:
            for term in triple:
                if isinstance(term, ox.NamedNode) and term not in declared and term not in seen:
                    seen.add(term)
                    yield from _undeclared_term(term, file)
    for claims in assembly.claims.values():
        for claim in claims:
            for term in (*_terms(claim), claim.modality, claim.curation, *claim.evidence):
                if term not in declared:
                    yield from _undeclared_term(term, claim)
    for file, spans in assembly.spans.items():
        for line, span in enumerate(spans, start=2):
            names = [f"s5d:{span.segment}"]
            names += [f"s5c:furnitureReason-{span.reason}"] if span.reason else []
            for name in names:
                if node(name) not in declared:
                    what = f"unknown {'code' if 's5c' in name else 'segment'} {name}"
                    yield Problem(file.path, line, what, "mend the spelling, or describe it")


def _terms(claim: Claim) -> Iterator[ox.NamedNode]:
    yield claim.subject
    yield claim.predicate
    if isinstance(claim.object, ox.NamedNode):
        yield claim.object


def _undeclared_term(term: ox.NamedNode, place: SourceFile | Claim) -> Iterator[Problem]:
    for namespace, kind in _OURS.items():
        if term.value.startswith(namespace) and term.value != namespace:
            remedy = _DECLARE_IN[namespace]
            yield _problem(place, term, f"unknown {kind} {shrink(term.value)}", remedy)


def _problem(place: SourceFile | Claim, term: ox.NamedNode, what: str, remedy: str) -> Problem:
    if isinstance(place, Claim):
        return Problem(place.file, place.line, what, remedy)
    return Problem(place.path, line_of(term, place.path.read_text("utf-8")), what, remedy)


def _unlabelled_foreign_terms(assembly: Assembly) -> Iterator[Problem]:
    """Yield predicates and classes of other vocabularies that the ontology gives no label.

    This is what finds `dcterms:isued`: people could not read a fact of an unlabelled property.
    """
    label = node("rdfs:label")
    labelled = {t.subject for t in assembly.all_triples() if t.predicate == label}
    remedy = "mend the spelling, or label it in ontology/foreign-labels.ttl"
    shapes = expand("s5g:shapes")
    for file, triples in assembly.turtle.items():
        if file.kind is Kind.ASIDE or file.graph == shapes:
            continue
        used = [t.predicate for t in triples]
        used += [t.object for t in triples if t.predicate == _TYPE and _named(t.object)]
        for term in dict.fromkeys(used):
            if term not in labelled and not _ours(term):
                what = f"{shrink(term.value)} has no label"
                yield _problem(file, term, what, remedy)
    for claims in assembly.claims.values():
        for claim in claims:
            if claim.predicate not in labelled and not _ours(claim.predicate):
                what = f"{shrink(claim.predicate.value)} has no label"
                yield _problem(claim, claim.predicate, what, remedy)


def _named(term: object) -> TypeGuard[ox.NamedNode]:
    return isinstance(term, ox.NamedNode)


def _ours(term: ox.NamedNode) -> bool:
    return term.value.startswith(tuple(_OURS))


def _described_twice(assembly: Assembly) -> Iterator[Problem]:
    homes: dict[ox.NamedNode, set[SourceFile]] = defaultdict(set)
    for file, triples in assembly.turtle.items():
        for triple in triples:
            if triple.predicate == _TYPE and isinstance(triple.subject, ox.NamedNode):
                homes[triple.subject].add(file)
    for term, files in homes.items():
        if len(files) > 1 and term.value.startswith((ID, CODE)):
            first, *others = sorted(files, key=lambda file: file.path)
            for other in others:
                what = f"{shrink(term.value)} is described here and in {first.path.name}"
                yield _problem(other, term, what, "keep one description, or choose another id")


def _claimed_twice(assembly: Assembly) -> Iterator[Problem]:
    first: dict[ox.NamedNode, Claim] = {}
    for claims in assembly.claims.values():
        for claim in claims:
            other = first.setdefault(claim.iri, claim)
            if other is not claim:
                what = f"the same fact as in {other.file.name}, line {other.line}"
                remedy = "keep one row and name all its evidence"
                yield Problem(claim.file, claim.line, what, remedy)


def _spans_twice(assembly: Assembly) -> Iterator[Problem]:
    homes: dict[str, str] = {}
    for file, spans in assembly.spans.items():
        for line, span in enumerate(spans, start=2):
            if span.id in homes:
                what = f"the span {span.id} is also in {homes[span.id]}"
                yield Problem(file.path, line, what, "choose another id")
            homes.setdefault(span.id, f"{file.path.name}, line {line}")
