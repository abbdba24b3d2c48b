"""Queries and updates that are nested too deep for the stack of their parser."""

import re

from s5kg.engine import QuerySyntaxError
from s5kg.federation.lexing import COMMENT, IRI, STRING

# With 8 MiB of stack the engine ends at 500 to 1,000 calls of functions or EXISTS within each
# other, and later for other brackets.
MOST_NESTED = 250
_TOKENS = re.compile(
    rf"{STRING.pattern}|{COMMENT.pattern}|(?P<iri>{IRI.pattern})"
    r"|(?P<open>[({\[]|<<)|(?P<close>[)}\]]|>>)"
)
_BRACKETS = re.compile(r"[(){}\[\]]")


def check_nesting(text: str) -> None:
    """Raise QuerySyntaxError where more than MOST_NESTED brackets are open; it reads but once."""
    depth = place = 0
    while token := _TOKENS.search(text, place):
        place = token.end()
        if token["iri"] and _BRACKETS.search(token["iri"]):
            place = token.start() + 1  # it may be a comparison
        elif token["close"]:
            depth -= 1
        elif token["open"]:
            depth += 1
            if depth > MOST_NESTED:
                raise _too_deep(text, token.start())


def _too_deep(text: str, place: int) -> QuerySyntaxError:
    line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
    message = f"more than {MOST_NESTED} brackets are open here"
    hint = "write it with fewer levels, or as several queries"
    values = {"most": str(MOST_NESTED)}
    return QuerySyntaxError(message, line, column, hint, kind="nested", values=values)
