"""Statements of a SPARQL service, asked for by our names, since it cannot be read as a whole."""

from collections.abc import Iterable, Iterator
from itertools import islice, product
from pathlib import Path

import pyoxigraph as ox

from s5kg.engine import LimitError, NotOfferedError, QuerySyntaxError, RemoteError
from s5kg.linking.sources import Faults, Statement
from s5kg.linking.things import Thing, text_of
from s5kg.lookup import Lookup, Row, Slice
from s5kg.problems import Problem

_NAMES = 100  # names, or things, in one request
_ROWS = 20_000  # in one answer
_PATIENCE = 3  # requests that fail one after the other before the service is given up
_LANGUAGES = ("en", "ja", "")


class ServiceStatements:
    """What a service says of the things that have one of our names.

    It finds names written exactly as ours. Where a request fails, what the others brought stays,
    and the fault is counted.
    """

    def __init__(self, lookup: Lookup, things: Iterable[Thing]) -> None:
        """Ask through `lookup`."""
        self._lookup = lookup
        self._names = sorted({name for thing in things for name, _ in thing.names})
        self._found: list[Statement] | None = None

    def __call__(self, faults: Faults) -> list[Statement]:
        """Return all that was found; the service is asked once."""
        if self._found is None:
            named = list(self._ask("linking-names", "value", self._literals(), faults))
            things = [ox.NamedNode(iri) for iri in sorted({one.subject for one in named})]
            self._found = named + list(self._ask("linking-described", "thing", things, faults))
        return self._found

    def _literals(self) -> list[ox.NamedNode | ox.Literal]:
        pairs = product(self._names, _LANGUAGES)
        return [
            ox.Literal(name, language=lang) if lang else ox.Literal(name) for name, lang in pairs
        ]

    def _ask(
        self, query: str, hole: str, terms: Iterable[ox.NamedNode | ox.Literal], faults: Faults
    ) -> Iterator[Statement]:
        rest, failed = iter(terms), 0
        while batch := list(islice(rest, _NAMES)):
            if failed >= _PATIENCE:
                what = f"nothing more was asked, since {_PATIENCE} requests failed in a row"
                faults.add(_problem(what))
                return
            try:
                rows = self._lookup.rows(query, Slice(_ROWS), **{hole: batch})
                statements = [_statement(row) for row in rows]
            except (LimitError, NotOfferedError, QuerySyntaxError) as error:
                what = f"a request for {len(batch)} names or things failed ({error})"
                faults.add(_problem(what))
                failed += 1
                continue
            failed = 0
            if len(statements) >= _ROWS:
                faults.add(_problem(f"an answer has {_ROWS:,} rows and was cut there"))
            yield from statements


def _problem(what: str) -> Problem:
    return Problem(Path("the service"), 0, what, "ask again later")


def _statement(row: Row) -> Statement:
    """Return what a row says. Raises RemoteError for one that is no answer to what was asked."""
    if missing := {"thing", "property", "value"} - row.keys():
        raise RemoteError(f"its answer lacks {', '.join(sorted(missing))}")
    value = row["value"]
    language = value.language or "" if isinstance(value, ox.Literal) else ""
    named = isinstance(value, ox.NamedNode)
    thing, name, text = (text_of(row[key]) for key in ("thing", "property", "value"))
    return Statement(thing, name, text, language[:2], named)
