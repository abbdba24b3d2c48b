"""Queries that would make this machine call another one, recognised by their text."""

import re

# A lexer cannot tell `?a<?b` from an IRI, so it cannot know what is a string and what is not, and
# the engine's parser needs no space around the keyword (`trueSERVICEx:y`). So this asks only: does
# SERVICE stand anywhere, not as the end of a name, with the beginning of an address after it?
# That refuses a few harmless texts, such as a commented-out clause, and lets no call through.
# A match takes the rest of its word along, so that the search stays linear.
_NAME = r"""[^\s:;,.#<>{}()\[\]"'?$/|^*+!=&]"""
_PREFIXED_NAME = rf"(?:{_NAME}|\.)*+:(?=\S|\s*+[{{#])"
_SERVICE = re.compile(
    r"(?<![?$@:/#_a-df-z-])service"
    rf"(?:(?:{_NAME}|\.)*+)(?P<address>\s*+(?:[<#]|[?$]\w|silent|{_PREFIXED_NAME}))?",
    re.IGNORECASE,
)


def asks_elsewhere(query: str) -> bool:
    """Return whether a query may hold a SERVICE clause."""
    return any(found["address"] for found in _SERVICE.finditer(query))
