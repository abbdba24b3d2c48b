"""An engine that holds the release in memory and answers in this process.

It has no limits: a query that runs for ever does so. The command line and the Python API use it;
the service asks `s5kg.engine.pool`.
"""

import hashlib
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox

from s5kg.engine import Answer, NotOfferedError, Question, TooLargeError
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
        return evaluate(self._store, question)


def evaluate(store: ox.Store, question: Question, most: int | None = None) -> Answer:
    """Answer a question over a store, see Engine.answer.

    Raises TooLargeError for an answer of more than `most` bytes; rows stop as soon as they are.
    """
    known = prefixes()
    try:
        found = store.query(
            question.text,
            prefixes=dict(known),
            use_default_graph_as_union=not question.default_graphs,
            default_graph=[
                ox.NamedNode(g) if g else ox.DefaultGraph() for g in question.default_graphs
            ]
            or None,
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
        body = write_graph(found, form)
        if most is not None and len(body) > most:
            raise TooLargeError(most)
        return Answer(body, form)
    if most is None:
        return Answer(write_results(found, form), form)
    written = _Bounded(most)
    write_results(found, form, written)
    return Answer(written.getvalue(), form)


class _Bounded(BytesIO):
    """Bytes that may not grow beyond a limit."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]
        if self.tell() + len(data) > self._most:
            raise TooLargeError(self._most)
        return super().write(data)
