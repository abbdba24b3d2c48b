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
    shown = "".join(_shown(character) for character in text[: 4 * most])
    line = " ".join(shown.split())
    return line if len(line) <= most and len(text) <= 4 * most else f"{line[: most - 1]}…"


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    category = unicodedata.category(character)
    if category in _BREAKS:
        return " "
    return "" if category in _HIDDEN else character
