"""The graph that describes the graphs: VoID and DCAT counts beside `data/catalog.ttl`."""

import hashlib
import re
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from s5kg.labels import Labels, both_labels
from s5kg.linksets import linksets, targets
from s5kg.namespaces import BASE, GRAPH, node, prefixes
from s5kg.partitions import Counts, inner_partitions, partitions, sizes

DATASET = node("s5d:dataset-s5kg")
_TYPE = node("rdf:type")
# Graphs that describe the graph: its terms, rules and questions.
_OF_ITSELF = frozenset(["catalog", "ontology", "queries", "shapes"])
CATALOG = f"{GRAPH}catalog"
_DERIVED = ("dcat:Dataset", "dcat:Distribution", "void:Dataset", "void:Linkset")
# With no hyphen before the slash, the slash can become a hyphen and still be told apart.
_PLAIN = re.compile(r"[a-z0-9]+(?:/[a-z0-9][a-z0-9-]*)?")
_TAKEN = frozenset(["alignments", "all", "default"])
_UNSAFE = re.compile(r"[^a-z0-9]+")
_LONGEST = 80
_TURTLE = ox.NamedNode("http://www.iana.org/assignments/media-types/text/turtle")


def graph_slug(graph: str) -> str:
    """Return the name of a graph's files, such as `source-databook-2020`; no two have the same.

    Graphs that were written may have any IRI, and the default graph has an empty one.
    """
    if not graph:
        return "default"
    name = graph.removeprefix(GRAPH)
    plain = graph.startswith(GRAPH) and _PLAIN.fullmatch(name) and name not in _TAKEN
    if plain and len(name) <= _LONGEST:
        return name.replace("/", "-")
    readable = _UNSAFE.sub("-", name)[:_LONGEST].strip("-")
    return f"{readable}_{hashlib.sha256(graph.encode()).hexdigest()[:16]}"


class Catalogue:
    """Describes named graphs, one of which will hold the description."""

    def __init__(self, graphs: Mapping[str, set[ox.Triple]], labels: Labels) -> None:
        """Count what does not change with the description."""
        self._labels = labels
        union = {triple for triples in graphs.values() for triple in triples}
        others = targets(union, DATASET)
        counts = Counts(union, _described(graphs))
        self._fixed = set(linksets(DATASET, union, others, labels))
        self._fixed.update(inner_partitions(counts), _whole())
        for graph, triples in graphs.items():
            if graph:
                slug = graph_slug(graph)
                own = node(f"s5d:dataset-{slug}")
                self._fixed.update(linksets(own, triples, others, labels, slug))
            if graph not in ("", CATALOG):
                self._fixed.update(_subset(graph, Counts(triples, frozenset())))
        written = graphs.get(CATALOG, set()) | self._fixed
        self._own, self._counts_of_own = written, Counts(written, frozenset())
        self._counts = counts.plus(self._fixed - union)
        self._union = union | self._fixed

    def describe(self, derived: set[ox.Triple]) -> set[ox.Triple]:
        """Return VoID and DCAT statements on the whole and on each graph.

        `derived` is what the catalogue already says of itself. Sources: VoID (W3C Interest Group
        Note, sections 4 and 5), DCAT 3 (sections 6.6, 6.8).
        """
        counts = self._counts.plus(derived - self._union)
        found = set(self._fixed)
        for namespace in _vocabularies({*counts.properties, *counts.classes}):
            found.add(ox.Triple(DATASET, node("void:vocabulary"), ox.NamedNode(namespace)))
        found.update(sizes(DATASET, counts))
        found.update(partitions(DATASET, counts, self._labels))
        found.update(_subset(CATALOG, self._counts_of_own.plus(derived - self._own)))
        return found


def describe(graphs: Mapping[str, set[ox.Triple]], labels: Labels) -> set[ox.Triple]:
    """Return what the catalogue says of graphs that hold it already."""
    return Catalogue(graphs, labels).describe(set())


def _described(graphs: Mapping[str, set[ox.Triple]]) -> set[ox.NamedNode]:
    """Return the classes of what the graph is about, and not of what it describes itself with."""
    found = {
        triple.object
        for graph, triples in graphs.items()
        if graph.removeprefix(GRAPH) not in _OF_ITSELF
        for triple in triples
        if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode)
    }
    return found - {node(name) for name in _DERIVED}


def _vocabularies(terms: set[ox.NamedNode]) -> list[str]:
    used = {term.value for term in terms}
    return [ns for ns in prefixes().values() if any(iri.startswith(ns) for iri in used)]


def _whole() -> Iterator[ox.Triple]:
    yield ox.Triple(DATASET, _TYPE, node("void:Dataset"))
    yield ox.Triple(DATASET, node("void:uriSpace"), ox.Literal(BASE))
    yield ox.Triple(DATASET, node("void:sparqlEndpoint"), ox.NamedNode(f"{BASE}sparql"))
    yield ox.Triple(DATASET, node("void:dataDump"), ox.NamedNode(f"{BASE}dumps/all.nq"))


def _subset(graph: str, counts: Counts) -> Iterator[ox.Triple]:
    slug = graph_slug(graph)
    iri, dump = node(f"s5d:dataset-{slug}"), node(f"s5d:distribution-{slug}")
    yield ox.Triple(DATASET, node("void:subset"), iri)
    yield ox.Triple(iri, _TYPE, node("void:Dataset"))
    yield ox.Triple(iri, node("sd:name"), ox.NamedNode(graph))
    yield ox.Triple(iri, node("void:dataDump"), ox.NamedNode(f"{BASE}dumps/{slug}.ttl"))
    yield from sizes(iri, counts)
    yield from both_labels(iri, f"Graph {slug}", "en")
    yield from both_labels(iri, f"グラフ {slug}", "ja")
    yield ox.Triple(DATASET, node("dcat:distribution"), dump)
    yield ox.Triple(dump, _TYPE, node("dcat:Distribution"))
    yield ox.Triple(dump, node("dcat:downloadURL"), ox.NamedNode(f"{BASE}dumps/{slug}.ttl"))
    yield ox.Triple(dump, node("dcat:mediaType"), _TURTLE)
    yield from both_labels(dump, f"Turtle dump of {slug}", "en")
    yield from both_labels(dump, f"{slug} のTurtleダンプ", "ja")
