"""Variables, triple patterns and queries, and whether a query could meet the shapes graph."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.shacl.paths import Path
from s5kg.shacl.shapes import Shape
from s5kg.shacl.terms import SUBCLASS, TYPE, ShapesGraph, Term, constant

Hierarchy = Mapping[Term, frozenset[Term]]


@dataclass(frozen=True)
class Query:
    """A query whose rows are results of one constraint.

    `focus`, `value` and `path` name variables of the row; `path` is empty where the path of the
    shape is that of the result. `apart` says that no pattern in it can match a triple of the
    shapes graph, so that it may run over all graphs.
    """

    text: str
    shape: Shape
    component: ox.NamedNode
    apart: bool
    focus: str
    value: str = ""
    path: str = ""


class Writer:
    """Writes one query. `hierarchy` gives, for a class with others below it, all of them."""

    def __init__(self, shapes: ShapesGraph, hierarchy: Hierarchy) -> None:
        """Begin a query."""
        self._shapes = shapes
        self._hierarchy = hierarchy
        self._used = 0
        self.apart = True

    def variable(self) -> str:
        """Return a variable that the query does not have yet."""
        self._used += 1
        return f"?v{self._used}"

    def triple(self, subject: str, predicate: Term, value: str) -> str:
        """Return a triple pattern with a predicate other than rdf:type of a class."""
        self._touch((predicate.value,) if isinstance(predicate, ox.NamedNode) else ())
        return f"{subject} {constant(predicate)} {value} ."

    def values(self, subject: str, path: Path, value: str) -> str:
        """Return the pattern that leads from a node to its values."""
        self._touch(path.predicates)
        return f"{subject} {path.text} {value} ."

    def anything(self, subject: str, predicate: str, value: str) -> str:
        """Return a pattern for all triples of a node."""
        self.apart = False
        return f"{subject} {predicate} {value} ."

    def instance(self, subject: str, class_: Term) -> str:
        """Return the pattern of a SHACL instance: of a class or of one below it (SHACL 1.1)."""
        below = self._hierarchy.get(class_, frozenset((class_,)))
        if any(isinstance(c, ox.BlankNode) for c in below):
            self._touch((TYPE.value, SUBCLASS.value))
            return f"{subject} {TYPE}/{SUBCLASS}* {constant(class_)} ."
        self.apart = self.apart and not below & self._shapes.classes
        if len(below) == 1:
            return f"{subject} {TYPE} {constant(class_)} ."
        kind = self.variable()
        names = " ".join(sorted(constant(c) for c in below))
        return f"VALUES {kind} {{ {names} }} {subject} {TYPE} {kind} ."

    def targets(self, shape: Shape, focus: str) -> str:
        """Return the pattern of a shape's targets; a node may come more than once."""
        parts = [self._target(kind, term, focus) for kind, term in shape.targets]
        return parts[0] if len(parts) == 1 else " UNION ".join(f"{{ {part} }}" for part in parts)

    def _target(self, kind: str, term: Term, focus: str) -> str:
        if kind == "targetClass":
            return self.instance(focus, term)
        if kind == "targetNode":
            return f"VALUES {focus} {{ {constant(term)} }}"
        ends = (focus, self.variable())
        subject, value = ends if kind == "targetSubjectsOf" else ends[::-1]
        # Each node once: one with many values would meet each of them for each of them.
        pattern = self.triple(subject, term, value)
        return f"{{ SELECT DISTINCT {focus} WHERE {{ {pattern} }} }}"

    def _touch(self, predicates: Iterable[str]) -> None:
        self.apart = self.apart and not any(p in self._shapes.predicates for p in predicates)
