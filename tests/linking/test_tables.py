"""Rows of CSV: where they begin, which are broken, and what that costs."""

import csv
from io import StringIO
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.linking import tables
from s5kg.linking.tables import Row, read_rows


def _wrong(cells: list[str]) -> str:
    return "" if len(cells) == 2 else "not two"


def _read(text: str) -> list[Row]:
    return list(read_rows(StringIO(text, newline=""), 1, _wrong))


@given(st.lists(st.tuples(st.text('ab," ', min_size=1), st.text('ab,"\r\n'))))
def test_what_is_written_as_csv_is_read_as_it_was(pairs: list[tuple[str, str]]) -> None:
    """Quotation marks, commas and ends of lines in cells too, each row with its first line.

    A spreadsheet writes rows of empty cells where there are none.
    """
    file = StringIO(newline="")
    csv.writer(file).writerows(pairs)
    found = _read(file.getvalue())
    assert [tuple(row.cells) for row in found] == [one for one in pairs if "".join(one).strip()]
    lines = StringIO(file.getvalue(), newline="").readlines()
    for row in found:
        assert lines[row.line - 1].startswith((row.cells[0][0], '"'))
    assert not any(row.fault for row in found)


@pytest.mark.parametrize(
    ("text", "lines", "faults"),
    [
        ('a,"b\nc,d\ne,"f"\ng,h\n', [1, 2, 3, 4], [1]),
        ('a,"b\nc,d\ne,f\n', [1, 2, 3], [1]),
        ('a,"b\nc"\nd\n', [1, 3], [3]),
        ('a,"b\nc",d\ne,f\n', [1, 2, 3], [1]),
        ('a,"b" c\nd,e', [1, 2], []),
        ("a,b\r\n\r\nc\r\n", [1, 3], [3]),
        ("a,b\n,\n , \nc,d\n", [1, 4], []),
    ],
)
def test_faults_are_told_where_they_are(text: str, lines: list[int], faults: list[int]) -> None:
    """With the line of the row itself, not with that where the reader lost its patience."""
    found = _read(text)
    assert [row.line for row in found] == lines
    assert [row.line for row in found if row.fault] == faults


def test_a_line_of_any_length_is_one_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is passed over in pieces, and the next one is read."""
    monkeypatch.setattr(tables, "_LINE", 100)
    found = _read("a,b\n" + "x" * 1050 + "\nc,d\n")
    assert [(row.line, bool(row.fault)) for row in found] == [(1, False), (2, True), (3, False)]
    assert "more than 100 characters" in found[1].fault


@pytest.mark.parametrize("line", ['a","\n', '"",""",\n', "\n", "x,y\n", "x" * 300 + "\n"])
def test_no_more_is_held_than_a_row_may_have(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """However a quotation mark goes on, what was read is given back before more is taken."""
    monkeypatch.setattr(tables, "_ROW", 1000)
    text = 'a,"' + line * 2000
    file = StringIO(text, newline="")
    starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]
    held = [file.tell() - starts[row.line - 1] for row in read_rows(file, 1, _wrong)]
    assert 0 < max(held) < 2000
