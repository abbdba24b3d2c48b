"""Labels for the nodes that the build makes, and `rdfs:label` beside each `skos:prefLabel`."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from s5kg.claims import Claim
from s5kg.namespaces import node, shrink
from s5kg.spans import Span

LANGUAGES = ("en", "ja")
Labels = dict[tuple[str, str], str]

_PREF_LABEL = node("skos:prefLabel")
_LABEL = node("rdfs:label")


def collect_labels(triples: Iterable[ox.Triple]) -> Labels:
    """Return (IRI, language) → label, a `skos:prefLabel` before an `rdfs:label`."""
    labels: Labels = {}
    for triple in triples:
        if triple.predicate not in (_PREF_LABEL, _LABEL):
            continue
        if isinstance(triple.object, ox.Literal) and isinstance(triple.subject, ox.NamedNode):
            key = (triple.subject.value, triple.object.language or "")
            if triple.predicate == _PREF_LABEL or key not in labels:
                labels[key] = triple.object.value
    return labels


def label_of(term: ox.NamedNode | ox.Literal, language: str, labels: Labels) -> str:
    """Return what a person reads for a term: its label, or its value or CURIE without one."""
    if isinstance(term, ox.Literal):
        return term.value
    for choice in (language, "en"):
        if found := labels.get((term.value, choice)):
            return found
    return shrink(term.value)


def claim_labels(claim: Claim, labels: Labels) -> Iterator[ox.Triple]:
    """Yield "subject – predicate – object" in each language."""
    for language in LANGUAGES:
        parts = (claim.subject, claim.predicate, claim.object)
        text = " – ".join(label_of(part, language, labels) for part in parts)
        yield from both_labels(claim.iri, text, language)


def span_labels(iri: ox.NamedNode, span: Span) -> Iterator[ox.Triple]:
    """Yield where a span stands, in words."""
    one = span.line_start == span.line_end
    lines = f"{span.line_start}" if one else f"{span.line_start}–{span.line_end}"
    segment = int(span.segment.removeprefix("seg-"))
    yield from both_labels(iri, f"Segment {segment}, line{'' if one else 's'} {lines}", "en")
    yield from both_labels(iri, f"第{segment}部分 {lines}行", "ja")


def both_labels(iri: ox.NamedNode, text: str, language: str) -> Iterator[ox.Triple]:
    """Yield the preferred label and its copy for tools that know no SKOS."""
    literal = ox.Literal(text, language=language)
    yield ox.Triple(iri, _PREF_LABEL, literal)
    yield ox.Triple(iri, _LABEL, literal)


def plain_labels(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield an `rdfs:label` for each `skos:prefLabel`."""
    for triple in triples:
        if triple.predicate == _PREF_LABEL:
            yield ox.Triple(triple.subject, _LABEL, triple.object)
