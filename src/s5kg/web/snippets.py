"""A query as code that people can paste: for a shell, Python, R and JavaScript.

What is asked and where is written as a string of the language, by rules that each takes for any
text: JSON for Python, R and JavaScript, single quotes for a POSIX shell.
"""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template

LANGUAGES = {"curl": "curl", "python": "Python", "r": "R", "javascript": "JavaScript"}
# JSON lets these stand as they are; JavaScript before 2019 and R's parser do not.
_SEPARATORS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True)
class Snippet:
    """A piece of code: `name` is that of the language."""

    key: str
    name: str
    code: str


def snippets(
    endpoint: str, query: str, graph: bool = False, boolean: bool = False
) -> list[Snippet]:
    """Return a query, asked at an address, in each language.

    It gives triples where it is a `graph`, true or false where it is `boolean`, else rows.
    """
    values: Mapping[str, object] = {
        "endpoint": _quoted(endpoint),
        "query": _quoted(query),
        "shell_endpoint": shlex.quote(endpoint),
        "shell_query": shlex.quote(f"query={query}"),
        "graph": graph,
        "boolean": boolean,
    }
    return [
        Snippet(key, name, render_template(f"snippets/{key}.txt", **values).strip() + "\n")
        for key, name in LANGUAGES.items()
    ]


def _quoted(text: str) -> str:
    """Return a text as a string in double quotes, line breaks and all that is not plain escaped."""
    return json.dumps(text, ensure_ascii=False).translate(_SEPARATORS)
