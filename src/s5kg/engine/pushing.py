"""Which of the variables bound outside a part may be seen in it, so that its rows stay the same.

A part is evaluated by itself and then joined (SPARQL 1.1, 18.6). To find only the rows that fit
those outside is quicker, and the same where nothing but a join asks for the value.
"""

from typing import Any

from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Bindings, QueryContext
from rdflib.term import Variable

from s5kg.engine.calling import CallNode, LocalNode
from s5kg.engine.expressions import LocalExpression
from s5kg.engine.groups import GraphNode
from s5kg.engine.nodes import OwnNode

Variables = frozenset[Variable]
_NONE: Variables = frozenset()


class PairNode(OwnNode):
    """A part with two parts before it, each of which may see what is bound."""

    def __init__(self, name: str, first: Any, second: Any, variables: set[Variable]) -> None:
        """Keep the parts, and the variables in them."""
        super().__init__(name, _vars=variables)
        self.before = (first, second)
        self.optional = False


def pushed(ctx: QueryContext, row: Any, hidden: Variables | None) -> QueryContext:
    """Return a context in which a row is bound but for what is `hidden`: all of it for None.

    What EXISTS has put in the place of variables stays.
    """
    inside = ctx.clone()
    bound = {} if hidden is None else {k: v for k, v in row.items() if k not in hidden}
    # rdflib takes an empty list for none, and would keep those that are bound.
    inside.bindings = Bindings(d={**bound, **(ctx.initBindings or {})})
    return inside


def hidden(part: Any) -> Variables | None:
    """Return the variables that a part may not see from outside, None where it is all of them."""
    match part:
        case LocalNode():
            return _NONE
        case GraphNode():
            return hidden(part.before)
        case CallNode():
            inside = _NONE if part.before is None else hidden(part.before)
            return _with_own(inside, part) if part.optional else inside
        case PairNode():
            return _of_pair(part)
    match part.name:
        case "ToMultiSet" if part.p.name == "values":
            return _NONE
        case "Union":
            first, second = hidden(part.p1), hidden(part.p2)
            return None if second is None else _with(first, second)
        # rdflib notes no variables inside EXISTS, and there would forget what is bound outside.
        case "Filter" | "Extend" if part._vars and isinstance(part.expr, LocalExpression):
            seen = part.expr.asked.variables | ({part.var} if part.var else _NONE)
            return _with(hidden(part.p), seen - surely(part.p))
    return None


def _of_pair(part: PairNode) -> Variables | None:
    first, second = map(hidden, part.before)
    if first is None or second is None:
        return None
    return _with_own(first, part) if part.optional else _NONE


def surely(part: Any) -> Variables:
    """Return variables that a part binds in each of its rows."""
    match part:
        case LocalNode():
            return frozenset(t for triple in part.triples for t in triple if _variable(t))
        case GraphNode():
            named = {part.term} if isinstance(part.term, Variable) else _NONE
            return surely(part.before) | named
        case CallNode():
            return _NONE if part.before is None else surely(part.before)
        case PairNode():
            first, second = map(surely, part.before)
            return first if part.optional else first | second
    match part.name:
        case "ToMultiSet" if part.p.name == "values":
            bound = [{k for k, v in row.items() if v != "UNDEF"} for row in part.p.res]
            return frozenset(set.intersection(*bound)) if bound else _NONE
        case "Union":
            return surely(part.p1) & surely(part.p2)
        case "Filter" | "Extend":
            return surely(part.p)
        case "Minus":
            return surely(part.p1)
    return _NONE


def _with(one: Variables | None, other: Variables) -> Variables | None:
    return None if one is None else one | other


def _with_own(one: Variables | None, part: CompValue) -> Variables | None:
    """Add what an optional part may bind besides."""
    noted = part._vars
    return None if noted is None else _with(one, frozenset(noted) - surely(part))


def _variable(term: Any) -> bool:
    return isinstance(term, Variable)
