"""The graph that describes the graphs: VoID and DCAT counts beside `data/catalog.ttl`."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeGuard
from urllib.parse import quote

import pyoxigraph as ox

from s5kg.labels import Labels, both_labels, label_of
from s5kg.namespaces import BASE, GRAPH, node, prefixes, shrink

DATASET = node("s5d:dataset-s5kg")
_TYPE = node("rdf:type")
_XSD_INTEGER = node("xsd:integer")
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


def describe(graphs: Mapping[str, set[ox.Triple]], labels: Labels) -> set[ox.Triple]:
    """Return VoID and DCAT statements on the whole and on each graph.

    Sources: VoID (W3C Interest Group Note, sections 4.1, 4.2, 4.5), DCAT 3 (sections 6.6, 6.8).
    """
    union = {triple for triples in graphs.values() for triple in triples}
    found = {
        ox.Triple(DATASET, _TYPE, node("void:Dataset")),
        ox.Triple(DATASET, node("void:triples"), _number(len(union))),
        ox.Triple(DATASET, node("void:uriSpace"), ox.Literal(BASE)),
    }
    for namespace in _vocabularies(union):
        found.add(ox.Triple(DATASET, node("void:vocabulary"), ox.NamedNode(namespace)))
    found.update(_partitions(union, labels))
    for graph, triples in graphs.items():
        if graph:
            found.update(_subset(graph, len(triples)))
    return found


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=_XSD_INTEGER)


def _vocabularies(triples: set[ox.Triple]) -> list[str]:
    used = {t.predicate.value for t in triples}
    used |= {t.object.value for t in triples if t.predicate == _TYPE and _named(t.object)}
    return [ns for ns in prefixes().values() if any(iri.startswith(ns) for iri in used)]


def _named(term: object) -> TypeGuard[ox.NamedNode]:
    return isinstance(term, ox.NamedNode)


def _partitions(triples: set[ox.Triple], labels: Labels) -> Iterator[ox.Triple]:
    classes = Counter(t.object for t in triples if t.predicate == _TYPE)
    properties = Counter(t.predicate for t in triples)
    for term, count in sorted(classes.items(), key=str):
        if isinstance(term, ox.NamedNode):
            yield from _partition(term, "class", "entities", count, labels)
    for term, count in sorted(properties.items(), key=str):
        yield from _partition(term, "property", "triples", count, labels)


def _partition(
    term: ox.NamedNode, kind: str, counted: str, count: int, labels: Labels
) -> Iterator[ox.Triple]:
    name = shrink(term.value)
    slug = quote(name, safe="") if name == term.value else name.replace(":", "-")
    iri = node(f"s5d:void-{kind}-{slug}")
    yield ox.Triple(DATASET, node(f"void:{kind}Partition"), iri)
    yield ox.Triple(iri, _TYPE, node("void:Dataset"))
    yield ox.Triple(iri, node(f"void:{kind}"), term)
    yield ox.Triple(iri, node(f"void:{counted}"), _number(count))
    words = {"class": ("Things of class", "クラス"), "property": ("Triples with", "プロパティ")}
    yield from both_labels(iri, f"{words[kind][0]} {label_of(term, 'en', labels)}", "en")
    yield from both_labels(iri, f"{words[kind][1]}「{label_of(term, 'ja', labels)}」", "ja")


def _subset(graph: str, size: int) -> Iterator[ox.Triple]:
    slug = graph_slug(graph)
    iri, dump = node(f"s5d:dataset-{slug}"), node(f"s5d:distribution-{slug}")
    yield ox.Triple(DATASET, node("void:subset"), iri)
    yield ox.Triple(iri, _TYPE, node("void:Dataset"))
    yield ox.Triple(iri, node("void:triples"), _number(size))
    yield ox.Triple(iri, node("sd:name"), ox.NamedNode(graph))
    yield ox.Triple(iri, node("void:dataDump"), ox.NamedNode(f"{BASE}dumps/{slug}.ttl"))
    yield from both_labels(iri, f"Graph {slug}", "en")
    yield from both_labels(iri, f"グラフ {slug}", "ja")
    yield ox.Triple(DATASET, node("dcat:distribution"), dump)
    yield ox.Triple(dump, _TYPE, node("dcat:Distribution"))
    yield ox.Triple(dump, node("dcat:downloadURL"), ox.NamedNode(f"{BASE}dumps/{slug}.ttl"))
    yield ox.Triple(dump, node("dcat:mediaType"), _TURTLE)
    yield from both_labels(dump, f"Turtle dump of {slug}", "en")
    yield from both_labels(dump, f"{slug} のTurtleダンプ", "ja")
