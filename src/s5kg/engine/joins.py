"""Joins of rows. rdflib's own would show the second part all that is bound before it."""

from collections.abc import Iterable, Iterator
from typing import Any

from rdflib.plugins.sparql.evaluate import evalPart
from rdflib.plugins.sparql.evalutils import _ebv
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext
from rdflib.term import Identifier, Variable

from s5kg.engine.nodes import OwnNode
from s5kg.engine.pushing import PairNode, hidden, pushed


class JoinNode(PairNode):
    """Rows of one part with those of the other that fit (SPARQL 1.1, 18.5)."""

    def __init__(self, first: Any, second: Any, variables: set[Variable]) -> None:
        """Keep the parts."""
        super().__init__("s5kg:Join", first, second, variables)

    def solutions(self, ctx: QueryContext) -> Iterator[FrozenBindings]:
        """Give the rows that fit what is bound already."""
        first, second = self.before
        outer = ctx.solution()
        fitting = _Fitting(ctx, second)
        for row in evalPart(pushed(ctx, outer, hidden(first)), first):
            if row.compatible(outer):
                yield from fitting.of({**outer, **row})


class LeftJoinNode(PairNode):
    """Rows of one part, with those of the other that fit and meet a condition if there are any."""

    def __init__(self, part: CompValue, first: Any, second: Any) -> None:
        """Keep the parts and the condition."""
        super().__init__("s5kg:LeftJoin", first, second, part._vars)
        self.optional = True
        self.condition = part.expr

    def solutions(self, ctx: QueryContext) -> Iterator[FrozenBindings]:
        """Give all rows of the first part."""
        first, second = self.before
        fitting = _Fitting(ctx, second)
        for row in evalPart(ctx, first):
            found = [each for each in fitting.of(row) if _ebv(self.condition, each)]
            yield from found or [FrozenBindings(ctx, row)]


class ExistsNode(OwnNode):
    """The pattern of EXISTS: what is bound in the row stands for the variables in all its parts."""

    def __init__(self, before: Any) -> None:
        """Keep the pattern."""
        super().__init__("s5kg:Exists")
        self.before = before

    def solutions(self, ctx: QueryContext) -> Iterator[FrozenBindings]:
        """Give rows if there are any."""
        inside = ctx.clone()
        inside.initBindings = dict(ctx.bindings)
        yield from evalPart(inside, self.before)


class _Fitting:
    """Finds the rows of a part that fit another row, for many of these."""

    def __init__(self, ctx: QueryContext, part: Any) -> None:
        self._ctx = ctx
        self._part = part
        self._hidden = hidden(part)
        self._rows: list[FrozenBindings] | None = None
        self._common: frozenset[Identifier] = frozenset()
        self._tables: dict[tuple[Identifier, ...], dict[Any, list[FrozenBindings]]] = {}

    def of(self, row: Any) -> Iterator[FrozenBindings]:
        """Give the merged rows."""
        found = self._held(row) if self._hidden is None else self._found(row)
        for other in found:
            if other.compatible(row):
                yield FrozenBindings(self._ctx, {**other, **row})

    def _found(self, row: Any) -> Iterable[FrozenBindings]:
        found: Iterable[FrozenBindings] = evalPart(pushed(self._ctx, row, self._hidden), self._part)
        return found

    def _held(self, row: Any) -> list[FrozenBindings]:
        """Return the rows that are equal in what all of them and this one bind."""
        if self._rows is None:
            self._rows = list(self._found({}))
            names = [set(other) for other in self._rows]
            self._common = frozenset(set.intersection(*names)) if names else frozenset()
        shared = tuple(sorted(name for name in row if name in self._common))
        if shared not in self._tables:
            table: dict[Any, list[FrozenBindings]] = {}
            for other in self._rows:
                table.setdefault(tuple(other[name] for name in shared), []).append(other)
            self._tables[shared] = table
        return self._tables[shared].get(tuple(row[name] for name in shared), [])
