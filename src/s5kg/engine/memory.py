"""An engine that holds the release in memory and answers in this process.

It has no deadline: a query that runs for ever does so. The service keeps it off the open internet
until it is run in processes that can be stopped.
"""

import hashlib
from pathlib import Path

import pyoxigraph as ox

from s5kg.engine import Answer, NotOfferedError, Question
from s5kg.engine.syntax import explain
from s5kg.formats import Family
from s5kg.namespaces import prefixes
from s5kg.writing import write_graph, write_results


class MemoryEngine:
    """A pyoxigraph store over one `graph.nq`; the default graph is the union of its graphs."""

    def __init__(self, quads: bytes) -> None:
        """Load N-Quads."""
        self.release = hashlib.sha256(quads).hexdigest()
        self._store = ox.Store()
        self._store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)

    @classmethod
    def open(cls, graph: Path) -> "MemoryEngine":
        """Load a `graph.nq`."""
        return cls(graph.read_bytes())

    def answer(self, question: Question) -> Answer:
        """Return the answer; see Engine.answer."""
        known = prefixes()
        try:
            found = self._store.query(
                question.text,
                prefixes=dict(known),
                use_default_graph_as_union=not question.default_graphs,
                default_graph=[ox.NamedNode(g) for g in question.default_graphs] or None,
                named_graphs=[ox.NamedNode(g) for g in question.named_graphs]
                or ([] if question.default_graphs else None),
            )
        except SyntaxError as error:
            raise explain(error, question.text, known) from error
        family = Family.GRAPH if isinstance(found, ox.QueryTriples) else Family.RESULTS
        if family not in question.formats:
            raise NotOfferedError(family)
        form = question.formats[family]
        if isinstance(found, ox.QueryTriples):
            return Answer(write_graph(found, form), form)
        return Answer(write_results(found, form), form)
