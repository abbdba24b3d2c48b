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
