"""Tab-separated tables with a fixed header: rows with line numbers, faults with file and line."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from s5kg.problems import Problem, SourceError, read_text


@dataclass(frozen=True)
class Row:
    """One row of a table: its cells by column name, and where it stands."""

    file: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the cell of a column."""
        return self.cells[column]

    def problem(self, what: str, remedy: str) -> Problem:
        """Return a fault at this row."""
        return Problem(self.file, self.line, what, remedy)


def read_table(path: Path, columns: Sequence[str]) -> list[Row]:
    """Read a UTF-8 table whose first line names exactly `columns`.

    Raises SourceError with one problem per bad line: wrong header, wrong number of cells, an
    empty cell, text that is not UTF-8.
    """
    lines = read_text(path).splitlines()
    header = "\t".join(columns)
    if not lines or lines[0] != header:
        what = f"the first line is not the header {header!r}"
        raise SourceError([Problem(path, 1, what, "write these column names, separated by tabs")])
    rows, problems = [], []
    for row in _rows(path, lines[1:], columns):
        if isinstance(row, Problem):
            problems.append(row)
        else:
            rows.append(row)
    if problems:
        raise SourceError(problems)
    return rows


def _rows(path: Path, lines: list[str], columns: Sequence[str]) -> Iterator[Row | Problem]:
    reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(columns):
            what = f"{len(cells)} cells where the header names {len(columns)}"
            yield Problem(path, number, what, f"give {', '.join(columns)}, one tab between them")
        elif empty := [c for c, cell in zip(columns, cells, strict=True) if not cell.strip()]:
            yield Problem(path, number, f"column {empty[0]} is empty", "fill it in")
        else:
            yield Row(path, number, dict(zip(columns, cells, strict=True)))
