"""The two nodes of rdflib's algebra that are evaluated by us: a call, and a pattern of our store.

A call gets what is bound before it in VALUES, in batches (SPARQL 1.1 Federated Query, 4).
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Dataset
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.paths import Path
from rdflib.plugins.sparql.evaluate import evalPart
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext
from rdflib.term import BNode, Identifier, Literal, URIRef, Variable

from s5kg.engine.nodes import OwnNode
from s5kg.engine.paths import path_text
from s5kg.engine.terms import from_ox, held, to_ox
from s5kg.federation import CallRefusedError, FetchError, UnclearCallError
from s5kg.federation.fetching import Fetcher
from s5kg.federation.patterns import SERVICE_NODE, Pattern

_BATCH = 100
_MOST_CALLS = 100
_RESULTS = ("application/sparql-results+json", "application/json")
_FORM = "application/x-www-form-urlencoded"


@dataclass
class Tally:
    """The calls of one query: how many were made, and why any of them failed.

    rdflib takes an error inside EXISTS for false, so who evaluates looks here afterwards.
    """

    calls: int = 0
    failures: list[Exception] = field(default_factory=list)


class CallNode(OwnNode):
    """A SERVICE clause, and the part of its group that comes before it.

    An `optional` one (a left join) keeps the rows that the service does not know.
    """

    def __init__(self, part: CompValue, pattern: Pattern, fetcher: Fetcher, tally: Tally) -> None:
        """Keep where and what to ask."""
        super().__init__("s5kg:Call", _vars=part._vars)
        self.term = part.term
        self.silent = "silent" in part
        self.pattern = pattern
        self.fetcher = fetcher
        self.tally = tally
        self.optional = False

    def solutions(self, ctx: QueryContext) -> Iterator[FrozenBindings]:
        """Give the rows before the call, joined with those of the service."""
        # rdflib gives some parts as lists, which each batch would begin anew.
        rows = iter([ctx.solution()] if self.before is None else evalPart(ctx, self.before))
        while batch := list(itertools.islice(rows, _BATCH)):
            goals: dict[Identifier | None, list[FrozenBindings]] = {}
            for row in batch:
                goals.setdefault(self._goal(row), []).append(row)
            for goal, members in goals.items():
                yield from self._joined(ctx, goal, members)

    def _goal(self, row: FrozenBindings) -> Identifier | None:
        if isinstance(self.term, Variable):
            return dict(row.items()).get(self.term)
        return URIRef(self.term)

    def _joined(
        self, ctx: QueryContext, goal: Identifier | None, rows: list[FrozenBindings]
    ) -> Iterator[FrozenBindings]:
        try:
            found = self._ask(goal, rows)
        except FetchError as error:
            if not self.silent or error.kind == "too-many-calls":  # that is no failure there
                self.tally.failures.append(error)
                raise
            yield from rows
            return
        except CallRefusedError as error:
            self.tally.failures.append(error)
            raise
        others = [FrozenBindings(ctx, values) for values in found]
        for row in rows:
            fitting = [row.merge(other) for other in others if row.compatible(other)]
            yield from fitting or ([row] if self.optional else [])

    def _ask(
        self, goal: Identifier | None, rows: list[FrozenBindings]
    ) -> list[dict[Variable, Identifier]]:
        """Return the service's solutions. Raises CallRefusedError, FetchError."""
        if not isinstance(goal, URIRef):
            raise FetchError("the variable of SERVICE has no IRI as its value", "no-iri")
        self.tally.calls += 1
        if self.tally.calls > _MOST_CALLS:
            raise _too_many_calls()
        text = self.pattern.query(_values(self.pattern.variables, rows))
        body = urlencode({"query": text}).encode()
        fetched = self.fetcher.fetch(str(goal), _RESULTS, body, _FORM)
        try:
            found = ox.parse_query_results(fetched.body, format=ox.QueryResultsFormat.JSON)
            if not isinstance(found, ox.QuerySolutions):
                raise FetchError(f"{goal} answered with no rows", "no-rows", goal=str(goal))
            names = [variable.value for variable in found.variables]
            return [
                {
                    Variable(n): _of_service(row[n], self.tally.calls)
                    for n in names
                    if row[n] is not None
                }
                for row in found
            ]
        except (SyntaxError, ValueError) as error:
            message = f"{goal} answered with what is no {_RESULTS[0]}"
            raise FetchError(message, "broken", goal=str(goal), wanted=_RESULTS[0]) from error


class LocalNode(OwnNode):
    """A basic graph pattern of our own store."""

    def __init__(self, part: CompValue) -> None:
        """Keep the triples."""
        super().__init__("s5kg:Local", _vars=part._vars)
        self.triples = part.triples

    def solutions(self, ctx: QueryContext) -> Iterator[FrozenBindings]:
        """Give the rows of the pattern that fit what is bound already."""
        terms = list(itertools.chain(*self.triples))
        if not terms:
            yield ctx.solution()
            return
        store: Any = ctx.graph.store._inner  # type: ignore[union-attr]
        variables = {term for term in terms if isinstance(term, Variable)}
        bound = {v: ctx[v] for v in variables if ctx[v] is not None}
        if any(not isinstance(value, URIRef | BNode | Literal) for value in bound.values()):
            return
        group = " . ".join(" ".join(_text(term) for term in triple) for triple in self.triples)
        found = store.query(
            f"SELECT * WHERE {{ {group} }}",
            substitutions={ox.Variable(v): to_ox(value) for v, value in bound.items()},
            **default_graph(ctx.graph),
        )
        free = [v for v in variables if v not in bound]
        for row in found:
            solution = ctx.push()
            for variable in free:
                solution[variable] = from_ox(row[str(variable)])
            yield solution.solution()


class CallingStore(OxigraphStore):
    """A store over which nobody but our own client makes calls."""


def evaluate_node(ctx: QueryContext, part: CompValue) -> Iterator[FrozenBindings]:
    """Evaluate a node of ours; rdflib goes on by itself for any other.

    It asks this for the queries of the whole process, and those of others may call as they like.
    """
    if isinstance(part, OwnNode):
        return part.solutions(ctx)
    of_others = ctx.graph is not None and not isinstance(ctx.graph.store, CallingStore)
    if part.name == SERVICE_NODE and not of_others:  # rdflib would call by itself
        raise UnclearCallError("SERVICE stands where it cannot be evaluated", "place")
    raise NotImplementedError


def default_graph(graph: Any) -> dict[str, Any]:
    """Return what makes a graph of rdflib the default graph of a query of pyoxigraph."""
    if isinstance(graph, Dataset):
        return {"use_default_graph_as_union": bool(graph.default_union)}
    if graph.identifier == DATASET_DEFAULT_GRAPH_ID:
        return {}
    return {"default_graph": [to_ox(graph.identifier)]}


def _of_service(term: Any, call: int) -> Identifier:
    """Return a term of an answer; it is to join ours, but for blank nodes."""
    found = from_ox(term, f"s{call}")
    return held(found) if isinstance(found, Literal) and found.datatype else found


def _too_many_calls() -> FetchError:
    most, batch = str(_MOST_CALLS), str(_BATCH)
    message = (
        f"the query makes more than {most} calls; put what is ours into a group before SERVICE: "
        f"{batch} of its rows go along in each call"
    )
    return FetchError(message, "too-many-calls", most=most, batch=batch)


def _values(variables: frozenset[str], rows: list[FrozenBindings]) -> str:
    """Return a VALUES clause of what is bound in all rows, each combination once.

    A blank node means nothing elsewhere, and what is unbound in one row would multiply others.
    """
    tables = [dict(row.items()) for row in rows]
    names = sorted(
        name
        for name in variables
        if all(isinstance(t.get(Variable(name)), URIRef | Literal) for t in tables)
    )
    if not names:
        return ""
    lines = dict.fromkeys(
        " ".join(str(to_ox(table[Variable(name)])) for name in names) for table in tables
    )
    heading = " ".join(f"?{name}" for name in names)
    return f"VALUES ({heading}) {{ {' '.join(f'({line})' for line in lines)} }}"


def _text(term: Identifier | Path) -> str:
    if isinstance(term, Path):
        return path_text(term)
    return f"?{term}" if isinstance(term, Variable) else str(to_ox(term))
