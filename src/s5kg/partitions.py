"""What a graph holds by class and by property, counted in VoID (W3C Interest Group Note, 4.5).

Within a class come its properties, and within these the classes and datatypes of what they lead
to, in the form in which SIB's void-generator gives them and editors complete from.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from copy import copy
from urllib.parse import quote

import pyoxigraph as ox

from s5kg.labels import Labels, both_labels, label_of
from s5kg.namespaces import node, shrink

_TYPE = node("rdf:type")
_DATASET = node("void:Dataset")
_INTEGER = node("xsd:integer")
# A number of distinct objects that is itself such an object would change what it counts.
_OF_NUMBERS = frozenset(
    node(f"void:{name}")
    for name in ("triples", "entities", "classes", "properties", "distinctSubjects")
) | {node("void:distinctObjects")}
_WORDS = {"class": ("Things of class", "クラス"), "property": ("Triples with", "プロパティ")}
Way = tuple[ox.NamedNode, ox.NamedNode]  # a class, and a property of its things
End = tuple[str, ox.NamedNode]  # "void:class" or "void-ext:datatype", and which one


class Counts:
    """How often classes and properties occur in a set of triples.

    `inner` are the classes whose properties are counted too.
    """

    def __init__(self, triples: Iterable[ox.Triple], inner: Set[ox.NamedNode]) -> None:
        """Count."""
        self.triples = 0
        self.classes: Counter[ox.NamedNode] = Counter()
        self.properties: Counter[ox.NamedNode] = Counter()
        self.subjects: dict[ox.NamedNode, set[object]] = defaultdict(set)
        self.objects: dict[ox.NamedNode, set[object]] = defaultdict(set)
        self.ways: Counter[Way] = Counter()
        self.ends: dict[Way, Counter[End]] = defaultdict(Counter)
        triples = list(triples)
        self._add(triples)
        if inner:
            self._add_inner(triples, inner)

    def plus(self, triples: Set[ox.Triple]) -> "Counts":
        """Return the counts with further triples, of things that are of no `inner` class."""
        found = copy(self)
        used = {triple.predicate for triple in triples}
        found.classes, found.properties = self.classes.copy(), self.properties.copy()
        found.subjects = self.subjects | {name: set(self.subjects[name]) for name in used}
        found.objects = self.objects | {name: set(self.objects[name]) for name in used}
        found._add(triples)
        return found

    def _add(self, triples: Iterable[ox.Triple]) -> None:
        for subject, predicate, object_ in triples:
            self.triples += 1
            self.properties[predicate] += 1
            self.subjects[predicate].add(subject)
            self.objects[predicate].add(object_)
            if predicate == _TYPE and isinstance(object_, ox.NamedNode):
                self.classes[object_] += 1

    def _add_inner(self, triples: Iterable[ox.Triple], inner: Set[ox.NamedNode]) -> None:
        types: dict[object, list[ox.NamedNode]] = defaultdict(list)
        for triple in triples:  # taking each apart would cost more than the rest
            if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode):
                types[triple.subject].append(triple.object)
        ours = {thing: found for thing, all_ in types.items() if (found := inner & set(all_))}
        for triple in triples:
            classes = ours.get(triple.subject)
            if not classes:
                continue
            _, predicate, object_ = triple
            if isinstance(object_, ox.Literal):
                ends: list[End] = [("void-ext:datatype", object_.datatype)]
            else:
                reached = types.get(object_, []) if predicate != _TYPE else []
                ends = [("void:class", end) for end in reached]
            for class_ in classes:
                way = class_, predicate
                self.ways[way] += 1
                counted = self.ends[way]
                for end in ends:
                    counted[end] += 1


def number(value: int) -> ox.Literal:
    """Return a count as VoID writes it."""
    return ox.Literal(str(value), datatype=_INTEGER)


def sizes(dataset: ox.NamedNode, counts: Counts) -> Iterator[ox.Triple]:
    """Yield how much is in a data set: triples, classes, properties, nodes.

    Distinct objects are left out where the counts are among them.
    """
    subjects = set().union(*counts.subjects.values())
    yield ox.Triple(dataset, node("void:triples"), number(counts.triples))
    yield ox.Triple(dataset, node("void:classes"), number(len(counts.classes)))
    yield ox.Triple(dataset, node("void:properties"), number(len(counts.properties)))
    yield ox.Triple(dataset, node("void:distinctSubjects"), number(len(subjects)))
    if not _OF_NUMBERS.intersection(counts.properties):
        objects = set().union(*counts.objects.values())
        yield ox.Triple(dataset, node("void:distinctObjects"), number(len(objects)))


def partitions(dataset: ox.NamedNode, counts: Counts, labels: Labels) -> Iterator[ox.Triple]:
    """Yield the parts of a data set by class and by property."""
    for term, count in counts.classes.items():
        part = node(f"s5d:void-class-{_slug(term)}")
        yield from _part(dataset, part, "void:class", term)
        yield ox.Triple(part, node("void:entities"), number(count))
        yield from _labels(part, "class", term, labels)
    for term, count in counts.properties.items():
        part = node(f"s5d:void-property-{_slug(term)}")
        yield from _part(dataset, part, "void:property", term)
        yield ox.Triple(part, node("void:triples"), number(count))
        subjects, objects = counts.subjects[term], counts.objects[term]
        yield ox.Triple(part, node("void:distinctSubjects"), number(len(subjects)))
        if term not in _OF_NUMBERS:
            yield ox.Triple(part, node("void:distinctObjects"), number(len(objects)))
        yield from _labels(part, "property", term, labels)


def inner_partitions(counts: Counts) -> Iterator[ox.Triple]:
    """Yield the parts of classes by property, and of these by class and datatype."""
    for (class_, predicate), count in counts.ways.items():
        whole = node(f"s5d:void-class-{_slug(class_)}")
        way = ox.NamedNode(f"{whole.value}--property-{_slug(predicate)}")
        yield from _part(whole, way, "void:property", predicate)
        yield ox.Triple(way, node("void:triples"), number(count))
        for (by, end), reached in counts.ends[class_, predicate].items():
            part = ox.NamedNode(f"{way.value}--{by.partition(':')[2]}-{_slug(end)}")
            yield from _part(way, part, by, end)
            yield ox.Triple(part, node("void:triples"), number(reached))


def _part(
    whole: ox.NamedNode, part: ox.NamedNode, by: str, term: ox.NamedNode
) -> Iterator[ox.Triple]:
    yield ox.Triple(whole, node(f"{by}Partition"), part)
    yield ox.Triple(part, _TYPE, _DATASET)
    yield ox.Triple(part, node(by), term)


def _slug(term: ox.NamedNode) -> str:
    name = shrink(term.value)
    return quote(name, safe="") if name == term.value else name.replace(":", "-")


def _labels(
    part: ox.NamedNode, kind: str, term: ox.NamedNode, labels: Labels
) -> Iterator[ox.Triple]:
    english, japanese = _WORDS[kind]
    yield from both_labels(part, f"{english} {label_of(term, 'en', labels)}", "en")
    yield from both_labels(part, f"{japanese}「{label_of(term, 'ja', labels)}」", "ja")
