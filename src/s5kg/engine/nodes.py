"""What is common to the nodes of rdflib's algebra that are evaluated by us."""

from collections.abc import Iterator
from typing import Any

from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext

from s5kg.federation.patterns import nodes


class OwnNode(CompValue):
    """A part of an algebra that rdflib would evaluate by itself.

    What is to be evaluated first is its `before`, and none of its items.
    """

    before: Any = None

    def solutions(self, ctx: QueryContext) -> Iterator[FrozenBindings]:
        """Give its rows, joined with what is bound already."""
        raise NotImplementedError


def all_nodes(algebra: object) -> Iterator[CompValue]:
    """Walk all nodes of an algebra, those before a node of ours too."""
    for node in nodes(algebra):
        yield node
        if isinstance(node, OwnNode):
            yield from all_nodes(node.before)
