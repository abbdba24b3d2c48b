"""The parser's complaint about a query, turned into something a person can act on."""

import re
from collections.abc import Collection

from s5kg.engine import QuerySyntaxError

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHARACTERS = re.compile(r"\['.*?'\]|\[_\]", re.DOTALL)
_KEYWORD = re.compile(r'"([^"]+)"|\b([A-Z]{2,}(?: [A-Z]+)*)\b')
_SENTENCE = re.compile(r"The \w+ contains [a-z ]+|Prefix not found")
_MOST_EXPECTED = 8

# The tokens in which a colon does not make a prefixed name, and the prefixed names
# (SPARQL 1.1 grammar, 19.8: IRIREF, STRING_LITERAL*, comments, PNAME_NS).
_TOKENS = re.compile(
    r"""(?P<skipped>
        <[^<>"{}|^`\\\s]*>
      | \"\"\"(?:[^\\]|\\.)*?\"\"\" | '''(?:[^\\]|\\.)*?'''
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | \#[^\n\r]*
      | _:\S+
    )
    | (?P<declared>\bPREFIX\s+(?P<new>[\w.-]*):\s*)
    | (?<![\w?$:.-])(?P<name>[A-Za-z][\w.-]*|):""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def explain(error: SyntaxError, text: str, prefixes: Collection[str]) -> QuerySyntaxError:
    """Return the friendly form of a syntax error in a query `text`."""
    found = _PLACE.search(error.msg)
    if not found:
        return QuerySyntaxError(error.msg)
    if unknown := _unknown_prefix(text, prefixes):
        return unknown
    line, column, expected = int(found[1]), int(found[2]), found[3]
    excerpt = _line(text, line)
    rest = excerpt[column - 1 :].split()
    what = f"unexpected {rest[0]!r}" if rest else "the query ends too early or is cut here"
    if sentence := _SENTENCE.search(expected):
        what = sentence[0].strip()
    keywords = [k for pair in _KEYWORD.findall(_CHARACTERS.sub("", expected)) for k in pair if k]
    choice = list(dict.fromkeys(keywords))[:_MOST_EXPECTED]
    if not text.strip():
        what, choice = "the query is empty", ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
    hint = f"expected here, for example: {' '.join(choice)}" if choice else ""
    return QuerySyntaxError(what, line, column, hint, excerpt)


def _unknown_prefix(text: str, prefixes: Collection[str]) -> QuerySyntaxError | None:
    """Return the error for the first prefixed name whose prefix nobody declared."""
    known = set(prefixes)
    for token in _TOKENS.finditer(text):
        if token["declared"]:
            known.add(token["new"])
        elif token["name"] is not None and token["name"] not in known:
            prefix = token["name"]
            line = text.count("\n", 0, token.start()) + 1
            column = token.start() - (text.rfind("\n", 0, token.start()) + 1) + 1
            names = ", ".join(f"{name}:" for name in prefixes)
            hint = f"known prefixes: {names}; declare others with PREFIX {prefix}: <…>"
            message = f"unknown prefix {prefix}:"
            return QuerySyntaxError(message, line, column, hint, _line(text, line))
    return None


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if number <= len(lines) else ""
