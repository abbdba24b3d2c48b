"""What is wrong with an input, where, and what to do: the one shape of every error for people."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of an input file.

    `line` is 1-based; 0 means the file as a whole.
    """

    file: Path
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        """Render as `file:line: what. remedy`."""
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{where}: {self.what} → {self.remedy}"


class SourceError(Exception):
    """The sources cannot be built; `problems` says why, one entry per fault."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems sorted by place."""
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file.

    Raises SourceError for a file that cannot be read, is not UTF-8, or opens with a byte-order
    mark.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise SourceError([Problem(path, 0, what, "check the file and who may read it")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = f"not UTF-8 ({error.reason})"
        raise SourceError([Problem(path, line, what, "save the file as UTF-8")]) from error
    if text.startswith("\ufeff"):
        what = "the file opens with a byte-order mark"
        raise SourceError([Problem(path, 1, what, "save the file as UTF-8 without one")])
    return text
