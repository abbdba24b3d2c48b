"""How wide words are, by estimate: no font is there where a picture is drawn.

Widths are those of the widest of the usual sans-serif fonts, so that words fit in any of them.
"""

from unicodedata import combining, decomposition, east_asian_width

BOLD = 1.13  # times as wide as a regular letter
_FULL = 1.0  # em; what is full width, wide or ambiguous
_USUAL = 0.65  # em; most small letters and digits
_OTHER = 0.84  # em; the letters of other alphabets
_ELLIPSIS = "…"
_EM = {
    **dict.fromkeys("Iijl|' ", 0.34),
    **dict.fromkeys("frt()[]-/.,:;!", 0.44),
    **dict.fromkeys("cksvxyz", 0.6),
    **dict.fromkeys("ABCDEGHKNOPQRSUVXYZ&{}", 0.79),
    **dict.fromkeys("#<>=+~^", 0.84),
    **dict.fromkeys("MWmw%@", 1.0),
}


def width(words: str, size: float) -> float:
    """Return the width of words in units of the picture, in letters of `size` units."""
    return size * sum(_em(character) for character in words)


def fitted(words: str, room: float, size: float) -> str:
    """Return the words, cut with an ellipsis where they are wider than `room` units.

    Where not even the first character has room, nothing is left.
    """
    if width(words, size) <= room:
        return words
    left, end = room - width(_ELLIPSIS, size), 0
    for character in words:
        left -= width(character, size)
        if left < 0:
            break
        end += 1
    return words[:end].rstrip() + _ELLIPSIS if end else ""


def lines(words: str, room: float, size: float, most: int) -> list[str]:
    """Return the words in lines of at most `room` units, broken at spaces, at most `most` lines.

    Words that are too wide by themselves are broken where they must be; the last line is cut.
    """
    found: list[str] = []
    rest = words
    while rest and len(found) < most - 1 and width(rest, size) > room:
        end = 1
        while end < len(rest) and width(rest[: end + 1], size) <= room:
            end += 1
        space = end if rest[end] == " " else rest.rfind(" ", 1, end)
        cut = space if space > 0 else end
        found.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*found, fitted(rest, room, size)] if rest else found


def _em(character: str) -> float:
    if combining(character):
        return 0.0
    if east_asian_width(character) in "FWA":
        return _FULL
    base = _base(character)
    return _EM.get(base, _USUAL if base.isascii() else _OTHER)


def _base(character: str) -> str:
    """Return the letter below the marks of a character, as the E of É."""
    parts = decomposition(character).split()
    return chr(int(parts[0], 16)) if parts and not parts[0].startswith("<") else character
