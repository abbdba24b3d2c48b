"""Tables of uniform rows."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.problems import SourceError
from s5kg.tables import read_table

COLUMNS = ("id", "what")


def _write(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_rows_know_their_cells_and_lines(tmp_path: Path) -> None:
    """A row gives its cells by name and the line it stands in."""
    (first, second) = read_table(_write(tmp_path, "id\twhat\na\tx\nb\ty\n"), COLUMNS)
    assert (first["id"], first.line, second["what"], second.line) == ("a", 2, "y", 3)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "is not the header"),
        ("id\tother\n", 1, "is not the header"),
        ("id\twhat\na\n", 2, "1 cells where the header names 2"),
        ("id\twhat\na\tb\tc\n", 2, "3 cells where the header names 2"),
        ("id\twhat\na\tb\nc\t \n", 3, "column what is empty"),
        (b"id\twhat\n\xff\tb\n", 2, "not UTF-8"),
        (b"\xef\xbb\xbfid\twhat\n", 1, "byte-order mark"),
    ],
)
def test_a_bad_row_is_named_by_line(
    tmp_path: Path, text: str | bytes, line: int, what: str
) -> None:
    """Each fault says the line, what is wrong and what to do."""
    with pytest.raises(SourceError) as caught:
        read_table(_write(tmp_path, text), COLUMNS)
    (problem,) = caught.value.problems
    assert problem.line == line
    assert what in problem.what
    assert problem.remedy


def test_all_bad_rows_are_reported_at_once(tmp_path: Path) -> None:
    """Nobody has to mend one row to hear of the next."""
    with pytest.raises(SourceError) as caught:
        read_table(_write(tmp_path, "id\twhat\na\nb\nc\td\n"), COLUMNS)
    assert [problem.line for problem in caught.value.problems] == [2, 3]


_CELL = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).filter(
    lambda cell: cell.strip()
)


@given(st.lists(st.tuples(_CELL, _CELL)))
def test_any_cells_come_back(rows: list[tuple[str, str]]) -> None:
    """Quotes, commas and any letters are cells like others."""
    with tempfile.TemporaryDirectory() as folder:
        lines = ["\t".join(row) for row in [COLUMNS, *rows]]
        found = read_table(_write(Path(folder), "\n".join(lines) + "\n"), COLUMNS)
        assert [(row["id"], row["what"]) for row in found] == rows
