"""Results of a validation, and the SHACL report that says the same (SHACL 3.6)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.shacl.terms import TYPE, XSD, Node, ShapesGraph, Term, is_anonymous, sh

_PLACE = re.compile(r"\{[?$](\w+)\}")


MILD = (sh("Info"), sh("Warning"))


@dataclass(frozen=True)
class Result:
    """What is wrong at one node. `constraint` is the SPARQL-based constraint, where it is one."""

    focus: Term
    path: Term | None
    value: Term | None
    severity: ox.NamedNode
    shape: Term
    component: ox.NamedNode
    constraint: Term | None = None
    messages: tuple[ox.Literal, ...] = ()

    @property
    def is_violation(self) -> bool:
        """Whether it fails a validation: all that is neither Info nor Warning does."""
        return self.severity not in MILD


def fill(message: ox.Literal, row: Mapping[str, Term]) -> ox.Literal:
    """Return a message with the values of a row for `{?name}` (SHACL 5.3.2)."""

    def value(found: re.Match[str]) -> str:
        term = row.get(found[1])
        return found[0] if term is None else str(getattr(term, "value", term))

    text = _PLACE.sub(value, message.value)
    if message.language:
        return ox.Literal(text, language=message.language)
    return ox.Literal(text, datatype=message.datatype)


def report(results: Iterable[Result], shapes: ShapesGraph) -> list[ox.Triple]:
    """Return a sh:ValidationReport. Any result, of any severity, denies conformance (3.6.1.1)."""
    owner = ox.BlankNode()
    found = list(results)
    verdict = ox.Literal(str(not found).lower(), datatype=ox.NamedNode(f"{XSD}boolean"))
    triples = [
        ox.Triple(owner, TYPE, sh("ValidationReport")),
        ox.Triple(owner, sh("conforms"), verdict),
    ]
    paths: dict[Term, list[ox.Triple]] = {}
    for result in found:
        node = ox.BlankNode()
        triples.append(ox.Triple(owner, sh("result"), node))
        triples += _describe(node, result)
        if result.path is not None and is_anonymous(result.path):
            paths.setdefault(result.path, list(_structure(shapes, result.path)))
    return triples + [t for found in paths.values() for t in found]


def _describe(node: ox.BlankNode, result: Result) -> Iterator[ox.Triple]:
    values: list[tuple[str, Term | None]] = [
        ("focusNode", result.focus),
        ("resultPath", result.path),
        ("value", result.value),
        ("resultSeverity", result.severity),
        ("sourceShape", result.shape),
        ("sourceConstraintComponent", result.component),
        ("sourceConstraint", result.constraint),
    ]
    yield ox.Triple(node, TYPE, sh("ValidationResult"))
    for name, value in values:
        if value is not None:
            yield ox.Triple(node, sh(name), value)
    for message in result.messages:
        yield ox.Triple(node, sh("resultMessage"), message)


def _structure(shapes: ShapesGraph, node: Term, depth: int = 0) -> Iterator[ox.Triple]:
    """Yield the triples of a path that is more than a predicate."""
    if depth > 20 or not isinstance(node, Node):
        return
    for predicate in shapes.predicates_of(node):
        for value in shapes.objects(node, ox.NamedNode(predicate)):
            yield ox.Triple(node, ox.NamedNode(predicate), value)
            if is_anonymous(value):
                yield from _structure(shapes, value, depth + 1)
