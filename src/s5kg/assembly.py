"""Source files in, named graphs out: what the files assert, plus the nodes their rows stand for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from s5kg.claims import Claim, read_claims
from s5kg.executables import query_triples
from s5kg.inventory import Kind, SourceFile
from s5kg.labels import Labels, claim_labels, collect_labels, plain_labels, span_labels
from s5kg.mappings import MappingSet, read_mappings
from s5kg.namespaces import node
from s5kg.problems import Problem, SourceError
from s5kg.queries import Query, read_expected, read_query
from s5kg.span_tables import read_spans
from s5kg.spans import Span
from s5kg.turtle import read_turtle

_SEGMENT = node("s5:Segment")
_PART_OF = node("dcterms:isPartOf")
_TYPE = node("rdf:type")
_XSD_INTEGER = node("xsd:integer")
_HEX = node("xsd:hexBinary")


@dataclass
class Assembly:
    """What the source files hold, before and after they become graphs.

    `turtle`, `claims`, `spans`, `links`, `candidates` and `queries` are by file; `graphs` maps a
    graph IRI to its triples.
    """

    turtle: dict[SourceFile, list[ox.Triple]] = field(default_factory=dict)
    claims: dict[SourceFile, list[Claim]] = field(default_factory=dict)
    spans: dict[SourceFile, list[Span]] = field(default_factory=dict)
    links: dict[SourceFile, MappingSet] = field(default_factory=dict)
    candidates: dict[SourceFile, MappingSet] = field(default_factory=dict)
    queries: dict[SourceFile, Query] = field(default_factory=dict)
    graphs: dict[str, set[ox.Triple]] = field(default_factory=dict)

    def all_triples(self) -> Iterator[ox.Triple]:
        """Yield the triples of every graph."""
        for triples in self.graphs.values():
            yield from triples


def assemble(files: Iterable[SourceFile]) -> Assembly:
    """Read all files and make the graphs.

    Raises SourceError with the faults of every file, not only of the first.
    """
    assembly = Assembly()
    problems: list[Problem] = []
    for file in files:
        try:
            _read(file, assembly)
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    for file, triples in assembly.turtle.items():
        if file.kind is Kind.TURTLE:
            assembly.graphs.setdefault(file.graph, set()).update(triples)
    for file, claims in assembly.claims.items():
        for claim in claims:
            assembly.graphs.setdefault(file.graph, set()).update(claim.triples())
    for file, links in assembly.links.items():
        for link in links.rows:
            assembly.graphs.setdefault(file.graph, set()).update(link.triples())
    _add_spans(assembly)
    _add_queries(assembly)
    _add_labels(assembly)
    return assembly


def _read(file: SourceFile, assembly: Assembly) -> None:
    match file.kind:
        case Kind.TURTLE | Kind.ASIDE:
            assembly.turtle[file] = read_turtle(file.path)
        case Kind.CLAIMS:
            assembly.claims[file] = read_claims(file.path)
        case Kind.EVIDENCE:
            assembly.spans[file] = read_spans(file.path)
        case Kind.LINKS:
            assembly.links[file] = read_mappings(file.path)
        case Kind.CANDIDATES:
            assembly.candidates[file] = read_mappings(file.path)
        case Kind.QUERY:
            assembly.queries[file] = read_query(file.path)
        case Kind.PAGE:
            read_query(file.path)
        case Kind.EXPECTED:
            read_expected(file.path)


def _add_spans(assembly: Assembly) -> None:
    texts = _text_of_segments(assembly)
    for file, spans in assembly.spans.items():
        graph = assembly.graphs.setdefault(file.graph, set())
        for span in spans:
            graph.update(_span_triples(span, texts.get(span.segment)))


def _text_of_segments(assembly: Assembly) -> dict[str, ox.NamedNode]:
    """Return segment id → the text it is part of."""
    triples = [t for found in assembly.turtle.values() for t in found]
    segments = {t.subject for t in triples if t.predicate == _TYPE and t.object == _SEGMENT}
    texts = {
        t.subject
        for t in triples
        if t.predicate == _TYPE and t.object == node("fabio:DigitalManifestation")
    }
    return {
        t.subject.value.rsplit("/", 1)[-1]: t.object
        for t in triples
        if t.predicate == _PART_OF
        and t.subject in segments
        and t.object in texts
        and isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.NamedNode)
    }


def _span_triples(span: Span, text: ox.NamedNode | None) -> Iterator[ox.Triple]:
    """Yield the evidence (or furniture) node and its selector (Web Annotation, 4.2.4)."""
    iri, selector = span.iri, ox.NamedNode(f"{span.iri.value}-position")

    def number(value: int) -> ox.Literal:
        return ox.Literal(str(value), datatype=_XSD_INTEGER)

    kind = "s5:Furniture" if span.reason else "s5:Evidence"
    yield ox.Triple(iri, _TYPE, node(kind))
    if text:
        yield ox.Triple(iri, node("oa:hasSource"), text)
    if span.reason:
        yield ox.Triple(iri, node("s5:furnitureReason"), node(f"s5c:furnitureReason-{span.reason}"))
    yield ox.Triple(iri, node("oa:hasSelector"), selector)
    yield ox.Triple(iri, _PART_OF, node(f"s5d:{span.segment}"))
    yield ox.Triple(iri, node("s5:lineStart"), number(span.line_start))
    yield ox.Triple(iri, node("s5:lineEnd"), number(span.line_end))
    yield ox.Triple(iri, node("s5:spanDigest"), ox.Literal(span.digest, datatype=_HEX))
    yield ox.Triple(iri, node("s5:normDigest"), ox.Literal(span.norm_digest, datatype=_HEX))
    yield ox.Triple(iri, node("s5:normLength"), number(span.norm_length))
    yield ox.Triple(selector, _TYPE, node("oa:TextPositionSelector"))
    yield ox.Triple(selector, node("oa:start"), number(span.start))
    yield ox.Triple(selector, node("oa:end"), number(span.end))
    yield from span_labels(iri, span)
    yield from span_labels(selector, span)


def _add_queries(assembly: Assembly) -> None:
    for file, query in assembly.queries.items():
        assembly.graphs.setdefault(file.graph, set()).update(query_triples(query))


def _add_labels(assembly: Assembly) -> None:
    for triples in assembly.graphs.values():
        triples.update(list(plain_labels(triples)))
    labels: Labels = collect_labels(assembly.all_triples())
    for file, claims in assembly.claims.items():
        for claim in claims:
            assembly.graphs[file.graph].update(claim_labels(claim, labels))
