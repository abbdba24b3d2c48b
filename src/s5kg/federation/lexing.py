"""Where SERVICE or LOAD may stand as a keyword in a text (SPARQL 1.1 Query, 19.8).

Only the engine's parser knows whether `<` begins an IRI or compares, and it needs no space around a
keyword (`trueSERVICEx:y`). So this follows both readings where they differ, and finds a keyword
where it may stand in either: some that are none, but each that is one.
"""

import re
from heapq import heappop, heappush

_NAME = r"""[^\s:;,.#<>{}()\[\]"'?$/|^*+!=&]"""
_PREFIX = rf"(?:{_NAME}|\.)*+:"
# The rest of a name and what stands after it: a group, or what may hide one. Only so many letters
# are looked at, so that the search stays linear.
_PART = rf"(?:(?!\\){_NAME}|[:.])"
_THEN_GROUP = rf"{_PART}{{0,200}}+(?:{_PART}|\\|\s*+[{{#])"
# A match takes the rest of its word along, so that the search stays linear.
SERVICE = re.compile(
    r"(?<![?$@:/#_a-df-z-])service"
    rf"(?:(?:{_NAME}|\.)*+)(?P<address>\s*+(?:[<#]|silent|(?:[?$]|{_PREFIX}){_THEN_GROUP}))?",
    re.IGNORECASE,
)
LOAD = re.compile(
    r"(?<![?$@:/#_a-z0-9-])load"
    rf"(?:(?:{_NAME}|\.)*+)(?P<address>\s*+(?:[<#]|silent|{_PREFIX}(?!\s*+<)))?",
    re.IGNORECASE,
)
_HEX = "[0-9A-Fa-f]{4}"
_UNICODE = rf"u(?![Dd][89A-Fa-f]){_HEX}|U(?:0000(?![Dd][89A-Fa-f])|000[1-9A-Fa-f]|0010){_HEX}"
_ESCAPE = rf"\\(?:[tbnrf\\\"']|{_UNICODE})"
STRING = re.compile(
    rf'''"""(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*+"""'''
    rf"""|\'\'\'(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*+\'\'\'"""
    rf'''|"(?:[^"\\\n\r]|{_ESCAPE})*+"'''
    rf"""|'(?:[^'\\\n\r]|{_ESCAPE})*+'"""
)
COMMENT = re.compile(r"#[^\n\r]*+")
IRI = re.compile(r"""<[^<>"{}|^`\s]*+>""")
_VARIABLE = re.compile(r"[?$]\w+")
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# In such an IRI the reading matters: as a comparison, a comment or a string may begin in it.
_AMBIGUOUS = frozenset("#'\\")
_MOST_READINGS = 500


def expand(text: str) -> str:
    """Return a text with its codepoint escapes expanded (SPARQL 1.1 Query, 19.2)."""
    return _CODEPOINT.sub(_codepoint, text)


def _codepoint(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else found[0]


def keywords(text: str, keyword: re.Pattern[str]) -> list[int]:
    """Return the offsets at which SERVICE or LOAD may stand as a keyword, in order.

    `keyword` is SERVICE or LOAD of this module. The first offset alone stands for all of them
    where a text has very many readings.
    """
    places = [found for found in keyword.finditer(text) if found["address"]]
    if not places:
        return []
    starts = {found.start() for found in places}
    walk = _Walk(text, keyword)
    return walk.found(starts)


class _Walk:
    """All readings of a text from its beginning."""

    def __init__(self, text: str, keyword: re.Pattern[str]) -> None:
        self._text = text
        word = "service" if keyword is SERVICE else "load"
        self._next = re.compile(rf"""["'#<?$]|{word}""", re.IGNORECASE)
        self._open = [0]
        self._readings = 1

    def found(self, starts: set[int]) -> list[int]:
        """Return which of some offsets lie outside strings, comments, IRIs and variables."""
        found: set[int] = set()
        seen: set[int] = set()
        while self._open:
            token = self._next.search(self._text, heappop(self._open))
            if token is None or token.start() in seen:
                continue
            seen.add(token.start())
            if token.start() in starts:
                found.add(token.start())
            self._pass(token)
            if self._readings > _MOST_READINGS:
                return [min(starts)]
        return sorted(found)

    def _pass(self, token: re.Match[str]) -> None:
        """Go on behind a token, in two readings where it has two."""
        start = token.start()
        if token[0] == "<":
            iri = IRI.match(self._text, start)
            if iri and _AMBIGUOUS.isdisjoint(iri[0]):
                heappush(self._open, iri.end())
                return
            if iri:
                heappush(self._open, iri.end())
                self._readings += 1
            heappush(self._open, start + 1)
            return
        whole = {"#": COMMENT, '"': STRING, "'": STRING}.get(token[0], _VARIABLE)
        match = whole.match(self._text, start) if len(token[0]) == 1 else None
        heappush(self._open, match.end() if match else start + 1)
