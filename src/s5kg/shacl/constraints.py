"""One query for each constraint, over all focus nodes at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.shacl.conditions import Conditions, number, ordered
from s5kg.shacl.paths import Path
from s5kg.shacl.shapes import Constraint, Reader, Shape, is_true
from s5kg.shacl.terms import NotCoveredError, ShapesGraph, Term, constant, sh
from s5kg.shacl.writer import Hierarchy, Query, Writer


def component(name: str) -> ox.NamedNode:
    """Return the constraint component of a parameter."""
    return sh(f"{name[0].upper()}{name[1:]}ConstraintComponent")


@dataclass(frozen=True)
class Focus:
    """The nodes to judge: those with `targets`, or what `path` leads to from `parent`."""

    shape: Shape
    parent: "Focus | None" = None

    def pattern(self, writer: Writer) -> tuple[str, str]:
        """Return a pattern, and the variable that it binds to the focus nodes."""
        if self.parent is None:
            focus = writer.variable()
            return writer.targets(self.shape, focus), focus
        before, node = self.parent.pattern(writer)
        if self.shape.path is None:
            return before, node
        value = writer.variable()
        return f"{before} {writer.values(node, self.shape.path, value)}", value


class Compiler:
    """Makes the queries of shapes, for one class hierarchy."""

    def __init__(self, graph: ShapesGraph, hierarchy: Hierarchy) -> None:
        """Take the shapes graph and, per class, those below it."""
        self.graph = graph
        self._hierarchy = hierarchy

    def queries(self, shape: Shape) -> Iterator[Query]:
        """Yield the queries of a shape that has targets.

        Raises NotCoveredError.
        """
        yield from self._judge(shape, Focus(shape), None)

    def writer(self) -> Writer:
        """Begin a query."""
        return Writer(self.graph, self._hierarchy)

    def _judge(self, shape: Shape, focus: Focus, within: Shape | None) -> Iterator[Query]:
        if shape.deactivated:
            return
        for constraint in shape.constraints:
            if constraint.name == "property":
                nested = Focus(shape, focus) if shape.path else focus
                yield from self._judge(constraint.shapes[0], nested, shape)
            elif constraint.name == "sparql":
                if within is not None and focus.parent is not None:
                    raise NotCoveredError("sh:sparql of values of values")
            else:
                yield from self._constraint(shape, focus, constraint)

    def _constraint(self, shape: Shape, focus: Focus, constraint: Constraint) -> Iterator[Query]:
        if constraint.name in _OF_SETS and not (
            shape.path is None and constraint.name == "hasValue"
        ):
            yield from _OF_SETS[constraint.name](self, shape, focus, constraint)
        elif constraint.name == "closed":
            if is_true(self.graph, shape.node, "closed"):
                yield self._closed(shape, focus)
        else:
            yield self._of_each_value(shape, focus, constraint)

    def _of_each_value(self, shape: Shape, focus: Focus, constraint: Constraint) -> Query:
        writer = self.writer()
        pattern, node = focus.pattern(writer)
        value = node
        if shape.path is not None:
            value = writer.variable()
            pattern += f" {writer.values(node, shape.path, value)}"
        test = Conditions(writer, self.graph).test(value, shape, constraint)
        if test is None:
            raise NotCoveredError(f"sh:{constraint.name}")
        columns = node if value == node else f"{node} {value}"
        text = f"SELECT DISTINCT {columns} WHERE {{ {pattern} FILTER (! {test}) }}"
        shown = "" if constraint.name == "hasValue" else value
        return Query(text, shape, component(constraint.name), writer.apart, node, shown)

    def _closed(self, shape: Shape, focus: Focus) -> Query:
        writer = self.writer()
        pattern, node = focus.pattern(writer)
        subject = node
        if shape.path is not None:
            subject = writer.variable()
            pattern += f" {writer.values(node, shape.path, subject)}"
        extra, predicate, value = Conditions(writer, self.graph).not_allowed(subject, shape)
        columns = " ".join(dict.fromkeys((node, subject, predicate, value)))
        text = f"SELECT DISTINCT {columns} WHERE {{ {pattern} {extra} }}"
        return Query(text, shape, component("closed"), writer.apart, node, value, predicate)

    def _counts(self, shape: Shape, focus: Focus, constraint: Constraint) -> Iterator[Query]:
        few = constraint.name == "minCount"
        yield from self._count(shape, focus, component(constraint.name), constraint.value, few)

    def _qualified(self, shape: Shape, focus: Focus, constraint: Constraint) -> Iterator[Query]:
        counted = Counted(constraint.shapes[0], tuple(self._siblings(shape, constraint)))
        for name, few in (("qualifiedMinCount", True), ("qualifiedMaxCount", False)):
            limit = self.graph.one(shape.node, sh(name))
            if limit is not None:
                yield from self._count(shape, focus, component(name), limit, few, counted)

    def _siblings(self, shape: Shape, constraint: Constraint) -> Iterator[Shape]:
        """Yield the sibling shapes (SHACL 4.7.3), found among the constraints of the parents."""
        if not is_true(self.graph, shape.node, "qualifiedValueShapesDisjoint"):
            return
        nodes = {
            other
            for parent in self.graph.having(sh("property"), shape.node)
            for brother in self.graph.objects(parent, sh("property"))
            for other in self.graph.objects(brother, sh("qualifiedValueShape"))
        }
        for node in sorted(nodes - {constraint.value}, key=str):
            yield Reader(self.graph).read(node)

    def _count(
        self,
        shape: Shape,
        focus: Focus,
        kind: ox.NamedNode,
        limit: Term,
        few: bool,
        counted: "Counted | None" = None,
    ) -> Iterator[Query]:
        count = number(limit)
        if few and count == 0:
            return
        writer = self.writer()
        pattern, node = focus.pattern(writer)
        path = _path(shape)
        value = writer.variable()
        values = writer.values(node, path, value)
        if counted:
            condition = Conditions(writer, self.graph).qualified(value, counted.shape, counted.not_)
            values += f" FILTER {condition}"
        if few and count == 1:
            text = f"SELECT DISTINCT {node} WHERE {{ {pattern} FILTER NOT EXISTS {{ {values} }} }}"
        elif few:
            text = (
                f"SELECT {node} WHERE {{ {pattern} OPTIONAL {{ {values} }} }} GROUP BY {node} "
                f"HAVING (COUNT(DISTINCT {value}) < {count})"
            )
        else:
            text = (
                f"SELECT {node} WHERE {{ {pattern} {values} }} GROUP BY {node} "
                f"HAVING (COUNT(DISTINCT {value}) > {count})"
            )
        yield Query(text, shape, kind, writer.apart, node)

    def _has_value(self, shape: Shape, focus: Focus, constraint: Constraint) -> Iterator[Query]:
        writer = self.writer()
        pattern, node = focus.pattern(writer)
        values = writer.values(node, _path(shape), constant(constraint.value))
        text = f"SELECT DISTINCT {node} WHERE {{ {pattern} FILTER NOT EXISTS {{ {values} }} }}"
        yield Query(text, shape, component("hasValue"), writer.apart, node)

    def _unique_lang(self, shape: Shape, focus: Focus, constraint: Constraint) -> Iterator[Query]:
        if not is_true(self.graph, shape.node, "uniqueLang"):
            return
        writer = self.writer()
        pattern, node = focus.pattern(writer)
        value, tag = writer.variable(), writer.variable()
        values = writer.values(node, _path(shape), value)
        text = (
            f"SELECT {node} {tag} WHERE {{ {pattern} {values} "
            f'FILTER (isLiteral({value}) && LANG({value}) != "") '
            f"BIND (LCASE(LANG({value})) AS {tag}) "
            f"}} GROUP BY {node} {tag} HAVING (COUNT(DISTINCT {value}) > 1)"
        )
        yield Query(text, shape, component("uniqueLang"), writer.apart, node)

    def _beside(self, shape: Shape, focus: Focus, constraint: Constraint) -> Iterator[Query]:
        """Compare the values of the path with those of another property (SHACL 4.5)."""
        writer = self.writer()
        pattern, node = focus.pattern(writer)
        value, other = writer.variable(), writer.variable()
        columns = f"{node} {value}"
        if shape.path is None:
            own, shared = f"BIND ({node} AS {value})", writer.triple(node, constraint.value, node)
            theirs = writer.triple(node, constraint.value, value)
            missing = f"FILTER (! sameTerm({value}, {node}))"
        else:
            own = writer.values(node, shape.path, value)
            shared = theirs = writer.triple(node, constraint.value, value)
            missing = f"FILTER NOT EXISTS {{ {own} }}"
        if constraint.name == "disjoint":
            body = f"{pattern} {shared} {own}"
        elif constraint.name == "equals":
            body = (
                f"{{ {pattern} {own} FILTER NOT EXISTS {{ {shared} }} }} "
                f"UNION {{ {pattern} {theirs} {missing} }}"
            )
        else:
            columns += f" {other}"
            triple = writer.triple(node, constraint.value, other)
            body = f"{pattern} {own} {triple} FILTER (! {ordered(value, constraint.name, other)})"
        text = f"SELECT DISTINCT {columns} WHERE {{ {body} }}"
        yield Query(text, shape, component(constraint.name), writer.apart, node, value)


@dataclass(frozen=True)
class Counted:
    """Which values sh:qualifiedValueShape counts: those of `shape` and of none in `not_`."""

    shape: Shape
    not_: tuple[Shape, ...]


def _path(shape: Shape) -> Path:
    if shape.path is None:
        raise NotCoveredError(f"{shape.node} has no path")
    return shape.path


_OF_SETS = {
    "minCount": Compiler._counts,
    "maxCount": Compiler._counts,
    "qualifiedValueShape": Compiler._qualified,
    "hasValue": Compiler._has_value,
    "uniqueLang": Compiler._unique_lang,
    "equals": Compiler._beside,
    "disjoint": Compiler._beside,
    "lessThan": Compiler._beside,
    "lessThanOrEquals": Compiler._beside,
}
