"""The order and the groups of rows, found by Oxigraph over the rows that rdflib has."""

from collections.abc import Iterator
from typing import Any

from rdflib.plugins.sparql.evaluate import evalPart
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext
from rdflib.term import Variable

from s5kg.engine.expressions import Asked, NoTextError, Scope, Writer
from s5kg.engine.nodes import OwnNode
from s5kg.engine.terms import from_ox


class OrderNode(OwnNode):
    """ORDER BY: the rows of `before`, in another order."""

    def __init__(self, part: CompValue, scope: Scope) -> None:
        """Keep the conditions. Raises NoTextError, QuerySyntaxError."""
        super().__init__("s5kg:Order", _vars=part._vars)
        writer = Writer(scope)
        by = [f"{each.order or 'ASC'}({writer.text(each.expr)})" for each in part.expr]
        self.asked = Asked(writer, tail=f"ORDER BY {' '.join(by)}")
        self.before = part.p

    def solutions(self, ctx: QueryContext) -> Iterator[FrozenBindings]:
        """Give the rows in order."""
        rows = list(evalPart(ctx, self.before))
        for found in self.asked.over(rows):
            number: Any = found[0]
            yield rows[int(number.value)]


class GroupNode(OwnNode):
    """GROUP BY, or the one group without it: a row of aggregates for each group of `before`."""

    def __init__(self, part: CompValue, scope: Scope) -> None:
        """Keep the aggregates. Raises NoTextError, QuerySyntaxError."""
        super().__init__("s5kg:Group", _vars=part._vars)
        writer = Writer(scope)
        # The names of results are rdflib's own, and none of the variables in the texts.
        head = [f"({writer.aggregate(each)} AS ?{each.res})" for each in part.A]
        before, conditions = _named(part.p)
        by = " ".join(map(writer.text, conditions))
        tail = f"GROUP BY {by}" if by else ""
        self.asked = Asked(writer, " ".join(head) or f"(1 AS ?{writer.free('group')})", tail)
        self.names: list[Variable] = [each.res for each in part.A]
        self.before = before

    def solutions(self, ctx: QueryContext) -> Iterator[FrozenBindings]:
        """Give a row for each group."""
        for found in self.asked.over(list(evalPart(ctx, self.before))):
            values = {name: found[str(name)] for name in self.names}
            bound = {name: from_ox(value) for name, value in values.items() if value is not None}
            yield FrozenBindings(ctx, bound)


def _named(group: CompValue) -> tuple[CompValue, list[Any]]:
    """Return what is grouped, and by what.

    rdflib makes `GROUP BY (1 + 1)`, without a name, a BIND to none, and groups by that.
    """
    conditions = list(group.expr or [])
    texts, top = [], CompValue("Top", p=group.p)
    above = top
    for _ in range(conditions.count(None)):
        while above.p.var is not None:
            above = above.p
        texts.append(above.p.expr)
        above["p"] = above.p.p
    return top.p, [texts.pop() if each is None else each for each in conditions]


def arranged(part: CompValue, scope: Scope) -> OrderNode | GroupNode | None:
    """Return a node of ours for one that orders or groups rows, with the same part before it.

    It is None for any other, and where an expression in it is only rdflib's. Raises
    QuerySyntaxError for a function that there is not.
    """
    try:
        match part.name:
            case "OrderBy":
                return OrderNode(part, scope)
            case "AggregateJoin":
                return GroupNode(part, scope)
    except NoTextError:
        pass
    return None
