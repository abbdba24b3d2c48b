"""Words of a picture: short, on lines that leave room for the bars, with nothing unseen in them."""

from unicodedata import category, east_asian_width

MOST = 80  # columns of a label
LINE = 40  # columns of one of its lines, where it stands beside the bars
_READ = 4  # characters that are looked at, for each column: others may be taken out
_HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs"}
_ELLIPSIS = "…"


def columns(text: str) -> int:
    """Return how many columns a text takes: a wide character, such as Japanese, takes two."""
    return sum(_columns(character) for character in text)


def short(text: str, most: int = MOST) -> str:
    """Return a text on one line without what is not seen, cut with … to `most` columns."""
    read = text[: _READ * most]
    seen = " ".join("".join(_seen(character) for character in read).split())
    if columns(seen) <= most and len(read) == len(text):
        return seen
    return f"{seen[: _fitting(seen, most - 1)].rstrip()}{_ELLIPSIS}"


def wrapped(text: str, line: int = LINE) -> str:
    """Return a text in lines of at most `line` columns, broken at spaces where there are some."""
    lines, rest = [], text
    while columns(rest) > line:
        end = _fitting(rest, line)
        space = rest.rfind(" ", 1, end + 1)
        cut = space if space > end // 2 else end
        lines.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return "\n".join([*lines, rest])


def _fitting(text: str, most: int) -> int:
    """Return how many characters of a text have room in `most` columns."""
    left = most
    for place, character in enumerate(text):
        left -= _columns(character)
        if left < 0:
            return place
    return len(text)


def _columns(character: str) -> int:
    return 2 if east_asian_width(character) in "FW" else 1


def _seen(character: str) -> str:
    kind = category(character)
    return (
        " " if character.isspace() or kind in ("Zl", "Zp") else "" if kind in _HIDDEN else character
    )
