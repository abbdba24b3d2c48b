"""Fonts that hold the signs of a text, among those that are installed."""

import os
from collections.abc import Iterator
from functools import cache

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, findSystemFonts, fontManager
from matplotlib.ft2font import FT2Font

REMEDY = (
    "install a Japanese font (fonts-noto-cjk on Debian, google-noto-sans-cjk-fonts on Fedora, "
    "Noto Sans JP elsewhere) and start Python again"
)
# Those that are made for Japanese come first: others may hold Chinese forms of the same signs.
_PREFERRED = (
    "Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "BIZ UDPGothic", "BIZ UDGothic",
    "Hiragino Sans", "Yu Gothic", "Meiryo", "IPAexGothic", "IPAPGothic", "IPAGothic",
    "VL PGothic", "VL Gothic", "TakaoPGothic", "TakaoGothic", "MS PGothic", "MS Gothic",
)  # fmt: skip
_NO_WRITING = "Last Resort"  # matplotlib's own, whose signs are boxes


class MissingFontWarning(UserWarning):
    """No installed font holds the signs of a text."""


def families_for(text: str) -> list[str] | None:
    """Return names of fonts that together hold a text; None where there are none.

    matplotlib's own choice is kept where it holds the text, or else stands behind another font.
    """
    usual = list(mpl.rcParams["font.family"])
    missing = {ord(sign) for sign in text if sign.isprintable()} - _signs(
        findfont(FontProperties())
    )
    if not missing:
        return usual
    for name, path in _candidates():
        if missing <= _signs(path):
            return [name, *usual]
    return None


def _candidates() -> Iterator[tuple[str, str]]:
    """Yield the families that matplotlib knows, then files that were installed since."""
    known = {font.name: font.fname for font in reversed(fontManager.ttflist)}
    order = [name for name in _PREFERRED if name in known]
    order += sorted(name for name in known if name not in _PREFERRED)
    yield from ((name, known[name]) for name in order if not name.startswith(_NO_WRITING))
    files = {font.fname for font in fontManager.ttflist}
    for path in sorted(set(findSystemFonts()) - files):
        if _signs(path):
            fontManager.addfont(path)
            yield fontManager.ttflist[-1].name, path


@cache
def _signs(path: str | os.PathLike[str]) -> frozenset[int]:
    """Return the code points that a font file has signs for, none where it cannot be read."""
    try:
        return frozenset(FT2Font(os.fspath(path)).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()
