"""A query as code that people can paste: for a shell, Python, R and JavaScript.

What is asked and where is written as a string of the language, by rules that each takes for any
text: JSON for Python, R and JavaScript, single quotes for a POSIX shell.
"""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template

from s5kg.web.rendering import Cell, Lines, Table

LANGUAGES = {"curl": "curl", "python": "Python", "r": "R", "javascript": "JavaScript"}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?INF", re.ASCII | re.IGNORECASE)
# JSON lets these stand as they are. JavaScript before 2019 refuses separators of lines, R marks of
# direction, which would also show code to be other than it is.
_UNSEEN = (0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_ESCAPES = {character: f"\\u{character:04x}" for character in _UNSEEN}
_NO_NUL = ("curl", "r")  # whose strings end there


@dataclass(frozen=True)
class Snippet:
    """A piece of code: `name` is that of the language."""

    key: str
    name: str
    code: str


def snippets(
    endpoint: str, query: str, shown: Table | Lines | bool | None, graph: bool = False
) -> list[Snippet]:
    """Return a query, asked at an address, in each language.

    It gives triples where it is a `graph`, true or false where that is `shown`, else rows, of which
    the code makes those columns numbers that are, where all rows are `shown`. Languages that have
    no string for the query are left out.
    """
    values: Mapping[str, object] = {
        "endpoint": _quoted(endpoint),
        "query": _quoted(query),
        "shell_endpoint": shlex.quote(endpoint),
        "shell_query": shlex.quote(f"query={query}"),
        "graph": graph,
        "boolean": isinstance(shown, bool),
        "numbers": ", ".join(_quoted(name) for name in _numbers(shown)),
    }
    return [
        Snippet(key, name, render_template(f"snippets/{key}.txt", **values).strip() + "\n")
        for key, name in LANGUAGES.items()
        if "\0" not in query or key not in _NO_NUL
    ]


def _numbers(shown: Table | Lines | bool | None) -> list[str]:
    """Return the columns of which every row is known to be a number that all languages read."""
    if not isinstance(shown, Table) or not shown.whole:
        return []
    return [
        name
        for place, (name, numeric) in enumerate(zip(shown.columns, shown.numeric, strict=True))
        if numeric and all(_is_number(row[place]) for row in shown.rows)
    ]


def _is_number(cell: Cell | None) -> bool:
    return cell is None or _NUMBER.fullmatch(cell.text) is not None


def _quoted(text: str) -> str:
    """Return a text as a string in double quotes, line breaks and all that is not plain escaped."""
    return json.dumps(text, ensure_ascii=False).translate(_ESCAPES)
