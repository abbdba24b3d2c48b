"""Results in the formats of the suite and of services, as rows that can be compared."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from conformance.isomorphism import Cell, Row, isomorphic
from conformance.outcome import Outcome
from conformance.triples import RDF, RS, Suite, Triples
from conformance.values import by_value

_FORMATS = {
    "srx": ox.QueryResultsFormat.XML,
    "srj": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
}


@dataclass(frozen=True)
class Answer:
    """Rows with their variables in order of name, a graph, or yes or no.

    `ordered` says that the order of the rows is part of the answer.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    truth: bool | None = None
    ordered: bool = False


def compare(expected: Answer, actual: Answer, *, lax: bool = False) -> Outcome:
    """Return how far an answer is the expected one; `lax` lets duplicates be left out."""
    if (expected.truth, expected.variables) != (actual.truth, actual.variables):
        return Outcome.FAILED
    left, right = _prepared(expected, lax), _prepared(actual, lax)
    if not expected.ordered:
        left, right = [row[1:] for row in left], [row[1:] for row in right]
    if isomorphic(left, right):
        return Outcome.PASSED
    if isomorphic([by_value(row) for row in left], [by_value(row) for row in right]):
        return Outcome.BY_VALUE
    return Outcome.FAILED


def read_results(body: bytes, extension: str, *, ordered: bool = False) -> Answer:
    """Read results in the format of a file ending. Raises SyntaxError for what is not in it."""
    if extension == "csv":
        return _read_csv(body, ordered)
    found = ox.parse_query_results(body, _FORMATS[extension])
    if isinstance(found, ox.QueryBoolean):
        return Answer(truth=bool(found))
    names = [variable.value for variable in found.variables]
    rows = [[solution[name] for name in names] for solution in found]
    return _answer(names, rows, ordered)


def read_graph(body: bytes, kind: ox.RdfFormat = ox.RdfFormat.N_TRIPLES) -> Answer:
    """Read a graph. Raises SyntaxError for what is not in the format."""
    return graph(list(ox.parse(body, format=kind)))


def graph(quads: Sequence[ox.Quad]) -> Answer:
    """Return a graph as an answer."""
    return Answer(rows=tuple({(q.subject, q.predicate, q.object): None for q in quads}))


def read_expected(suite: Suite, iri: str, *, ordered: bool) -> Answer:
    """Read the file with the expected answer; a result set may be written as a graph."""
    extension = iri.rpartition(".")[2]
    if extension in (*_FORMATS, "csv"):
        return read_results(suite.path(iri).read_bytes(), extension, ordered=ordered)
    quads = suite.quads(iri)
    triples = Triples(quads)
    sets = triples.subjects(f"{RDF}type", ox.NamedNode(f"{RS}ResultSet"))
    return _read_result_set(triples, sets[0]) if sets else graph(quads)


def _read_result_set(triples: Triples, node: Cell) -> Answer:
    if not isinstance(node, ox.NamedNode | ox.BlankNode):
        raise ValueError("a result set is no literal")
    if truth := triples.value(node, f"{RS}boolean"):
        return Answer(truth=truth in ("true", "1"))
    names = triples.values(node, f"{RS}resultVariable")
    rows: list[tuple[int, list[Cell]]] = []
    solutions = triples.objects(node, f"{RS}solution")
    for solution in solutions:
        cells: dict[str, Cell] = {}
        for binding in triples.objects(solution, f"{RS}binding"):
            name = triples.value(binding, f"{RS}variable") or ""
            cells[name] = triples.object(binding, f"{RS}value")
        index = int(triples.value(solution, f"{RS}index") or 0)
        rows.append((index, [cells.get(name) for name in names]))
    ordered = bool(rows) and all(index for index, _ in rows)
    rows.sort(key=lambda row: row[0])
    return _answer(names, [cells for _, cells in rows], ordered)


def _read_csv(body: bytes, ordered: bool) -> Answer:
    """Read CSV: text only, but for the names of blank nodes (3.1 of the format)."""
    lines = list(csv.reader(io.StringIO(body.decode(), newline="")))
    if not lines:
        raise SyntaxError("CSV without a header")
    cells: list[list[Cell]] = [
        [ox.BlankNode(text[2:]) if text.startswith("_:") else text for text in line]
        for line in lines[1:]
    ]
    return _answer(lines[0], cells, ordered)


def _answer(names: Sequence[str], rows: Sequence[Sequence[Cell]], ordered: bool) -> Answer:
    order = sorted(range(len(names)), key=lambda at: names[at])
    variables = tuple(names[at] for at in order)
    sorted_rows = tuple(tuple(row[at] for at in order) for row in rows)
    return Answer(variables, sorted_rows, ordered=ordered)


def _prepared(answer: Answer, lax: bool) -> list[Row]:
    rows = list(dict.fromkeys(answer.rows)) if lax else list(answer.rows)
    return [(place, *row) for place, row in enumerate(rows)]
