"""A tile map of the regional blocks of Japan: our own sketch of how they lie, not their shapes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from s5kg.web.drawing.lettering import width
from s5kg.web.drawing.picture import SIZE, WIDTH, Picture

# Column and row of each block: north is up, and the islands keep their neighbours.
PLACES: Mapping[str, tuple[int, int]] = {
    "hokkaido": (4, 0),
    "tohoku": (4, 1),
    "hokuriku": (2, 2),
    "shinetsu": (3, 2),
    "kanto": (4, 2),
    "chugoku": (1, 3),
    "kansai": (2, 3),
    "tokai": (3, 3),
    "kyushu": (0, 4),
    "shikoku": (1, 4),
}
_COLUMNS, _GAP, _HIGH = 5, 4.0, 52.0
SHADES = 5


@dataclass(frozen=True)
class Tile:
    """A block by its name in `PLACES`; any other name gets a place below the map."""

    block: str
    label: str
    value: float
    printed: str
    href: str | None = None
    language: str = ""


def shade(value: float, low: float, high: float) -> int:
    """Return which of the `SHADES` equal parts of low to high a value is in, from 1."""
    if high <= low:
        return 1
    return min(int((value - low) / (high - low) * SHADES) + 1, SHADES)


def draw_tiles(picture: Picture, tiles: Sequence[Tile], legend: Sequence[str]) -> Picture:
    """Draw each tile with its name and value, shaded by the value; `legend` names the shades."""
    values = [tile.value for tile in tiles]
    low, high = min(values, default=0), max(values, default=0)
    wide = (WIDTH - _GAP * (_COLUMNS - 1)) / _COLUMNS
    others = (tile.block for tile in tiles if tile.block not in PLACES)
    extra = {block: (n % _COLUMNS, 5 + n // _COLUMNS) for n, block in enumerate(others)}
    bottom = 0
    for tile in tiles:
        column, row = PLACES.get(tile.block) or extra[tile.block]
        bottom = max(bottom, row + 1)
        x, y = column * (wide + _GAP), row * (_HIGH + _GAP)
        number = shade(tile.value, low, high)
        picture.rect(x, y, wide, _HIGH, f"tile shade-{number}")
        middle, css = x + wide / 2, f"on-shade-{number}"
        picture.words(
            middle, y + 21, tile.label, css, anchor="middle", room=wide - 4, href=tile.href,
            language=tile.language,
        )  # fmt: skip
        picture.words(middle, y + 40, tile.printed, f"{css} strong", anchor="middle", room=wide - 4)
    picture.height = bottom * (_HIGH + _GAP)
    _draw_legend(picture, legend)
    return picture


def _draw_legend(picture: Picture, legend: Sequence[str]) -> None:
    """Write the shades in the empty corner at the top left."""
    for number, words in enumerate(legend, start=1):
        y = (number - 1) * 20.0
        picture.rect(0, y + 2, 14, 14, f"tile shade-{number}")
        picture.words(20, y + 13, words, room=max(width(words, SIZE), 1))
