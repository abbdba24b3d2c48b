"""The parser's complaint about a query, turned into something a person can act on."""

import re
from collections.abc import Collection

from s5kg.engine import QuerySyntaxError

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHARACTERS = re.compile(r"\['.*?'\]|\[_\]", re.DOTALL)
_KEYWORD = re.compile(r'"([^"]+)"|\b([A-Z]{2,}(?: [A-Z]+)*)\b')
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_FIRST_WORD = re.compile(r"^(?!PREFIX\b|BASE\b|#)\S+", re.MULTILINE | re.IGNORECASE)
_SENTENCE = re.compile(r"The \w+ contains [a-z ]+|Prefix not found")
_MOST_EXPECTED = 8
_FUNCTION = re.compile(r"The custom function (<[^>]*>) is not supported")

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


def explain(
    error: SyntaxError, text: str, prefixes: Collection[str], *, update: bool = False
) -> QuerySyntaxError:
    """Return the friendly form of a syntax error in the `text` of a query or an update."""
    found = _PLACE.search(error.msg)
    if not found:
        return QuerySyntaxError(error.msg)
    if not update and not _FORM.search(text):
        return _no_form(text)
    if unknown := _unknown_prefix(text, prefixes):
        return unknown
    line, column, expected = int(found[1]), int(found[2]), found[3]
    excerpt = _line(text, line)
    rest = excerpt[column - 1 :].split()
    kind = "unexpected" if rest else "cut"
    values = {"word": rest[0]} if rest else {}
    what = f"unexpected {rest[0]!r}" if rest else "the query ends too early or is cut here"
    if sentence := _SENTENCE.search(expected):
        kind, values, what = "parser", {}, sentence[0].strip()
    keywords = [k for pair in _KEYWORD.findall(_CHARACTERS.sub("", expected)) for k in pair if k]
    choice = list(dict.fromkeys(keywords))[:_MOST_EXPECTED]
    hint = ""
    if choice:
        values["expected"] = " ".join(choice)
        hint = f"expected here, for example: {values['expected']}"
    return QuerySyntaxError(what, line, column, hint, excerpt, kind, values)


def unknown_function(error: RuntimeError) -> QuerySyntaxError | None:
    """Return the friendly form of the engine's complaint about a function that it has not."""
    found = _FUNCTION.search(str(error))
    if not found:
        return None
    hint = "check its IRI; the service description lists the functions beyond SPARQL's own"
    message = f"there is no function {found[1]}"
    return QuerySyntaxError(message, hint=hint, kind="function", values={"word": found[1]})


def _no_form(text: str) -> QuerySyntaxError:
    """Return the error for a text without a query form, at the word where one should stand."""
    hint = "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after its prefixes"
    word = _FIRST_WORD.search(text)
    if not word:
        return QuerySyntaxError("the query is empty", 1, 1, hint, kind="empty")
    line, column = _place(text, word.start())
    message = f"{word[0]!r} is no query form"
    values = {"word": word[0]}
    return QuerySyntaxError(message, line, column, hint, _line(text, line), "form", values)


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _unknown_prefix(text: str, prefixes: Collection[str]) -> QuerySyntaxError | None:
    """Return the error for the first prefixed name whose prefix nobody declared."""
    known = set(prefixes)
    for token in _TOKENS.finditer(text):
        if token["declared"]:
            known.add(token["new"])
        elif token["name"] is not None and token["name"] not in known:
            prefix = token["name"]
            line, column = _place(text, token.start())
            names = ", ".join(f"{name}:" for name in prefixes)
            hint = f"known prefixes: {names}; declare others with PREFIX {prefix}: <…>"
            message = f"unknown prefix {prefix}:"
            values = {"word": prefix, "known": names}
            return QuerySyntaxError(
                message, line, column, hint, _line(text, line), "prefix", values
            )
    return None


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if number <= len(lines) else ""
