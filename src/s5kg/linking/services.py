"""Statements of a SPARQL service, asked for by our names, since it cannot be read as a whole."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from s5kg.engine import LimitError, NotOfferedError, QuerySyntaxError, RemoteError
from s5kg.iris import to_iri
from s5kg.linking.sources import Faults, Statement
from s5kg.linking.things import Thing
from s5kg.lookup import Lookup, Row, Slice
from s5kg.problems import Problem
from s5kg.search.folding import fold

_NAMES = 100  # names, or things, in one request
_ROWS = 20_000  # in one answer
_THINGS = 20_000  # that are asked about
_SILENT = 10.0  # seconds without a word of how far it has come
_PATIENCE = 3  # requests that fail one after the other before the service is given up
_LANGUAGES = ("en", "ja", "")


class _Round(NamedTuple):
    """Questions of one kind, about terms that fill a hole of a query."""

    query: str
    hole: str
    terms: Sequence[ox.NamedNode | ox.Literal]
    answers: Callable[[Statement], bool]  # whether a statement is what was asked for
    what: str


class ServiceStatements:
    """What a service says of the things that have one of our names.

    It finds names written exactly as ours. Where a request fails, what the others brought stays,
    and the fault is counted. A service that says more than it was asked is cut short.
    """

    def __init__(
        self,
        lookup: Lookup,
        things: Iterable[Thing],
        report: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Ask through `lookup`, and report how far it has come, now and then."""
        self._lookup = lookup
        self._names = sorted({name for thing in things for name, _ in thing.names})
        self._report = report
        self._told = time.monotonic()
        self._found: list[Statement] | None = None

    def __call__(self, faults: Faults) -> list[Statement]:
        """Return all that was found; the service is asked once."""
        if self._found is None:
            named = list(self._ask(self._naming(), faults))
            subjects = sorted({one.subject for one in named})
            if len(subjects) > _THINGS:
                what = f"{len(subjects):,} things have our names: {_THINGS:,} were asked about"
                faults.add(_problem(what))
            # The service knows them by its own spelling, which is not that of the graph.
            found = named + list(self._ask(_describing(subjects[:_THINGS]), faults))
            self._found = [one._replace(subject=to_iri(one.subject)) for one in found]
        return self._found

    def _naming(self) -> _Round:
        pairs = product(self._names, _LANGUAGES)
        terms = [
            ox.Literal(name, language=lang) if lang else ox.Literal(name) for name, lang in pairs
        ]
        known = set(map(fold, self._names))
        return _Round(
            "linking-names", "value", terms, lambda one: fold(one.value) in known, "our names"
        )

    def _ask(self, asked: _Round, faults: Faults) -> Iterator[Statement]:
        failed = 0
        for start in range(0, len(asked.terms), _NAMES):
            if failed >= _PATIENCE:
                what = f"nothing more was asked, since {_PATIENCE} requests failed in a row"
                faults.add(_problem(what))
                return
            self._tell(f"asked for {start / len(asked.terms):.0%} of {asked.what}")
            batch = asked.terms[start : start + _NAMES]
            try:
                rows = self._lookup.rows(asked.query, Slice(_ROWS), **{asked.hole: batch})
                statements = [_statement(row) for row in rows[:_ROWS]]
            except (LimitError, NotOfferedError, QuerySyntaxError) as error:
                what = f"a request for {len(batch)} names or things failed ({error})"
                faults.add(_problem(what))
                failed += 1
                continue
            failed = 0
            if len(rows) >= _ROWS:
                faults.add(_problem(f"an answer has {len(rows):,} rows and was cut at {_ROWS:,}"))
            kept = [one for one in statements if asked.answers(one)]
            if left := len(statements) - len(kept):
                faults.add(_problem(f"rows that were not asked for are in an answer: {left:,}"))
            yield from kept

    def _tell(self, what: str) -> None:
        if time.monotonic() - self._told >= _SILENT:
            self._report(what)
            self._told = time.monotonic()


def _describing(subjects: Sequence[str]) -> _Round:
    terms, known = [ox.NamedNode(iri) for iri in subjects], set(subjects)
    what = "what has our names"
    return _Round("linking-described", "thing", terms, lambda one: one.subject in known, what)


def _problem(what: str) -> Problem:
    return Problem(Path("the service"), 0, what, "ask again later")


def _statement(row: Row) -> Statement:
    """Return what a row says. Raises RemoteError for one that is no answer to what was asked."""
    if missing := {"thing", "property", "value"} - row.keys():
        raise RemoteError(f"its answer lacks {', '.join(sorted(missing))}")
    thing, name, value = (row[key] for key in ("thing", "property", "value"))
    if not (isinstance(thing, ox.NamedNode) and isinstance(name, ox.NamedNode)):
        raise RemoteError("its answer names a thing or a property by something that is no IRI")
    if isinstance(value, ox.NamedNode):
        return Statement(thing.value, name.value, value.value, "", True)
    if isinstance(value, ox.Literal):
        language = (value.language or "")[:2]
        return Statement(thing.value, name.value, value.value, language, False)
    raise RemoteError("its answer has a value that is neither an IRI nor a text")
