"""The operator's copies of documents, read from a folder."""

from pathlib import Path

from s5kg.spans import sha256
from s5kg.web.copies import MOST_BYTES, MOST_FILES, Copy, Unread, read_copies


def test_texts_are_read_as_they_are(tmp_path: Path) -> None:
    """Line ends stay, since offsets and digests count them; hidden files are none."""
    (tmp_path / "b.txt").write_bytes("二\r\n".encode())
    (tmp_path / "a.txt").write_bytes("一\n".encode())
    (tmp_path / ".hidden").write_bytes(b"secret")
    copies = read_copies(tmp_path)
    assert copies == [Copy("a.txt", "一\n"), Copy("b.txt", "二\r\n")]
    assert isinstance(copies[1], Copy)
    assert copies[1].digest == sha256("二\r\n")


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    """A folder, a text of another encoding and one that is too long: each with what to do."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "long.txt").write_bytes(b"x" * (MOST_BYTES + 1))
    (tmp_path / "longest.txt").write_bytes(b"x" * MOST_BYTES)
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "missing")
    found = {one.file: one for one in read_copies(tmp_path)}
    why = {name: one.why for name, one in found.items() if isinstance(one, Unread)}
    assert set(found) - set(why) == {"longest.txt"}
    assert "straight into the folder" in why["folder"]
    assert "byte 3" in why["latin.txt"]
    assert f"{MOST_BYTES:,} bytes" in why["long.txt"]
    assert "is no file" in why["nowhere.txt"]


def test_no_more_files_are_read_than_a_bound(tmp_path: Path) -> None:
    """The first by name are, and the others are named."""
    for number in range(MOST_FILES + 2):
        (tmp_path / f"{number:03}.txt").write_bytes(b"x")
    found = read_copies(tmp_path)
    left = [one.file for one in found if isinstance(one, Unread)]
    assert left == [f"{MOST_FILES:03}.txt", f"{MOST_FILES + 1:03}.txt"]
