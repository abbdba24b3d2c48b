"""An engine that holds the release in memory and answers in this process.

It has no limits: a query that runs for ever does so. The command line and the Python API use it;
the service asks `s5kg.engine.pool`.
"""

import hashlib
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox

from s5kg.engine import Answer, NotOfferedError, Question, TooLargeError
from s5kg.engine.dataset import names_dataset
from s5kg.engine.syntax import explain, unknown_function
from s5kg.formats import Family, Format
from s5kg.namespaces import prefixes
from s5kg.writing import write_graph, write_results

_Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class MemoryEngine:
    """A pyoxigraph store over one `graph.nq`; its default graph is the union of all its graphs."""

    def __init__(self, quads: bytes, *, union: bool = True) -> None:
        """Load N-Quads. Without `union` the default graph is that of the store alone."""
        self._union = union
        self.release = hashlib.sha256(quads).hexdigest()
        self._store = ox.Store()
        self._store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)

    @classmethod
    def open(cls, graph: Path) -> "MemoryEngine":
        """Load a `graph.nq`."""
        return cls(graph.read_bytes())

    def answer(self, question: Question) -> Answer:
        """Return the answer; see Engine.answer."""
        return evaluate(self._store, question, union=self._union)


def evaluate(
    store: ox.Store, question: Question, most: int | None = None, *, union: bool = True
) -> Answer:
    """Answer a question over a store, see Engine.answer.

    The default graph of a question without a dataset is the union of all graphs, or without
    `union` the store's own. Raises TooLargeError for an answer of more than `most` bytes; rows
    stop as soon as they are.
    """
    try:
        found = _query(store, question, union)
        family = Family.GRAPH if isinstance(found, ox.QueryTriples) else Family.RESULTS
        if family not in question.formats:
            raise NotOfferedError(family)
        form = question.formats[family]
        return Answer(_write(found, form, most), form)
    except SyntaxError as error:
        raise explain(error, question.text, prefixes()) from error
    except RuntimeError as error:
        if unknown := unknown_function(error):
            raise unknown from error
        raise


def _query(store: ox.Store, question: Question, union: bool) -> _Found:
    given = bool(question.default_graphs or question.named_graphs)
    return store.query(
        question.text,
        base_iri=question.base or None,
        prefixes=dict(prefixes()),
        # which would override a FROM clause, too
        use_default_graph_as_union=union and not given and not names_dataset(question.text),
        default_graph=[ox.NamedNode(g) for g in question.default_graphs] if given else None,
        named_graphs=[ox.NamedNode(g) for g in question.named_graphs] if given else None,
    )


def _write(found: _Found, form: Format, most: int | None) -> bytes:
    if isinstance(found, ox.QueryTriples):
        body = write_graph(found, form)
        if most is not None and len(body) > most:
            raise TooLargeError(most)
        return body
    if most is None:
        return write_results(found, form)
    written = _Bounded(most)
    write_results(found, form, written)
    return written.getvalue()


class _Bounded(BytesIO):
    """Bytes that may not grow beyond a limit."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]
        if self.tell() + len(data) > self._most:
            raise TooLargeError(self._most)
        return super().write(data)
