"""Words of the graph as assistants get them: one line, bounded, nothing invisible in it.

Labels are data. Control characters, marks of direction and tag characters could hide words in them
that a person does not see and an assistant reads.
"""

import unicodedata

MOST = 400  # code points of one text
_HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs"}
_BREAKS = {"Zl", "Zp", "Zs"}


def plain(text: str, most: int = MOST) -> str:
    """Return a text without what is invisible, its white space single, cut after `most`."""
    line = _line(text, most)
    return f"{line[: most - 1]}…" if is_cut(text, most) else line


def is_cut(text: str, most: int = MOST) -> bool:
    """Return whether `plain` cuts a text."""
    return len(text) > most and (len(text) > 4 * most or len(_line(text, most)) > most)


def _line(text: str, most: int) -> str:
    return " ".join("".join(_shown(character) for character in text[: 4 * most]).split())


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    category = unicodedata.category(character)
    if category in _BREAKS:
        return " "
    return "" if category in _HIDDEN else character
