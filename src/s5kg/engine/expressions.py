"""Expressions of rdflib's algebra, evaluated by Oxigraph as those of a query that calls nowhere.

By itself rdflib compares no years, knows few casts, and gives some results other types.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox
from rdflib import RDF
from rdflib.plugins.sparql.parserutils import CompValue, Expr
from rdflib.plugins.sparql.sparql import SPARQLError
from rdflib.term import BNode, Literal, URIRef, Variable

from s5kg.engine.syntax import unknown_function
from s5kg.engine.terms import from_ox, to_ox

_BUILTIN = "Builtin_"
_AGGREGATE = "Aggregate_"
_EXISTS = ("Builtin_EXISTS", "Builtin_NOTEXISTS")
_LISTED = ("Builtin_CONCAT", "Builtin_COALESCE")
_SIGNS = {"UnaryNot": "!", "UnaryPlus": "+", "UnaryMinus": "-"}
_JOINED = {"ConditionalOrExpression": "||", "ConditionalAndExpression": "&&"}
_CALCULATED = ("AdditiveExpression", "MultiplicativeExpression")
_CONDITIONED = ("Filter", "LeftJoin")
_NOTED = "_vars"  # among the arguments
_VALUE = "urn:s5kg:value:"


class NoTextError(Exception):
    """An expression that means nothing outside its query, such as EXISTS."""


@dataclass(frozen=True)
class Scope:
    """What expressions mean in a query: the base of their IRIs, and the moment of NOW()."""

    base: str
    now: str


@dataclass
class Writer:
    """Writes expressions as text, and notes their variables. Raises NoTextError."""

    scope: Scope
    variables: dict[Variable, None] = field(default_factory=dict)

    def text(self, part: Any) -> str:
        """Return an expression as text."""
        if isinstance(part, Variable):
            self.variables[part] = None
            return f"?{part}"
        if isinstance(part, URIRef | Literal):
            return str(to_ox(part))
        if not isinstance(part, Expr) or part.name in _EXISTS:
            raise NoTextError
        if part.name.startswith(_BUILTIN):
            return self._builtin(part)
        if part.name == "Function" and not part.distinct:
            return f"{self.text(part.iri)}({self._list(part.expr or [])})"
        if part.name in _SIGNS:
            return f"({_SIGNS[part.name]} {self.text(part.expr)})"
        if part.name in _JOINED:
            operands = [self.text(operand) for operand in (part.expr, *(part.other or []))]
            return f"({f' {_JOINED[part.name]} '.join(operands)})"
        if part.name in _CALCULATED:
            pairs = zip(part.op or [], part.other or [], strict=True)
            rest = "".join(f" {sign} {self.text(operand)}" for sign, operand in pairs)
            return f"({self.text(part.expr)}{rest})"
        if part.name == "RelationalExpression":
            return self._relation(part)
        raise NoTextError

    def aggregate(self, part: CompValue) -> str:
        """Return an aggregate as text."""
        name = part.name.removeprefix(_AGGREGATE)
        if name == "GroupConcat":
            name = "GROUP_CONCAT"
        distinct = "DISTINCT " if part.distinct else ""
        if part.vars == "*":
            if distinct:  # of all that is bound, and not of what is noted here
                raise NoTextError
            return f"{name}(*)"
        between = f"; SEPARATOR={Literal(part.separator).n3()}" if "separator" in part else ""
        return f"{name}({distinct}{self.text(part.vars)}{between})"

    def free(self, name: str) -> str:
        """Return the name of a variable that is none of those that were written."""
        return f"{name}{''.join(self.variables)}"

    def _builtin(self, part: Expr) -> str:
        if part.name == "Builtin_NOW":
            return self.scope.now
        arguments: list[Any] = []
        for key, value in part.items():  # which stand as they were written
            if isinstance(value, list):
                arguments += value
            elif key != _NOTED and (value != RDF.nil or part.name not in _LISTED):  # empty list
                arguments.append(value)
        return f"{part.name.removeprefix(_BUILTIN)}({self._list(arguments)})"

    def _relation(self, part: Expr) -> str:
        sign = str(part.op).upper()
        if sign.endswith("IN"):
            listed = [] if part.other == RDF.nil else part.other
            return f"({self.text(part.expr)} {sign} ({self._list(listed)}))"
        return f"({self.text(part.expr)} {sign} {self.text(part.other)})"

    def _list(self, parts: Iterable[Any]) -> str:
        return ", ".join(map(self.text, parts))


class Asked:
    """What Oxigraph is asked about rows of rdflib's.

    Raises QuerySyntaxError for a function that there is not.
    """

    def __init__(self, writer: Writer, head: str = "", tail: str = "") -> None:
        """Keep what stands before and after the rows; without a `head` it is a row's number."""
        self.variables = frozenset(writer.variables)
        self._variables = tuple(writer.variables)
        self._base = writer.scope.base or None
        self._store = ox.Store()
        self._row = writer.free("row")
        self._head = head or f"?{self._row}"
        self._tail = tail
        try:
            self.over([{}])
        except RuntimeError as error:
            if unknown := unknown_function(error):
                raise unknown from error
            raise

    def over(self, rows: Sequence[Mapping[Any, Any]]) -> list[ox.QuerySolution]:
        """Return the answer over some rows."""
        # Blank nodes too are values, which only a function can give.
        functions: dict[ox.NamedNode, Any] = {
            ox.NamedNode(f"{_VALUE}{number}"): lambda row, variable=variable: _term(
                rows[int(row.value)].get(variable)
            )
            for number, variable in enumerate(self._variables)
        }
        numbers = " ".join(map(str, range(len(rows))))
        bound = " ".join(
            f"BIND(<{_VALUE}{number}>(?{self._row}) AS ?{variable})"
            for number, variable in enumerate(self._variables)
        )
        where = f"VALUES ?{self._row} {{ {numbers} }} {bound}"
        text = f"SELECT {self._head} WHERE {{ {where} }} {self._tail}"
        found: Any = self._store.query(text, base_iri=self._base, custom_functions=functions)
        return list(found)


class LocalExpression(Expr):
    """An expression whose value in a row Oxigraph finds."""

    def __init__(self, asked: Asked) -> None:
        """Keep what to ask."""
        super().__init__("s5kg:Expression")
        self.asked = asked

    def eval(self, ctx: Any = None) -> Any:
        """Return the value in a row of rdflib's, SPARQLError where it has none."""
        value = self.asked.over([ctx])[0][0]
        return SPARQLError("no value") if value is None else from_ox(value)


def local(part: CompValue, key: str, expression: Any, scope: Scope) -> LocalExpression | None:
    """Return what evaluates an expression, the item `key` of a node or in it, by Oxigraph.

    It is None where that cannot be: for what is no expression, and for EXISTS and what is around
    it. Raises QuerySyntaxError for a function that there is not.
    """
    condition = key == "expr" and part.name in _CONDITIONED
    if not isinstance(expression, Expr | Variable | Literal if condition else Expr):
        return None
    writer = Writer(scope)
    try:
        text = writer.text(expression)
    except NoTextError:
        return None
    text = f"!!({text})" if condition else text
    return LocalExpression(Asked(writer, f"({text} AS ?{writer.free('value')})"))


def _term(value: Any) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    return to_ox(value) if isinstance(value, URIRef | BNode | Literal) else None
