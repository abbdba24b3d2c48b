"""Statements of a SPARQL service, asked for by our names, since it cannot be read as a whole."""

from collections.abc import Iterable, Iterator
from itertools import islice, product
from pathlib import Path

import pyoxigraph as ox

from s5kg.engine import LimitError, NotOfferedError, QuerySyntaxError
from s5kg.linking.sources import Faults, Statement
from s5kg.linking.things import Thing, text_of
from s5kg.lookup import Lookup, Row
from s5kg.problems import Problem

_NAMES = 100  # names, or things, in one request
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
        rest = iter(terms)
        while batch := list(islice(rest, _NAMES)):
            try:
                rows = self._lookup.rows(query, None, **{hole: batch})
            except (LimitError, NotOfferedError, QuerySyntaxError) as error:
                what = f"a request of {len(batch)} names or things failed ({error})"
                faults.add(Problem(Path("the service"), 0, what, "ask again later"))
                continue
            yield from map(_statement, rows)


def _statement(row: Row) -> Statement:
    value = row["value"]
    language = value.language or "" if isinstance(value, ox.Literal) else ""
    named = isinstance(value, ox.NamedNode)
    thing, name, text = (text_of(row[key]) for key in ("thing", "property", "value"))
    return Statement(thing, name, text, language[:2], named)
