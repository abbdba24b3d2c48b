"""SPARQL Update over a store, with the dataset that its WHERE clauses are matched against.

The engine takes a dataset for queries but not for updates. Where one is asked for, the operations
of a request are run one after the other, each with the USING clauses of its dataset.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pyoxigraph as ox

from s5kg.engine import QuerySyntaxError
from s5kg.engine.changes import Update, UpdateError
from s5kg.engine.syntax import explain
from s5kg.namespaces import BASE, GENID, prefixes

# The tokens that tell the operations of a request apart (SPARQL 1.1, 19.8). What a string, an IRI
# or a comment holds is none.
_TOKENS = re.compile(
    r"""
      <[^<>"{}|^`\\\x00-\x20]*>
    | \"\"\"(?:[^\\]|\\.)*?\"\"\" | '''(?:[^\\]|\\.)*?'''
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | \#[^\n\r]*
    | (?P<open>\{) | (?P<close>\})
    | (?P<end>;)
    | (?P<word>(?:\\.|[^\s{}()\[\];,<>"'\#\\])+)
    """,
    re.VERBOSE | re.DOTALL,
)
_PROLOGUE = {"PREFIX": 1, "BASE": 0, "VERSION": 0}  # words that follow, IRIs and strings apart
_OWN = ("USING", "WITH")


@dataclass(frozen=True)
class _Word:
    """A word outside of braces."""

    text: str
    start: int


@dataclass(frozen=True)
class Operation:
    """One operation of a request, from `start` to `end`; its prologue ends at `body`."""

    start: int
    body: int
    end: int
    words: tuple[_Word, ...]

    def word(self, *names: str) -> _Word | None:
        """Return the first of these words that it has."""
        return next((word for word in self.words if word.text in names), None)

    @property
    def where(self) -> _Word | None:
        """The WHERE of an operation that takes USING (SPARQL 1.1 Update, 3.1.3)."""
        first = [word.text for word in self.words[:2]]
        modifies = first[:1] and first[0] in ("WITH", "INSERT", "DELETE")
        return self.word("WHERE") if modifies and first != ["DELETE", "WHERE"] else None


def run_update(store: ox.Store, update: Update, *, union: bool) -> None:
    """Carry an update out; should it fail, the store is of no more use.

    `union` lets WHERE see the union of all graphs where nothing else is asked for. Raises
    QuerySyntaxError, UpdateError.
    """
    asked = update.using_graphs, update.using_named_graphs
    if not union and not any(asked):
        execute(store, update.text, update)
        return
    check(update)
    prologue = ""
    for operation in operations(update.text):
        prologue += update.text[operation.start : operation.body] + "\n"
        text = update.text[operation.body : operation.end]
        dataset = _dataset(store, update, operation)
        if dataset and operation.where:
            place = operation.where.start - operation.body
            using = " ".join(_merged(store, dataset[0]) + _using("NAMED ", dataset[1]))
            text = f"{text[:place]}{using} {text[place:]}"
        execute(store, prologue + text, update)
        if dataset:
            store.remove_graph(_MERGED)


Dataset = tuple[list[ox.NamedNode | ox.DefaultGraph], list[ox.NamedNode]]


def _dataset(store: ox.Store, update: Update, operation: Operation) -> Dataset | None:
    """Return the default graphs and the named graphs of an operation, None for the usual ones.

    Raises QuerySyntaxError where the request and the operation both name some (SPARQL 1.1
    Protocol, 2.2.3).
    """
    own = operation.word(*_OWN) if operation.word("INSERT", "DELETE") else None
    if update.using_graphs or update.using_named_graphs:
        short = operation.words[1] if _is_short(operation) else None
        if clash := own or short:
            raise _clash(update.text, clash)
        return list(_nodes(update.using_graphs)), list(_nodes(update.using_named_graphs))
    named = [graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    return None if own or not operation.where else ([ox.DefaultGraph(), *named], named)


def _is_short(operation: Operation) -> bool:
    return [word.text for word in operation.words[:2]] == ["DELETE", "WHERE"]


def _nodes(graphs: tuple[str, ...]) -> Iterator[ox.NamedNode]:
    for graph in graphs:
        try:
            yield ox.NamedNode(graph)
        except ValueError as error:
            raise UpdateError(f"{graph!r} is no IRI of a graph") from error


def _clash(text: str, word: _Word) -> QuerySyntaxError:
    line, start = text.count("\n", 0, word.start) + 1, text.rfind("\n", 0, word.start) + 1
    excerpt = text.split("\n")[line - 1]
    short = word.text == "WHERE"
    remedy = "write DELETE { … } WHERE { … }" if short else "use one or the other"
    what = "DELETE WHERE" if short else word.text
    message = f"{what} does not go with using-graph-uri or using-named-graph-uri"
    return QuerySyntaxError(message, line, word.start - start + 1, remedy, excerpt)


_MERGED = ox.NamedNode(f"{GENID}{uuid4()}")


def _merged(store: ox.Store, graphs: list[ox.NamedNode | ox.DefaultGraph]) -> list[str]:
    """Return the clause for a default graph that several graphs make up.

    The engine would match a triple once for each graph that holds it, so they are merged.
    """
    full = [g for g in graphs if any(store.quads_for_pattern(None, None, None, g))]
    (first, *more) = full or [_MERGED]
    if not more and isinstance(first, ox.NamedNode):
        return _using("", [first])
    for graph in full:
        quads = store.quads_for_pattern(None, None, None, graph)
        store.extend(ox.Quad(q.subject, q.predicate, q.object, _MERGED) for q in quads)
    return _using("", [_MERGED])


def _using(kind: str, graphs: list[ox.NamedNode]) -> list[str]:
    return [f"USING {kind}{graph}" for graph in graphs]


def check(update: Update) -> None:
    """Read a whole request before any of it is run. Raises QuerySyntaxError."""
    try:
        execute(ox.Store(), update.text, update)
    except UpdateError:
        return


def execute(store: ox.Store, text: str, asked: Update) -> None:
    """Run operations of a request. Raises QuerySyntaxError, UpdateError."""
    known = prefixes()
    try:
        store.update(text, base_iri=asked.base or BASE, prefixes=dict(known))
    except SyntaxError as error:
        raise explain(error, asked.text, known, update=True) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise UpdateError(str(error)) from error


def operations(text: str) -> Iterator[Operation]:
    """Return the operations of a request, the last one perhaps empty."""
    start, depth, words = 0, 0, list[_Word]()
    for token in _TOKENS.finditer(text):
        depth += bool(token["open"]) - bool(token["close"])
        if depth:
            continue
        if token["word"]:
            words.append(_Word(token["word"].upper(), token.start()))
        elif token["end"]:
            yield _operation(start, token.start(), words)
            start, words = token.end(), []
    yield _operation(start, len(text), words)


def _operation(start: int, end: int, words: list[_Word]) -> Operation:
    rest = iter(words)
    for word in rest:
        if word.text not in _PROLOGUE:
            return Operation(start, word.start, end, (word, *rest))
        for _ in range(_PROLOGUE[word.text]):
            next(rest, None)
    return Operation(start, end, end, ())
