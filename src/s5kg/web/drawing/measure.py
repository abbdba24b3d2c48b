"""How wide words are: a full-width character has 1 em, any other 0.55 em."""

from unicodedata import combining, east_asian_width

FULL, HALF = 1.0, 0.55  # em
_ELLIPSIS = "…"


def width(words: str, size: float) -> float:
    """Return the width of words in units of the picture, in letters of `size` units."""
    return size * sum(_em(character) for character in words)


def fitted(words: str, room: float, size: float) -> str:
    """Return the words, cut with an ellipsis where they are wider than `room` units."""
    if width(words, size) <= room:
        return words
    kept = words
    while kept and width(kept + _ELLIPSIS, size) > room:
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS if kept else ""


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
    return FULL if east_asian_width(character) in "FWA" else HALF
