"""One writer at a time in a folder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from s5kg.linking.locking import alone_in
from s5kg.problems import SourceError


def test_writers_take_turns_and_leave_nothing(tmp_path: Path) -> None:
    """Each reads what the one before has written; the folder holds no more than their file."""
    folder = tmp_path / "links"
    count = folder / "count"

    def add(_: int) -> None:
        with alone_in(folder):
            before = int(count.read_text()) if count.exists() else 0
            count.write_text(str(before + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(200)))
    assert count.read_text() == "200"
    assert list(folder.iterdir()) == [count]


def test_a_folder_that_cannot_be_locked_is_told(tmp_path: Path) -> None:
    """A file stands in its place."""
    path = tmp_path / "links"
    path.touch()
    with pytest.raises(SourceError, match="cannot be locked"), alone_in(path):
        pass
