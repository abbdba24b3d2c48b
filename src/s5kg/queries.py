"""`.rq` files: a header of `#+ key: value` lines, then SPARQL. The folder is the query's role."""

import re
from dataclasses import dataclass
from pathlib import Path

from s5kg.problems import Problem, SourceError

ROLES = ("checks", "examples", "competency")
_HEADER = re.compile(r"#\+ ([a-z][a-z-]*): (.+)")
_REQUIRED = {
    "checks": ("summary", "summary-ja", "remedy", "remedy-ja"),
    "examples": ("summary", "summary-ja", "topic", "level"),
    "competency": ("summary", "summary-ja", "question"),
}


@dataclass(frozen=True)
class Query:
    """A query file: `header` by key, `text` as written (comments are legal SPARQL)."""

    name: str
    role: str
    file: Path
    header: dict[str, str]
    text: str

    def summary(self, language: str) -> str:
        """Return the question in `ja`, or else in English."""
        return self.header["summary-ja" if language == "ja" else "summary"]


def read_query(path: Path) -> Query:
    """Read one query.

    Raises SourceError for a header line that cannot be read or a key that its role needs.
    """
    text = path.read_text(encoding="utf-8")
    role = path.parent.name
    header: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        if found := _HEADER.fullmatch(line):
            header[found[1]] = found[2].strip()
        else:
            remedy = "write it as `#+ key: value`"
            problems.append(Problem(path, number, "a header line cannot be read", remedy))
    problems += [
        Problem(path, 1, f"the header has no {key!r}", f"add a line `#+ {key}: …`")
        for key in _REQUIRED[role]
        if key not in header
    ]
    if problems:
        raise SourceError(problems)
    return Query(path.stem, role, path, header, text)


def read_queries(folder: Path, *roles: str) -> list[Query]:
    """Read the queries of some roles (all by default), sorted by role and name."""
    return [
        read_query(path)
        for role in (roles or ROLES)
        for path in sorted((folder / role).glob("*.rq"))
    ]
