"""Shapes compiled for a store: which are covered, and what they find."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.shacl.constraints import Compiler, component
from s5kg.shacl.queries import Select, read_select
from s5kg.shacl.results import Result, fill
from s5kg.shacl.shapes import Reader, Shape, is_true, targeted
from s5kg.shacl.terms import SUBCLASS, NotCoveredError, ShapesGraph, Term
from s5kg.shacl.writer import Hierarchy, Query

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


@dataclass(frozen=True)
class Data:
    """The data in a store: the union of all graphs but `without`."""

    store: ox.Store
    without: ox.NamedNode | None = None

    def rows(self, query: str, apart: bool = False) -> ox.QuerySolutions:
        """Return the rows of a SELECT.

        `apart` promises that the graph left out has no part in the answer, so that the query may
        run over all graphs, which is faster. Raises TypeError for another form of query.
        """
        if apart or self.without is None:
            found = self.store.query(query, use_default_graph_as_union=True)
        else:
            found = self.store.query(query, default_graph=self.graphs(), named_graphs=[])
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("a constraint must be a SELECT query")
        return found

    def graphs(self) -> list[Graph]:
        """Return the names of the graphs that are data."""
        named: list[Graph] = [g for g in self.store.named_graphs() if g != self.without]
        return [ox.DefaultGraph(), *named]

    def triples(self) -> Iterator[ox.Triple]:
        """Yield the data; a triple in several graphs comes several times."""
        for graph in self.graphs():
            for quad in self.store.quads_for_pattern(None, None, None, graph):
                yield quad.triple

    def hierarchy(self) -> Hierarchy:
        """Return, for each class that has others below it, all of them and itself."""
        below: dict[Term, set[Term]] = {}
        for row in self.rows(f"SELECT DISTINCT ?c ?d WHERE {{ ?c {SUBCLASS} ?d }}"):
            below.setdefault(row["d"], set()).add(row["c"])
        return {class_: _closure(class_, below) for class_ in below}


def _closure(class_: Term, below: dict[Term, set[Term]]) -> frozenset[Term]:
    found = {class_}
    frontier = found
    while frontier := {c for parent in frontier for c in below.get(parent, ())} - found:
        found |= frontier
    return frozenset(found)


class Shapes:
    """The shapes of a graph, each either covered or refused with a reason."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Read all shapes that have targets."""
        self.graph = ShapesGraph(triples)
        self.covered: list[Shape] = []
        self.refused: dict[Term, str] = {}
        self._selects: dict[Term, list[Select]] = {}
        reader = Reader(self.graph)
        for node, targets in targeted(self.graph):
            try:
                shape = reader.read(node, tuple(targets))
                selects = list(self._read_selects(shape))
                # Written once without data, so that what cannot be written is known beforehand.
                list(Compiler(self.graph, {}).queries(shape))
            except NotCoveredError as error:
                self.refused[node] = str(error)
            else:
                self.covered.append(shape)
                self._selects[node] = selects

    def _read_selects(self, shape: Shape) -> Iterator[Select]:
        """Yield the queries of a shape and, where it has no path, of its property shapes."""
        if shape.deactivated:
            return
        for constraint in shape.constraints:
            if constraint.name == "sparql":
                if not is_true(self.graph, constraint.value, "deactivated"):
                    yield read_select(self.graph, shape, constraint.value)
            elif constraint.name == "property":
                child = constraint.shapes[0]
                nested = list(self._read_selects(child))
                if nested and shape.path is not None:
                    raise NotCoveredError("sh:sparql of values of values")
                yield from nested

    def run(self, data: Data) -> list[Result]:
        """Return what the covered shapes find."""
        compiler = Compiler(self.graph, data.hierarchy())
        found: list[Result] = []
        for shape in self.covered:
            for query in compiler.queries(shape):
                found += _results(query, data)
            for select in self._selects[shape.node]:
                found += _select_results(select, shape, compiler, data)
        return found


def _results(query: Query, data: Data) -> Iterator[Result]:
    shape = query.shape
    path = shape.path.node if shape.path else None
    for row in data.rows(query.text, query.apart):
        yield Result(
            focus=row[query.focus[1:]],
            path=row[query.path[1:]] if query.path else path,
            value=row[query.value[1:]] if query.value else None,
            severity=shape.severity,
            shape=shape.node,
            component=query.component,
            messages=shape.messages,
        )


def _select_results(
    select: Select, target: Shape, compiler: Compiler, data: Data
) -> Iterator[Result]:
    text = select.text(compiler.writer().targets(target, "?this"))
    seen: set[tuple[tuple[str, Term], ...]] = set()
    for row in _as_dicts(data.rows(text)):
        key = tuple(sorted(row.items(), key=lambda item: item[0]))
        if key not in seen:
            seen.add(key)
            yield _select_result(select, row)


def _as_dicts(rows: ox.QuerySolutions) -> Iterator[dict[str, Term]]:
    names = [variable.value for variable in rows.variables]
    for row in rows:
        yield {name: row[name] for name in names if row[name] is not None}


def _select_result(select: Select, row: dict[str, Term]) -> Result:
    shape = select.shape
    focus, value, path = row["this"], row.get("value"), row.get("path")
    if value is None and shape.path is None:
        value = focus
    if not isinstance(path, ox.NamedNode):
        path = shape.path.node if shape.path else None
    shown = row if value is None else {**row, "value": value}
    own = row.get("message")
    messages = (own,) if isinstance(own, ox.Literal) else select.messages
    return Result(
        focus, path, value, shape.severity, shape.node, component("SPARQL"),
        select.node, tuple(fill(message, shown) for message in messages),
    )  # fmt: skip
