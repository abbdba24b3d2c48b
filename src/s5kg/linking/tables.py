"""Rows of CSV, each with the line it begins in; one that is broken costs no other.

A quotation mark that is never closed makes one row of thousands of lines. So a row of several lines
that cannot be meant is read again line by line.
"""

import csv
from collections.abc import Callable, Iterator
from typing import NamedTuple, TextIO

_ROW = 1 << 17  # characters after which a row takes no further line: no cell may have as many
_LINE = 1 << 22  # characters of a line that are held
_ENDS = ("\n", "\r")


class Row(NamedTuple):
    """The first line of a row, its cells, and what is wrong with it or nothing."""

    line: int
    cells: list[str]
    fault: str


def read_rows(file: TextIO, start: int, wrong: Callable[[list[str]], str]) -> Iterator[Row]:
    """Yield the rows from a line on; blank lines are none. `wrong` says what is wrong with cells.

    What is held is bounded, however long lines and cells are.
    """
    lines = _Lines(file, start)
    rows = csv.reader(lines, strict=True)
    while True:
        lines.forget()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield from _alone(lines, wrong)
            continue
        if _is_blank(cells):
            continue
        fault = wrong(cells)
        if fault and len(lines.held) > 1:
            yield from _alone(lines, wrong)
        else:
            yield Row(lines.first, cells, fault)


class _Lines:
    """The lines of a file, and those of them that the row at hand is made of."""

    def __init__(self, file: TextIO, start: int) -> None:
        self._file = file
        self._next = start
        self.held: list[str] = []
        self._size = 0

    def forget(self) -> None:
        """Begin another row."""
        self.held.clear()
        self._size = 0

    @property
    def first(self) -> int:
        """The number of the first line that is held."""
        return self._next - len(self.held)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.held and self._size > _ROW:
            raise csv.Error("it does not end")
        line = self._file.readline(_LINE)
        if not line:
            raise StopIteration
        self.held.append(line)
        self._size += len(line)
        self._next += 1
        if _is_cut(line):
            rest = line
            while rest and not rest.endswith(_ENDS):
                rest = self._file.readline(_LINE)
            raise csv.Error("it does not end")
        return line


def _alone(lines: _Lines, wrong: Callable[[list[str]], str]) -> Iterator[Row]:
    """Yield the rows that the lines held are, each taken for itself and less strictly."""
    for number, line in enumerate(lines.held, lines.first):
        if _is_cut(line):
            yield Row(number, [], f"this is no row (a line of more than {_LINE:,} characters)")
            continue
        try:
            cells = next(csv.reader([line.rstrip("\r\n") + "\n"]))
        except csv.Error as error:
            yield Row(number, [], f"this is no row ({error})")
            continue
        if _is_blank(cells):
            continue
        unclosed = cells[-1].endswith("\n")
        fault = "this is no row (a quotation mark is not closed)" if unclosed else wrong(cells)
        yield Row(number, cells, fault)


def _is_blank(cells: list[str]) -> bool:
    return not any(cell.strip() for cell in cells)


def _is_cut(line: str) -> bool:
    return len(line) >= _LINE and not line.endswith(_ENDS)
