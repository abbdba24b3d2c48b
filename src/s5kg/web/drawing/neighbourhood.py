"""A thing in the middle, what points to it at the left, what it points to at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from s5kg.names import Text
from s5kg.web.drawing.lettering import BOLD, fitted, lines

MOST = 7  # neighbours at each side
_ROW, _BOX, _WIDE, _MIDDLE = 34, 26, 280, 240
_GAP, _TALL, _LINE = 40, 44, 17
_SIZE = 13.0  # of the letters


@dataclass(frozen=True)
class Neighbour:
    """A thing beside another: where its page is, its name, its kind, and the relation's name."""

    address: str
    name: Text
    kind: str
    relation: Text


@dataclass(frozen=True)
class _Box:
    x: int
    y: int
    neighbour: Neighbour
    words: str
    path: str


def draw(
    name: Text,
    kind: str,
    incoming: Sequence[Neighbour],
    outgoing: Sequence[Neighbour],
    title: str,
) -> Markup:
    """Return the picture of at most 14 neighbours, nothing where there is none."""
    left, right = incoming[:MOST], outgoing[:MOST]
    if not left and not right:
        return Markup("")
    rows = max(len(left), len(right), 1)
    height = max(rows * _ROW, _TALL)
    width = 2 * _WIDE + _MIDDLE + 2 * _GAP
    middle = height // 2
    said = lines(name.value, (_MIDDLE - 16) / BOLD, _SIZE, 2)
    boxes = [_box(one, n, len(left), height, 0, middle) for n, one in enumerate(left)]
    boxes += [
        _box(one, n, len(right), height, width - _WIDE, middle) for n, one in enumerate(right)
    ]
    svg = render_template(
        "drawing/neighbourhood.svg",
        boxes=boxes,
        width=width,
        height=height,
        middle=middle,
        tall=_BOX,
        wide=_WIDE,
        centre=_WIDE + _GAP,
        centre_width=_MIDDLE,
        centre_height=_TALL,
        name=name,
        said=[
            (middle + 5 + _LINE * n - _LINE * (len(said) - 1) // 2, one)
            for n, one in enumerate(said)
        ],
        kind=kind,
        title=title,
    )
    return Markup(svg)  # noqa: S704 (a template that escapes what it is given)


def _box(one: Neighbour, number: int, count: int, height: int, x: int, middle: int) -> _Box:
    top = (height - count * _ROW) // 2 + number * _ROW + (_ROW - _BOX) // 2
    centre = top + _BOX // 2
    if x == 0:
        start, end = (_WIDE, centre), (_WIDE + _GAP, middle)
    else:
        start, end = (_WIDE + _GAP + _MIDDLE, middle), (x, centre)
    half = (start[0] + end[0]) // 2
    path = f"M{start[0]} {start[1]}C{half} {start[1]} {half} {end[1]} {end[0]} {end[1]}"
    return _Box(x, top, one, fitted(one.name.value, _WIDE - 16, _SIZE), path)
