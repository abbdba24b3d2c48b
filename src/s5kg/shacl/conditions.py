"""Constraints as SPARQL expressions over one value, and what it is to conform to a shape.

An expression is true or false, never an error: a negated error would let a fault pass.
"""

from collections.abc import Callable, Iterable
from itertools import combinations

import pyoxigraph as ox

from s5kg.shacl.datatypes import has_datatype
from s5kg.shacl.paths import Path
from s5kg.shacl.shapes import Constraint, Shape
from s5kg.shacl.terms import (
    RDFS,
    TYPE,
    XSD,
    NotCoveredError,
    ShapesGraph,
    Term,
    constant,
    sh,
)
from s5kg.shacl.writer import Writer

_KINDS = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBlank({0})",
    "Literal": "isLiteral({0})",
    "BlankNodeOrIRI": "(isIRI({0}) || isBlank({0}))",
    "BlankNodeOrLiteral": "(isBlank({0}) || isLiteral({0}))",
    "IRIOrLiteral": "(isIRI({0}) || isLiteral({0}))",
}
_RANGES = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}
_ORDERS = {"lessThan": "<", "lessThanOrEquals": "<="}
_MOST_VALUES = 4  # a condition that counts compares its values two by two


def ordered(first: str, name: str, second: str) -> str:
    """Return the condition of sh:lessThan or sh:lessThanOrEquals."""
    return f"COALESCE({first} {_ORDERS[name]} {second}, false)"


def number(value: Term) -> int:
    """Return a count or length.

    Raises NotCoveredError for what is no whole number from 0.
    """
    if isinstance(value, ox.Literal) and value.datatype.value == f"{XSD}integer":
        text = value.value
        if text.isascii() and text.isdecimal():
            return int(text)
    raise NotCoveredError(f"{value} is no count")


class Conditions:
    """Writes conditions into one query; `graph` is asked for parameters beside a constraint."""

    def __init__(self, writer: Writer, graph: ShapesGraph) -> None:
        """Take the query and the shapes graph."""
        self.writer = writer
        self._graph = graph
        self._tests: dict[str, Callable[[str, Shape, Constraint], str]] = {
            "class": lambda v, _, c: f"EXISTS {{ {self.writer.instance(v, c.value)} }}",
            "datatype": lambda v, _, c: has_datatype(v, _name(c.value)),
            "nodeKind": self._node_kind,
            "minLength": lambda v, _, c: f"COALESCE(STRLEN(STR({v})) >= {number(c.value)}, false)",
            "maxLength": lambda v, _, c: f"COALESCE(STRLEN(STR({v})) <= {number(c.value)}, false)",
            "pattern": self._pattern,
            "languageIn": self._language,
            "in": lambda v, _, c: is_one_of(v, c.items),
            "not": lambda v, _, c: f"(! {self.conforms(c.shapes[0], v)})",
            "and": lambda v, _, c: self._all(c.shapes, v),
            "or": lambda v, _, c: _join("||", [self.conforms(s, v) for s in c.shapes]),
            "xone": self._exactly_one,
            "node": lambda v, _, c: self.conforms(c.shapes[0], v),
            "property": lambda v, _, c: self.conforms(c.shapes[0], v),
            "closed": lambda v, s, _: f"NOT EXISTS {{ {self.not_allowed(v, s)[0]} }}",
            **dict.fromkeys(_RANGES, self._range),
        }

    def test(self, variable: str, shape: Shape, constraint: Constraint) -> str | None:
        """Return what a constraint asks of each value alone, or None where it asks no such thing.

        Raises NotCoveredError.
        """
        if shape.path is None and constraint.name == "hasValue":
            return is_one_of(variable, [constraint.value])
        write = self._tests.get(constraint.name)
        return write(variable, shape, constraint) if write else None

    def conforms(self, shape: Shape, node: str) -> str:
        """Return the condition that a node conforms to a shape (SHACL 3.4.3).

        Raises NotCoveredError.
        """
        if shape.deactivated:
            return "true"
        value = node if shape.path is None else self.writer.variable()
        tests: list[str] = []
        sets: list[str] = []
        for constraint in shape.constraints:
            if (test := self.test(value, shape, constraint)) is not None:
                tests.append(test)
            else:
                sets.append(self._of_all_values(node, shape, constraint))
        if shape.path is None:
            return _join("&&", tests + sets)
        if tests:
            values = self.writer.values(node, shape.path, value)
            sets.append(f"NOT EXISTS {{ {values} FILTER (! {_join('&&', tests)}) }}")
        return _join("&&", sets)

    def qualified(self, variable: str, shape: Shape, others: Iterable[Shape]) -> str:
        """Return the condition that a value counts for sh:qualifiedValueShape (SHACL 4.7.3)."""
        parts = [self.conforms(shape, variable)]
        parts += [f"(! {self.conforms(other, variable)})" for other in others]
        return _join("&&", parts)

    def not_allowed(self, node: str, shape: Shape) -> tuple[str, str, str]:
        """Return the pattern of triples that a closed shape does not allow, with its variables.

        pySHACL allows everything to be an rdfs:Resource, so do we.
        """
        predicate, value = self.writer.variable(), self.writer.variable()
        allowed = [i for h in self._graph.objects(shape.node, sh("ignoredProperties"))
                   for i in self._graph.items(h)]  # fmt: skip
        for constraint in shape.constraints:
            path = constraint.shapes[0].path if constraint.name == "property" else None
            if path and path.predicates == {getattr(path.node, "value", "")}:
                allowed.append(path.node)
        resource = f"({predicate} = {TYPE} && sameTerm({value}, <{RDFS}Resource>))"
        names = ", ".join(sorted(constant(term) for term in allowed))
        triple = self.writer.anything(node, predicate, value)
        condition = f"(! {resource} && {predicate} NOT IN ({names}))"
        return f"{triple} FILTER {condition}", predicate, value

    def _of_all_values(self, node: str, shape: Shape, constraint: Constraint) -> str:
        """Return a condition on the values together; that of results is in `constraints`."""
        name, value, path = constraint.name, constraint.value, shape.path
        if name in ("equals", "disjoint") and path is None:
            return self._same_as_node(node, constraint)
        if path is None:
            raise NotCoveredError(f"sh:{name} within a node shape")
        if name == "hasValue":
            return f"EXISTS {{ {self.writer.values(node, path, constant(value))} }}"
        if name == "minCount":
            return self._at_least(number(value), node, path)
        if name == "maxCount":
            return f"(! {self._at_least(number(value) + 1, node, path)})"
        if name in (*_ORDERS, "disjoint", "equals"):
            return self._beside(node, path, constraint)
        raise NotCoveredError(f"sh:{name} within another shape")

    def _beside(self, node: str, path: Path, constraint: Constraint) -> str:
        """Return how the values stand to those of another property."""
        one, two = self.writer.variable(), self.writer.variable()
        own = self.writer.values(node, path, one)
        if constraint.name in _ORDERS:
            other = self.writer.triple(node, constraint.value, two)
            return f"NOT EXISTS {{ {own} {other} FILTER (! {ordered(one, constraint.name, two)}) }}"
        other = self.writer.triple(node, constraint.value, one)
        if constraint.name == "disjoint":
            return f"NOT EXISTS {{ {own} {other} }}"
        return (
            f"(NOT EXISTS {{ {own} FILTER NOT EXISTS {{ {other} }} }} "
            f"&& NOT EXISTS {{ {other} FILTER NOT EXISTS {{ {own} }} }})"
        )

    def _same_as_node(self, node: str, constraint: Constraint) -> str:
        itself = f"EXISTS {{ {self.writer.triple(node, constraint.value, node)} }}"
        if constraint.name == "disjoint":
            return f"(! {itself})"
        other = self.writer.variable()
        triple = self.writer.triple(node, constraint.value, other)
        return f"({itself} && NOT EXISTS {{ {triple} FILTER (! sameTerm({other}, {node})) }})"

    def _at_least(self, count: int, node: str, path: Path) -> str:
        if count > _MOST_VALUES:
            raise NotCoveredError(f"a count of {count} within another shape")
        variables = [self.writer.variable() for _ in range(count)]
        if not variables:
            return "true"
        patterns = " ".join(self.writer.values(node, path, v) for v in variables)
        differ = [f"FILTER (! sameTerm({one}, {two}))" for one, two in combinations(variables, 2)]
        return f"EXISTS {{ {patterns} {' '.join(differ)} }}"

    def _node_kind(self, variable: str, _: Shape, constraint: Constraint) -> str:
        kind = _name(constraint.value).value.rpartition("#")[2]
        if constraint.value != sh(kind) or kind not in _KINDS:
            raise NotCoveredError(f"sh:nodeKind {constraint.value}")
        return _KINDS[kind].format(variable)

    def _range(self, variable: str, _: Shape, constraint: Constraint) -> str:
        sign = _RANGES[constraint.name]
        return f"COALESCE({variable} {sign} {constant(constraint.value)}, false)"

    def _pattern(self, variable: str, shape: Shape, constraint: Constraint) -> str:
        flags = self._graph.one(shape.node, sh("flags")) or ox.Literal("")
        pattern = f"{constant(constraint.value)}, {constant(flags)}"
        # A pattern that the engine cannot read would be an error on every value.
        (row,) = _rows(f"SELECT (REGEX('', {pattern}) AS ?read) {{}}")
        if row["read"] is None:
            raise NotCoveredError(f"the pattern {constraint.value}")
        return f"COALESCE(REGEX(STR({variable}), {pattern}), false)"

    def _language(self, variable: str, _: Shape, constraint: Constraint) -> str:
        if not all(isinstance(item, ox.Literal) for item in constraint.items):
            raise NotCoveredError("a language that is no literal")
        parts = [f"LANGMATCHES(LANG({variable}), {item})" for item in constraint.items]
        return f"COALESCE({_join('||', parts)}, false)"

    def _all(self, shapes: Iterable[Shape], variable: str) -> str:
        return _join("&&", [self.conforms(shape, variable) for shape in shapes])

    def _exactly_one(self, variable: str, _: Shape, constraint: Constraint) -> str:
        parts = [f"IF({self.conforms(s, variable)}, 1, 0)" for s in constraint.shapes]
        return f"(({' + '.join(parts) or '0'}) = 1)"


def is_one_of(variable: str, terms: Iterable[Term]) -> str:
    """Return the condition that a value is one of some terms, which are compared as terms."""
    names = [constant(t) for t in terms]
    iris = [name for name in names if name.startswith("<")]
    parts = [f"sameTerm({variable}, {name})" for name in names if not name.startswith("<")]
    if iris:
        parts.append(f"COALESCE({variable} IN ({', '.join(iris)}), false)")
    return _join("||", parts) if parts else "false"


def _join(sign: str, parts: list[str]) -> str:
    if not parts:
        return "true" if sign == "&&" else "false"
    return f"({f' {sign} '.join(parts)})"


def _name(term: Term) -> ox.NamedNode:
    if not isinstance(term, ox.NamedNode):
        raise NotCoveredError(f"{term} is no IRI")
    return term


def _rows(query: str) -> ox.QuerySolutions:
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - the type checker asks
    return found
