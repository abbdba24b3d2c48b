"""Queries that would make this machine call another one, recognised by their text."""

import re

# A lexer cannot tell `?a<?b` from an IRI, so it cannot know what is a string and what is not, and
# the engine's parser needs no space before or after the keyword (`trueSERVICEx:y`). So this asks
# only: does SERVICE stand anywhere, not as part of a name, with a sign of an address after it?
# That refuses a few harmless texts, such as a commented-out SERVICE, and lets no call through.
# A match takes the rest of its word along, so that the search stays linear.
_SERVICE = re.compile(
    r"(?<![?$@:/#_a-df-z-])service[\w.-]*+"
    r"(?P<address>\s*+(?:[<?$#:]|silent|[\w.-]++:))?",
    re.IGNORECASE,
)
_SILENT = re.compile(r"(?<![?$@:/#_a-df-z-])servicesilent", re.IGNORECASE)


def asks_elsewhere(query: str) -> bool:
    """Return whether a query may hold a SERVICE clause."""
    calls = any(found["address"] for found in _SERVICE.finditer(query))
    return calls or bool(_SILENT.search(query))
