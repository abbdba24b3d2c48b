"""How wide words are, by estimate: no font is there where a picture is drawn."""

import unicodedata

_WIDE = {"W", "F", "A"}
_NARROW = frozenset("iljtfrI.,:;'|!()[] ")
_ELLIPSIS = "…"


def width(text: str, size: float) -> float:
    """Return the width of a text in letters of a size, in the same unit."""
    return sum(_em(character) for character in text) * size


def cut(text: str, most: float, size: float) -> str:
    """Return a text, cut with an ellipsis where it is wider than `most`."""
    if width(text, size) <= most:
        return text
    found, room = "", most - width(_ELLIPSIS, size)
    for character in text:
        room -= _em(character) * size
        if room < 0:
            break
        found += character
    return found.rstrip() + _ELLIPSIS


def _em(character: str) -> float:
    """Return the width of a character in em: Japanese ones are square."""
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in _WIDE:
        return 1.0
    if character in _NARROW:
        return 0.32
    return 0.72 if character.isupper() or character in "mw" else 0.6
