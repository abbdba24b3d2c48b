"""The operator's own copies of documents: files of a folder, read once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from s5kg.spans import sha256

MOST_BYTES = 1024 * 1024  # of a file
MOST_FILES = 100


@dataclass(frozen=True)
class Copy:
    """A file of a folder: its name, and its text with its line ends as they are."""

    file: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return sha256(self.text)


@dataclass(frozen=True)
class Unread:
    """A file that cannot be used, why, and what the operator can do."""

    file: str
    why: str


def read_copies(folder: Path) -> list[Copy | Unread]:
    """Return the files of a folder in the order of their names, without hidden ones.

    Raises OSError where the folder cannot be listed.
    """
    return list(_read(folder))


def _read(folder: Path) -> Iterator[Copy | Unread]:
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    for number, path in enumerate(paths):
        if not path.is_file():
            yield Unread(path.name, "is no file; put the texts straight into the folder")
        elif number >= MOST_FILES:
            yield Unread(path.name, f"is left out: at most {MOST_FILES} files are read")
        else:
            yield _read_file(path)


def _read_file(path: Path) -> Copy | Unread:
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            return Unread(path.name, f"has more than {MOST_BYTES:,} bytes; give the text alone")
        return Copy(path.name, body.decode("utf-8"))
    except OSError as error:
        return Unread(path.name, f"cannot be read ({error.strerror}); let this process read it")
    except UnicodeDecodeError as error:
        return Unread(path.name, f"is not UTF-8 text (byte {error.start}); extract its text first")
