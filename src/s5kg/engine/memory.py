"""An engine that holds the release in memory and answers in this process.

It has no limits: a query that runs for ever does so. The command line and the Python API use it;
the service asks `s5kg.engine.pool`.
"""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import pyoxigraph as ox

from s5kg.engine import Answer, NotOfferedError, Question, TooLargeError
from s5kg.engine.changes import Change, Written
from s5kg.engine.dataset import merged, names_dataset
from s5kg.engine.errors import forget_frames
from s5kg.engine.loading import load_graph
from s5kg.engine.malformed import check_called_syntax
from s5kg.engine.nesting import check_nesting
from s5kg.engine.syntax import explain, unknown_function
from s5kg.engine.trial import Rules, attempt
from s5kg.federation.algebra import may_call
from s5kg.federation.allowed import Allowed
from s5kg.federation.guard import check_query
from s5kg.formats import Family, Format
from s5kg.log import beside, history
from s5kg.namespaces import prefixes
from s5kg.patches import Transaction
from s5kg.shacl.gate import Gate, read_rules
from s5kg.writing import write_graph, write_results

if TYPE_CHECKING:
    from s5kg.federation.fetching import Fetcher

_Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class MemoryEngine:
    """A pyoxigraph store over one `graph.nq`."""

    def __init__(
        self, quads: bytes, *, union: bool = True, fetcher: "Fetcher | None" = None
    ) -> None:
        """Load N-Quads. The default graph is the union of the graphs, or else the unnamed one.

        Queries may call what `fetcher` allows; without one they call nothing.
        """
        self._fetcher = fetcher
        self._rules = Rules(union=union)
        store = ox.Store()
        self._held = load_graph(store, BytesIO(quads)), store
        self._judged_by = read_rules(store)
        self._writing = Lock()

    @classmethod
    def open(cls, graph: Path, fetcher: "Fetcher | None" = None) -> "MemoryEngine":
        """Load a `graph.nq` and the log beside it. Raises PatchError for a damaged log.

        Queries may call what `fetcher` allows.
        """
        engine = cls(graph.read_bytes(), fetcher=fetcher)
        state, store = engine._held
        for found in history(beside(graph), state):
            found.patch.apply(store)
            state = found.state
        engine._held = state, store
        return engine

    @property
    def release(self) -> str:
        """The name of the state; see Engine.release."""
        return self._held[0]

    def answer(self, question: Question) -> Answer:
        """Return the answer; see Engine.answer.

        Raises CallRefusedError, UnclearCallError and FetchError for calls to elsewhere.
        """
        state, store = self._held
        union = self._rules.union
        allowed = self._fetcher.allowed if self._fetcher else Allowed()
        if allowed and may_call(question.text):
            check_called_syntax(question)
        if check_query(question.text, allowed) and self._fetcher:
            from s5kg.engine.federated import evaluate_federated

            try:
                answer = evaluate_federated(store, question, self._fetcher, union=union)
            except Exception as error:
                forget_frames(error)
                raise
        else:
            answer = evaluate(store, question, union=union)
        return replace(answer, release=state)

    def write(
        self, change: Change, graphs: frozenset[str] | None = None, author: str = ""
    ) -> Written:
        """Change what is held in this process, and no file; see WritableEngine.write."""
        with self._writing:
            state, store = self._held
            copy = ox.Store()
            copy.bulk_extend(store)
            rules = replace(self._rules, gate=Gate(self._judged_by))
            outcome = attempt(copy, change, graphs, rules)
            patch = outcome.patch
            if not patch:
                return Written(state, 0, 0)
            state = Transaction.of(patch, state, author, datetime.now(UTC)).state
            self._held = state, copy
            return Written(state, len(patch.added), len(patch.removed), outcome.created)


def evaluate(
    store: ox.Store, question: Question, most: int | None = None, *, union: bool = True
) -> Answer:
    """Answer a question over a store, see Engine.answer.

    The default graph of a question without a dataset is the union of all graphs, or without
    `union` the store's own. Raises TooLargeError for an answer of more than `most` bytes; rows
    stop as soon as they are.
    """
    check_nesting(question.text)
    try:
        return _answer(store, question, most, union)
    except Exception as error:
        forget_frames(error)
        if isinstance(error, SyntaxError):
            raise explain(error, question.text, prefixes()) from error
        if isinstance(error, RuntimeError) and (unknown := unknown_function(error)):
            raise unknown from error
        raise


def _answer(store: ox.Store, question: Question, most: int | None, union: bool) -> Answer:
    found = _query(store, question, union)
    family = Family.GRAPH if isinstance(found, ox.QueryTriples) else Family.RESULTS
    if family not in question.formats:
        raise NotOfferedError(family)
    form = question.formats[family]
    return Answer(_write(found, form, most), form)


def _query(store: ox.Store, question: Question, union: bool) -> _Found:
    defaults = tuple(dict.fromkeys(question.default_graphs))
    given = bool(defaults or question.named_graphs)
    if len(defaults) > 1 and (dataset := merged(store, defaults, question.named_graphs)):
        store, defaults = dataset, ("",)
    return store.query(
        question.text,
        base_iri=question.base or None,
        prefixes=dict(prefixes()),
        # which would override a FROM clause, too
        use_default_graph_as_union=union and not given and not names_dataset(question.text),
        default_graph=[_graph(name) for name in defaults] if given else None,
        named_graphs=[ox.NamedNode(g) for g in question.named_graphs] if given else None,
    )


def _graph(name: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(name) if name else ox.DefaultGraph()


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
