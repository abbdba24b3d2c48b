"""`.rq` files: a header of `#+ key: value` lines, then SPARQL. The folder is the query's role."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from s5kg.namespaces import prefixes
from s5kg.problems import Problem, SourceError, read_text

ROLES = ("checks", "examples", "federated", "competency")
SHOWN = ("examples", "federated")  # to people; the second call services elsewhere
PAGES = "pages"  # these are no part of the graph
_HEADER = re.compile(r"#\+ ([a-z][a-z-]*): (.+)")
_PLACE = re.compile(r"error at (\d+):(\d+)")
_REQUIRED = {
    "checks": ("summary", "summary-ja", "remedy", "remedy-ja"),
    "examples": ("summary", "summary-ja", "topic", "level"),
    "federated": ("summary", "summary-ja", "topic", "level", "service"),
    "competency": ("summary", "summary-ja", "question"),
    PAGES: ("summary", "summary-ja"),
}


@dataclass(frozen=True)
class Query:
    """A query file: `header` by key, `text` as written (comments are legal SPARQL)."""

    name: str
    role: str
    file: Path
    header: dict[str, str]
    text: str

    @property
    def service(self) -> str:
        """The origin elsewhere that the query calls, empty where it calls none."""
        return self.header.get("service", "")

    def summary(self, language: str) -> str:
        """Return the question in `ja`, or else in English."""
        return self.header["summary-ja" if language == "ja" else "summary"]


def read_query(path: Path) -> Query:
    """Read one query.

    Raises SourceError for a header line that cannot be read or a key that its role needs.
    """
    text = read_text(path)
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
    problems += _syntax_problems(path, text)
    if problems:
        raise SourceError(problems)
    return Query(path.stem, role, path, header, text)


def _syntax_problems(path: Path, text: str) -> list[Problem]:
    """Return the fault of a text that is not SPARQL; asking an empty store is how to parse it.

    A value for a variable that it has not keeps the store from evaluating it once it is parsed:
    SERVICE would be called.
    """
    try:
        strange = {ox.Variable("s5kg_of_no_query"): ox.NamedNode("urn:s5kg")}
        ox.Store().query(text, prefixes=dict(prefixes()), substitutions={**strange})
    except RuntimeError:
        return []
    except SyntaxError as error:
        place = _PLACE.search(error.msg)
        line, column = (int(place[1]), place[2]) if place else (0, "?")
        remedy = f"mend it at column {column}; `s5kg query {path.name}` says more"
        return [Problem(path, line, "this is no SPARQL query", remedy)]
    return []


def read_expected(path: Path) -> list[list[str]]:
    """Read the expected rows of a competency question, the names of the columns first.

    Raises SourceError for a table without its query, or with rows of different lengths.
    """
    rows = list(csv.reader(read_text(path).splitlines()))
    if not path.with_suffix(".rq").is_file():
        what = "expected rows without a query"
        raise SourceError([Problem(path, 0, what, f"add {path.stem}.rq, or remove the file")])
    uneven = [n for n, row in enumerate(rows, start=1) if len(row) != len(rows[0])]
    if uneven or not rows:
        what = "a row has other columns than the first" if rows else "the file is empty"
        remedy = "give a first line with the variables, and a cell for each in every row"
        raise SourceError([Problem(path, (uneven or [0])[0], what, remedy)])
    return rows


def read_queries(folder: Path, *roles: str) -> list[Query]:
    """Read the queries of some roles (all by default), sorted by role and name."""
    return [
        read_query(path)
        for role in (roles or ROLES)
        for path in sorted((folder / role).glob("*.rq"))
    ]
