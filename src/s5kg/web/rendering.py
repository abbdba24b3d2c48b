"""Answers as people read them: SPARQL results JSON as a table of cells, a graph as lines."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from s5kg.markup import printable
from s5kg.names import Text
from s5kg.namespaces import shrink

MOST_ROWS = 1000
_XSD = "http://www.w3.org/2001/XMLSchema#"
_PLAIN = {f"{_XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}
_NUMERIC = {f"{_XSD}{name}" for name in ("integer", "decimal", "double", "float", "gYear")}
# HTML cannot hold these, not even escaped (HTML Living Standard, 13.2.3.5 and 13.2.5).


@dataclass(frozen=True)
class Cell:
    """A term as shown.

    `address` is the IRI that it is, if it is one; `label` is what that is called, where known.
    """

    text: str
    address: str = ""
    label: Text | None = None
    language: str = ""
    datatype: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """The rows of a SELECT that are shown, out of `total`; an unbound variable is None."""

    columns: list[str]
    rows: list[list[Cell | None]]
    total: int

    @property
    def whole(self) -> bool:
        """Whether no row is left out."""
        return self.total == len(self.rows)

    @property
    def numeric(self) -> list[bool]:
        """Whether each column holds nothing but numbers, so that their digits can line up."""
        columns = ([row[i] for row in self.rows] for i in range(len(self.columns)))
        return [any(column) and all(not c or c.numeric for c in column) for column in columns]


@dataclass(frozen=True)
class Lines:
    """The first lines of a graph in Turtle, out of `total`."""

    text: str
    total: int

    @property
    def whole(self) -> bool:
        """Whether no line is left out."""
        return self.total <= MOST_ROWS

    @property
    def shown(self) -> int:
        """How many lines are shown."""
        return min(self.total, MOST_ROWS)


def read_graph(body: bytes) -> Lines:
    """Return the beginning of a Turtle document."""
    lines = body.decode().splitlines(keepends=True)
    return Lines(printable("".join(lines[:MOST_ROWS])), len(lines))


def read_results(body: bytes, most: int | None = MOST_ROWS) -> Table | bool:
    """Return what SPARQL results JSON says: a table, or the yes or no of an ASK.

    A table has at most `most` rows; None is no limit.
    """
    answer = json.loads(body)
    if "boolean" in answer:
        return bool(answer["boolean"])
    columns = answer["head"].get("vars", [])
    bindings = answer["results"]["bindings"]
    rows = [
        [_cell(row[name]) if name in row else None for name in columns] for row in bindings[:most]
    ]
    return Table(columns, rows, len(bindings))


def without_header(text: str) -> str:
    """Return the text of a query file without its `#+` lines."""
    lines = (line for line in text.splitlines() if not line.startswith("#+"))
    return "\n".join(lines).strip()


def _cell(term: Mapping[str, Any]) -> Cell:
    value = term["value"]
    if term["type"] == "uri":
        return Cell(printable(shrink(value)), address=value)
    if term["type"] == "bnode":
        return Cell(f"_:{value}")
    if term["type"] == "triple":
        parts = (_cell(value[part]).text for part in ("subject", "predicate", "object"))
        return Cell(f"<<( {' '.join(parts)} )>>")
    datatype = term.get("datatype", "")
    return Cell(
        printable(value),
        language=term.get("xml:lang", ""),
        datatype="" if datatype in _PLAIN else printable(shrink(datatype)),
        numeric=datatype in _NUMERIC,
    )
