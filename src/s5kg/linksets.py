"""Links to other data sets, counted: a `void:Linkset` for each data set and property (VoID, 5).

The data sets that we link to are described in `data/catalog.ttl` by the space of their IRIs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.labels import LANGUAGES, Labels, both_labels, label_of
from s5kg.namespaces import node
from s5kg.partitions import number

_TYPE = node("rdf:type")
_SPACE = node("void:uriSpace")
_FILE = node("dcterms:isReferencedBy")
_SSSOM = ox.NamedNode("https://w3id.org/sssom/")
_WORDS = {"en": "Links to {} by {}", "ja": "{}への「{}」のリンク"}
PREDICATES = frozenset(
    node(f"skos:{name}Match") for name in ("exact", "close", "broad", "narrow", "related")
) | {node("schema:sameAs")}


@dataclass(frozen=True)
class Target:
    """A data set that is linked to: the space of its IRIs, and the mapping set on it."""

    iri: ox.NamedNode
    space: str
    file: ox.NamedNode | None

    @property
    def slug(self) -> str:
        """What its linksets are named by."""
        return self.iri.value.rpartition("/")[2].removeprefix("void-target-")


def targets(triples: Iterable[ox.Triple], ours: ox.NamedNode) -> list[Target]:
    """Return the data sets that are described by the space of their IRIs, but for `ours`."""
    spaces: dict[ox.NamedNode, str] = {}
    files: dict[object, ox.NamedNode] = {}
    for subject, predicate, value in triples:
        if predicate == _SPACE and isinstance(value, ox.Literal) and subject != ours:
            if isinstance(subject, ox.NamedNode):
                spaces[subject] = value.value
        elif predicate == _FILE and isinstance(value, ox.NamedNode):
            files[subject] = value
    return [Target(iri, space, files.get(iri)) for iri, space in sorted(spaces.items(), key=str)]


def linksets(
    dataset: ox.NamedNode,
    triples: Iterable[ox.Triple],
    others: Iterable[Target],
    labels: Labels,
    graph: str = "",
) -> Iterator[ox.Triple]:
    """Yield the linksets of a data set; those of one graph have its slug in their names."""
    found = _links(triples, others)
    for (target, predicate), links in found.items():
        name = predicate.value.replace("#", "/").rpartition("/")[2]
        part = f"{graph}-{name}" if graph else name
        iri = node(f"s5d:void-linkset-{target.slug}-{part}")
        yield ox.Triple(dataset, node("void:subset"), iri)
        yield ox.Triple(iri, _TYPE, node("void:Linkset"))
        yield ox.Triple(iri, node("void:linkPredicate"), predicate)
        yield ox.Triple(iri, node("void:subjectsTarget"), dataset)
        yield ox.Triple(iri, node("void:objectsTarget"), target.iri)
        yield from _counted(iri, links)
        if target.file:
            yield ox.Triple(iri, node("dcterms:source"), target.file)
            yield ox.Triple(target.file, node("dcterms:conformsTo"), _SSSOM)
        for language in LANGUAGES:
            words = (label_of(term, language, labels) for term in (target.iri, predicate))
            text = _WORDS[language].format(*words)
            yield from both_labels(iri, f"{text} ({graph})" if graph else text, language)


def _links(
    triples: Iterable[ox.Triple], others: Iterable[Target]
) -> Mapping[tuple[Target, ox.NamedNode], list[ox.Triple]]:
    others = list(others)
    found: dict[tuple[Target, ox.NamedNode], list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        if triple.predicate in PREDICATES and isinstance(triple.object, ox.NamedNode):
            for target in others:
                if triple.object.value.startswith(target.space):
                    found[target, triple.predicate].append(triple)
    return found


def _counted(linkset: ox.NamedNode, links: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    links = list(links)
    yield ox.Triple(linkset, node("void:triples"), number(len(links)))
    subjects, objects = {t.subject for t in links}, {t.object for t in links}
    yield ox.Triple(linkset, node("void:distinctSubjects"), number(len(subjects)))
    yield ox.Triple(linkset, node("void:distinctObjects"), number(len(objects)))
