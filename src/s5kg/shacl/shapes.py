"""Shapes as SHACL declares them: targets, path and constraints, or why one is not covered."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from s5kg.shacl.paths import Path, read_path
from s5kg.shacl.terms import (
    RDFS,
    SH,
    SUBCLASS,
    TYPE,
    XSD,
    NotCoveredError,
    ShapesGraph,
    Term,
    sh,
)

TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")

# Parameters that make a constraint each, in the order in which results are given.
PARAMETERS = (
    "class", "datatype", "nodeKind", "minCount", "maxCount",
    "minExclusive", "minInclusive", "maxExclusive", "maxInclusive",
    "minLength", "maxLength", "pattern", "languageIn", "uniqueLang",
    "equals", "disjoint", "lessThan", "lessThanOrEquals",
    "not", "and", "or", "xone", "node", "property", "qualifiedValueShape",
    "closed", "hasValue", "in", "sparql",
)  # fmt: skip
_BESIDE = {
    "flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount",
    "qualifiedValueShapesDisjoint", "path", "severity", "message", "deactivated",
    "name", "description", "order", "group", "defaultValue", "declare",
}  # fmt: skip
_SINGLE = {
    "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive",
    "maxExclusive", "maxInclusive", "minLength", "maxLength", "languageIn", "uniqueLang",
    "closed", "in", "pattern", "qualifiedValueShape",
}  # fmt: skip
_OF_PROPERTIES = {"minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals",
                  "qualifiedValueShape"}  # fmt: skip
_SHAPES = {"node", "property", "not", "qualifiedValueShape"}
_LISTS_OF_SHAPES = {"and", "or", "xone"}
_DEEPEST = 12
_TRUE = {"true", "1"}


@dataclass(frozen=True)
class Constraint:
    """One value of one parameter; `shapes` are those that it refers to, `items` its list."""

    name: str
    value: Term
    shapes: tuple["Shape", ...] = ()
    items: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Shape:
    """A shape that is wholly covered. `targets` are pairs of a kind (`TARGETS`) and a term."""

    node: Term
    path: Path | None
    targets: tuple[tuple[str, Term], ...]
    constraints: tuple[Constraint, ...]
    severity: ox.NamedNode = field(default_factory=lambda: sh("Violation"))
    messages: tuple[ox.Literal, ...] = ()
    deactivated: bool = False


def is_true(shapes: ShapesGraph, node: Term, name: str) -> bool:
    """Return a boolean parameter, false by default.

    Raises NotCoveredError for what is no boolean.
    """
    value = shapes.one(node, sh(name))
    if value is None:
        return False
    if not isinstance(value, ox.Literal) or value.datatype.value != f"{XSD}boolean":
        raise NotCoveredError(f"sh:{name} is no boolean")
    return value.value in _TRUE


def messages_of(shapes: ShapesGraph, node: Term) -> tuple[ox.Literal, ...]:
    """Return the messages of a shape or constraint, in all languages."""
    found = [m for m in shapes.objects(node, sh("message")) if isinstance(m, ox.Literal)]
    return tuple(sorted(found, key=str))


def targeted(shapes: ShapesGraph) -> Iterator[tuple[Term, list[tuple[str, Term]]]]:
    """Yield each shape that has targets, with them (SHACL 2.1.3; implicit ones too)."""
    classes: set[Term] = {ox.NamedNode(f"{RDFS}Class")}
    frontier = set(classes)
    while frontier:
        frontier = {s for c in frontier for s in shapes.having(SUBCLASS, c)} - classes
        classes |= frontier
    kinds = {sh("NodeShape"), sh("PropertyShape")}
    for node in sorted(shapes.subjects(), key=str):
        found = [(kind, t) for kind in TARGETS for t in shapes.objects(node, sh(kind))]
        types = set(shapes.objects(node, TYPE))
        if types & classes and types & kinds:
            found.append(("targetClass", node))
        if found or shapes.objects(node, sh("target")):
            yield node, sorted(found, key=str)


class Reader:
    """Reads shapes, each once, and refuses those that are not covered."""

    def __init__(self, shapes: ShapesGraph) -> None:
        """Take the graph; note the parameters that it declares for components of its own."""
        self.graph = shapes
        self._own = {
            path.value
            for node in shapes.subjects()
            for parameter in shapes.objects(node, sh("parameter"))
            for path in shapes.objects(parameter, sh("path"))
            if isinstance(path, ox.NamedNode)
        }

    def read(self, node: Term, targets: tuple[tuple[str, Term], ...] = (), depth: int = 0) -> Shape:
        """Read a shape and those it refers to.

        Raises NotCoveredError for what the compiler does not translate; shapes that refer to
        themselves are among it.
        """
        if depth > _DEEPEST:
            raise NotCoveredError("shapes refer to themselves, or too deep")
        severity = self.graph.one(node, sh("severity")) or sh("Violation")
        if isinstance(node, ox.Literal) or not isinstance(severity, ox.NamedNode):
            raise NotCoveredError(f"{node} is no shape")
        path = self.graph.one(node, sh("path"))
        read = None if path is None else read_path(self.graph, path)
        if is_true(self.graph, node, "deactivated"):
            return Shape(node, read, targets, (), severity, deactivated=True)
        self._refuse_unknown(node)
        constraints = tuple(self._constraints(node, read is not None, depth))
        return Shape(node, read, targets, constraints, severity, messages_of(self.graph, node))

    def _refuse_unknown(self, node: Term) -> None:
        for predicate in self.graph.predicates_of(node):
            name = predicate.removeprefix(SH)
            known = name in PARAMETERS or name in _BESIDE or name in TARGETS
            if predicate in self._own or (name != predicate and not known):
                raise NotCoveredError(f"{node} uses <{predicate}>")
        types = self.graph.objects(node, TYPE)
        if sh("NodeShape") in types and self.graph.objects(node, sh("path")):
            raise NotCoveredError(f"{node} is a node shape with a path")
        if sh("PropertyShape") in types and not self.graph.objects(node, sh("path")):
            raise NotCoveredError(f"{node} is a property shape without a path")

    def _constraints(self, node: Term, has_path: bool, depth: int) -> Iterator[Constraint]:
        for name in PARAMETERS:
            values = self.graph.objects(node, sh(name))
            if name in _SINGLE and len(values) > 1:
                raise NotCoveredError(f"{node} has several sh:{name}")
            if values and name in _OF_PROPERTIES and not has_path:
                raise NotCoveredError(f"{node} has sh:{name} and no path")
            for value in sorted(values, key=str):
                yield self._constraint(name, value, depth)

    def _constraint(self, name: str, value: Term, depth: int) -> Constraint:
        nodes: list[Term] = [value] if name in _SHAPES else []
        items: list[Term] = []
        if name in _LISTS_OF_SHAPES:
            nodes = self.graph.items(value)
        elif name in ("in", "languageIn"):
            items = self.graph.items(value)
        for node in nodes:
            if not self.graph.predicates_of(node):
                raise NotCoveredError(f"the shape {node} is not in the shapes graph")
        shapes = tuple(self.read(node, depth=depth + 1) for node in nodes)
        if name == "property" and shapes[0].path is None:
            raise NotCoveredError(f"{value} is no property shape")
        return Constraint(name, value, shapes, tuple(items))
