"""Groups of patterns of rdflib's algebra, evaluated as the specification says."""

from collections.abc import Iterator
from typing import Any

from rdflib.plugins.sparql.evaluate import evalPart
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext
from rdflib.term import BNode, Identifier, URIRef, Variable

from s5kg.engine.nodes import OwnNode
from s5kg.engine.terms import from_ox, to_ox


class GraphNode(OwnNode):
    """GRAPH: the rows of `before` in one graph or in each; there is none that a literal names."""

    def __init__(self, term: Identifier, before: Any, variables: set[Variable]) -> None:
        """Keep which graph, and what to find in it."""
        super().__init__("s5kg:Graph", _vars=variables)
        self.term = term
        self.before = before

    def solutions(self, ctx: QueryContext) -> Iterator[FrozenBindings]:
        """Give the rows of the graphs, joined with the name where that is a variable."""
        for name in self._names(ctx):
            inside = ctx.pushGraph(ctx.dataset.get_context(name))
            named = {self.term: name} if isinstance(self.term, Variable) else {}
            for row in evalPart(inside, self.before):
                if row.compatible(named):
                    yield FrozenBindings(ctx, {**row, **named})

    def _names(self, ctx: QueryContext) -> list[Any]:
        whole: Any = ctx.dataset.store
        store = whole._inner
        name: Any = ctx[self.term]
        if name is None:
            return [from_ox(graph) for graph in store.named_graphs()]
        known = isinstance(name, URIRef | BNode) and store.contains_named_graph(to_ox(name))
        return [name] if known else []
