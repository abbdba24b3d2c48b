"""An engine that takes writes, in this process, with a rule that refuses `s5:forbidden`."""

import threading
from dataclasses import dataclass, field

import pyoxigraph as ox

from s5kg.engine.changes import (
    Action,
    Change,
    ForbiddenError,
    GraphWrite,
    NoGraphError,
    RefusedError,
    UnreadableError,
    Update,
    UpdateError,
    Written,
)
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.syntax import explain
from s5kg.namespaces import BASE, node, prefixes

SH = "http://www.w3.org/ns/shacl#"
REPORT = f"""
_:report <{SH}result> _:one .
_:one <{SH}focusNode> <https://w3id.org/s5kg/id/ostp> .
_:one <{SH}resultPath> <https://w3id.org/s5kg/ns#forbidden> .
_:one <{SH}resultSeverity> <{SH}Violation> .
_:one <{SH}resultMessage> "<b>must</b> not be"@en .
_:one <{SH}resultMessage> "あってはならない"@ja .
_:one <{SH}sourceShape> <https://w3id.org/s5kg/shapes#Forbidden> .
_:deep <{SH}value> {"<<( <a:a> <a:a> " * 20}<a:a>{" )>>" * 20} .
_:report <{SH}result> _:two .
_:two <{SH}focusNode> <https://w3id.org/s5kg/id/other> .
_:two <{SH}resultSeverity> <{SH}Warning> .
_:two <{SH}resultMessage> "should not be" .
_:two <{SH}value> "45" .
""".encode()


@dataclass
class WritableEngine(MemoryEngine):
    """A store that is copied, changed and put in the place of the former one."""

    quads: bytes
    fails: Exception | None = None
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Load the quads."""
        super().__init__(self.quads)
        self._turn = threading.Lock()

    def write(
        self, change: Change, graphs: frozenset[str] | None = None, author: str = ""
    ) -> Written:
        """See WritableEngine.write of s5kg.engine.changes."""
        with self._turn:
            self.changes.append(change)
            if self.fails:
                raise self.fails
            before = set(self._store)
            trial = ox.Store()
            trial.extend(before)
            if isinstance(change, Update):
                _update(trial, change)
            else:
                _write(trial, change)
            return self._commit(before, trial, graphs)

    def _commit(self, before: set[ox.Quad], trial: ox.Store, graphs: object) -> Written:
        after = set(trial)
        touched = {_name(quad.graph_name) for quad in before ^ after}
        if isinstance(graphs, frozenset) and touched - graphs:
            raise ForbiddenError(tuple(sorted(touched - graphs)))
        if any(quad.predicate == node("s5:forbidden") for quad in after):
            raise RefusedError(REPORT)
        named = {quad.graph_name for quad in before}
        quads = "".join(sorted(f"{quad} .\n" for quad in after)).encode()
        super().__init__(quads)
        created = any(quad.graph_name not in named for quad in after)
        return Written(self.release, len(after - before), len(before - after), created)


def _name(graph: object) -> str:
    return graph.value if isinstance(graph, ox.NamedNode) else ""


def _update(store: ox.Store, update: Update) -> None:
    try:
        store.update(update.text, base_iri=BASE, prefixes=dict(prefixes()))
    except SyntaxError as error:
        raise explain(error, update.text, prefixes()) from error
    except RuntimeError as error:
        raise UpdateError(str(error)) from error


def _write(store: ox.Store, write: GraphWrite) -> None:
    graph = ox.NamedNode(write.graph) if write.graph else ox.DefaultGraph()
    there = list(store.quads_for_pattern(None, None, None, graph))
    if write.action is Action.REMOVE and write.graph and not there:
        raise NoGraphError
    if write.action is not Action.MERGE:
        for quad in there:
            store.remove(quad)
    for data, form in write.parts:
        assert isinstance(form.oxigraph, ox.RdfFormat)
        try:
            read = list(
                ox.parse(
                    data,
                    format=form.oxigraph,
                    base_iri=write.graph or BASE,
                    without_named_graphs=True,
                    rename_blank_nodes=True,
                )
            )
        except SyntaxError as error:
            raise UnreadableError(error.msg, error.lineno or 0, error.offset or 0) from error
        store.extend(ox.Quad(q.subject, q.predicate, q.object, graph) for q in read)
