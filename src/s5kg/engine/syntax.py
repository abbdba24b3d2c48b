"""The parser's complaint about a query, turned into something a person can act on."""

import re
from collections.abc import Iterable

from s5kg.engine import QuerySyntaxError

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHARACTERS = re.compile(r"\['.*?'\]|\[_\]", re.DOTALL)
_KEYWORD = re.compile(r'"([^"]+)"|\b([A-Z]{2,}(?: [A-Z]+)*)\b')
_PREFIXED_NAME = re.compile(r"([A-Za-z][\w.-]*)?:")
_MOST_EXPECTED = 8


def explain(error: SyntaxError, text: str, prefixes: Iterable[str]) -> QuerySyntaxError:
    """Return the friendly form of a syntax error in a query `text`."""
    found = _PLACE.search(error.msg)
    if not found:
        return QuerySyntaxError(error.msg)
    line, column, expected = int(found[1]), int(found[2]), found[3]
    lines = text.splitlines() or [""]
    excerpt = lines[line - 1] if line <= len(lines) else ""
    if "Prefix not found" in expected and (name := _name_before(excerpt, column)):
        start, prefix = name
        known = ", ".join(f"{known}:" for known in prefixes)
        hint = f"known prefixes: {known}; declare others with PREFIX {prefix}: <…>"
        return QuerySyntaxError(f"unknown prefix {prefix}:", line, start, hint, excerpt)
    rest = excerpt[column - 1 :].split()
    what = f"unexpected {rest[0]!r}" if rest else "the query ends too early or is cut here"
    keywords = [k for pair in _KEYWORD.findall(_CHARACTERS.sub("", expected)) for k in pair if k]
    choice = list(dict.fromkeys(keywords))[:_MOST_EXPECTED]
    hint = f"expected here, for example: {' '.join(choice)}" if choice else ""
    return QuerySyntaxError(what, line, column, hint, excerpt)


def _name_before(line: str, column: int) -> tuple[int, str] | None:
    """Return the column and prefix of the last prefixed name that starts before `column`."""
    names = [m for m in _PREFIXED_NAME.finditer(line) if m.start() < column]
    return (names[-1].start() + 1, names[-1][1] or "") if names else None
