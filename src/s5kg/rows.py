"""The rows of a SELECT query for Python: terms of rdflib, and a pandas frame of plain values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args, overload

from rdflib.query import ResultRow
from rdflib.term import BNode, Identifier, URIRef, Variable
from rdflib.term import Literal as RdfLiteral

from s5kg.frames import frame
from s5kg.literals import literal
from s5kg.markup import Cell, HtmlTable, as_html
from s5kg.names import Names, chosen
from s5kg.namespaces import shrink

if TYPE_CHECKING:
    import pandas as pd

Language = Literal["en", "ja"]
_SHOWN = 60  # rows that a notebook shows


def check_language(language: str) -> None:
    """Raise ValueError for a language that the graph's names are not in."""
    if language not in get_args(Language):
        raise ValueError(f"{language!r} is no language of the graph: choose 'en' or 'ja'")


class Rows(Sequence[ResultRow]):
    """Rows with named columns: `rows[0].name`, `rows[0]["name"]`, `rows.variables`."""

    def __init__(self, results_json: bytes, names: Names | None = None) -> None:
        """Read SPARQL 1.1 Query Results JSON. `names` know what things are called."""
        answer = json.loads(results_json)
        self.variables: list[str] = answer.get("head", {}).get("vars", [])
        variables = [Variable(name) for name in self.variables]
        found = answer.get("results", {}).get("bindings", [])
        self._rows = [ResultRow(_bound(row), variables) for row in found]
        self._names = names

    @overload
    def __getitem__(self, index: int) -> ResultRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[ResultRow]: ...
    def __getitem__(self, index: int | slice) -> ResultRow | list[ResultRow]:
        """Return one row, or some."""
        return self._rows[index]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def __iter__(self) -> Iterator[ResultRow]:
        """Yield the rows."""
        return iter(self._rows)

    def __repr__(self) -> str:
        """Say the columns and the size."""
        return f"<Rows {' '.join(self.variables)}: {len(self)}>"

    def _repr_html_(self) -> str:
        cells = [
            [_cell(row[name]) for name in self.variables]  # what is unbound is empty
            for row in self._rows[:_SHOWN]
        ]
        return as_html(HtmlTable(Cell(""), self.variables, cells, len(self)))

    def to_pandas(self, labels: Language | None = None) -> pd.DataFrame:
        """Return a frame of plain Python values, IRIs as text, unbound as None.

        With `labels` a column of IRIs, `x`, has one of names in that language behind it, `xLabel`,
        unless the query has such a column itself. Raises ImportError with what to install where
        pandas is missing, ValueError for another language.
        """
        found = self._labels(labels) if labels else {}
        columns: dict[str, list[Any]] = {}
        for name in self.variables:
            terms = [row[name] for row in self._rows]
            columns[name] = [_plain(term) for term in terms]
            beside = f"{name}Label"
            iris = [str(term) if isinstance(term, URIRef) else "" for term in terms]
            if labels and any(iris) and beside not in self.variables:
                columns[beside] = [found.get(iri) for iri in iris]
        return frame(columns)

    def _labels(self, language: Language) -> dict[str, str]:
        check_language(language)
        if self._names is None:
            raise ValueError("these rows came without a graph that knows names")
        iris = {str(term) for row in self._rows for term in row if isinstance(term, URIRef)}
        called = self._names.all(sorted(iris))
        return {iri: chosen(iri, by, language).value for iri, by in called.items() if by}


def _bound(row: Mapping[str, Any]) -> dict[Variable, Identifier]:
    return {Variable(name): _term(found) for name, found in row.items()}


def _term(found: Mapping[str, Any]) -> Identifier:
    """Return the term of a cell; one that rdflib has no class for, a triple, is its text."""
    value = found["value"]
    match found["type"]:
        case "uri":
            return URIRef(value)
        case "bnode":
            return BNode(value)
        case "triple":
            parts = (_term(value[part]).n3() for part in ("subject", "predicate", "object"))
            return RdfLiteral(f"<<( {' '.join(parts)} )>>")
    return literal(value, found.get("datatype"), found.get("xml:lang"))


def _plain(term: Any) -> Any:
    if term is None:
        return None
    return term.toPython() if isinstance(term, RdfLiteral) else str(term)


def _cell(term: Any) -> Cell:
    if isinstance(term, URIRef):
        return Cell(shrink(str(term)), str(term))
    if isinstance(term, RdfLiteral):
        return Cell(str(term), language=term.language or "")
    return Cell("" if term is None else str(term))
