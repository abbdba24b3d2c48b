"""Statements of a dump or a SPARQL service about some nodes, and about what amounts hang on."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

import pyoxigraph as ox

from s5kg.enrichment.properties import Properties
from s5kg.federation import FetchError
from s5kg.federation.fetching import Fetcher
from s5kg.iris import to_iri, to_uri
from s5kg.linking.sources import Faults, Statement, read_statements
from s5kg.linking.things import text_of
from s5kg.lookup import Lookup, Row, Slice, Term
from s5kg.problems import Problem

MOST = 1000  # statements that are kept of one node
_CUT = 1000  # characters of a value that are kept: no value that is taken is as long
_ROWS = 20_000  # in one answer
_BATCH = 50  # nodes in one request
_PATIENCE = 3  # requests that fail one after the other before a service is given up
_FORM = "application/x-www-form-urlencoded"
_RESULTS = ("application/sparql-results+json",)

Found = dict[str, list[Statement]]


class Source(Protocol):
    """Where statements come from."""

    def statements(
        self, nodes: Collection[str], properties: Collection[str], faults: Faults
    ) -> Iterable[Statement]:
        """Give what is said of some nodes with some properties, and count what cannot be had."""


@dataclass(frozen=True)
class Dump:
    """A file; see `linking.sources`."""

    path: Path

    def statements(
        self, nodes: Collection[str], properties: Collection[str], faults: Faults
    ) -> Iterator[Statement]:
        """Read the file as a whole. Raises SourceError where that is not possible."""
        wanted, asked = frozenset(nodes), frozenset(properties)
        for statement in read_statements(self.path, faults):
            if statement.subject in wanted and statement.property in asked:
                yield statement


@dataclass
class Endpoint:
    """A SPARQL service, asked in batches within the bounds of a fetcher."""

    address: str
    fetcher: Fetcher
    lookup: Lookup
    failed: int = field(default=0, init=False)

    def statements(
        self, nodes: Collection[str], properties: Collection[str], faults: Faults
    ) -> Iterator[Statement]:
        """Ask for all nodes. Raises CallRefusedError for an address that is not allowed.

        A request that fails is a fault, and the others go on; after some in a row none is made.
        """
        names = [ox.NamedNode(name) for name in properties if ":" in name]
        rest = iter(sorted({*nodes, *map(to_uri, nodes)}))  # it may know either spelling
        while batch := [ox.NamedNode(iri) for iri in islice(rest, _BATCH)]:
            if self.failed >= _PATIENCE:
                left = len(batch) + len(list(rest))
                what = (
                    f"{left} nodes were not asked for, since {_PATIENCE} requests failed in a row"
                )
                faults.add(self._problem(what))
                return
            try:
                rows = self._ask(batch, names)
            except FetchError as error:
                self.failed += 1
                faults.add(self._problem(f"a request for {len(batch)} nodes failed ({error})"))
                continue
            self.failed = 0
            if len(rows) >= _ROWS:
                what = f"a request for {len(batch)} nodes got {_ROWS:,} rows and was cut there"
                faults.add(self._problem(what))
            yield from self._statements(rows, batch, names)

    def _ask(self, nodes: list[ox.NamedNode], names: list[ox.NamedNode]) -> list[Row]:
        text = self.lookup.text("enrichment-described", Slice(_ROWS), thing=nodes, property=names)
        body = urlencode({"query": text}).encode()
        fetched = self.fetcher.fetch(self.address, _RESULTS, body, _FORM)
        try:
            found = ox.parse_query_results(fetched.body, format=ox.QueryResultsFormat.JSON)
            if not isinstance(found, ox.QuerySolutions):
                raise FetchError("the answer is not rows")
            columns = ("thing", "property", "value")
            rows: list[Row] = [{name: row[name] for name in columns} for row in found]
        except (SyntaxError, ValueError, KeyError) as error:
            raise FetchError("the answer is not what its type says") from error
        if any(term is None for row in rows for term in row.values()):
            raise FetchError("the answer has not what was asked for")
        return rows

    def _statements(
        self, rows: Iterable[Row], nodes: Iterable[Term], names: Iterable[Term]
    ) -> Iterator[Statement]:
        """Give the rows that answer what was asked."""
        wanted, asked = set(nodes), set(names)
        for row in rows:
            if row["thing"] in wanted and row["property"] in asked:
                yield from _statement(row)

    def _problem(self, what: str) -> Problem:
        return Problem(Path("the service"), 0, what, "ask again later")


def gather(
    source: Source, nodes: Iterable[str], properties: Properties, faults: Faults, cut: Faults
) -> Found:
    """Return node → its statements, with those of the nodes that amounts stand on.

    What a node has beyond MOST statements is counted in `cut`. Raises what the source raises.
    """
    found: Found = {}
    full: set[str] = set()
    front = set(nodes)
    for further in range(1 + max(len(path.steps) for path in properties.paths)):
        counted = Faults() if further and isinstance(source, Dump) else faults
        for statement in source.statements(front, properties.asked, counted):
            kept = found.setdefault(statement.subject, [])
            if len(kept) < MOST:
                kept.append(statement._replace(value=statement.value[:_CUT]))
            elif statement.subject not in full:
                full.add(statement.subject)
                what = f"{statement.subject}: more than {MOST} statements; the rest was left out"
                cut.add(Problem(Path("the source"), 0, what, "look at the node there"))
        front = _next(found, properties.steps) - found.keys()
        if not front:
            break
    return found


def _next(found: Mapping[str, list[Statement]], steps: Collection[str]) -> set[str]:
    return {
        one.value for said in found.values() for one in said if one.is_iri and one.property in steps
    }


def _statement(row: Row) -> Iterator[Statement]:
    thing, name, value = row["thing"], row["property"], row["value"]
    if isinstance(value, ox.NamedNode | ox.Literal):
        named = isinstance(value, ox.NamedNode)
        language = value.language or "" if isinstance(value, ox.Literal) else ""
        text = to_iri(value.value) if named else value.value
        subject = to_iri(text_of(thing))
        yield Statement(subject, text_of(name), text, language.lower()[:2], named)
