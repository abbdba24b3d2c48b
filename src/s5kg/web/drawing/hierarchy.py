"""Classes at the right, those above them at the left, with a line for each subclass."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from s5kg.names import Text
from s5kg.web.drawing.lettering import fitted

_ROW, _BOX, _WIDE, _GAP = 32, 26, 250, 90
_SIZE = 13.0


@dataclass(frozen=True)
class Node:
    """A class: where it is described, its name, and the names of those above it."""

    address: str
    name: Text
    above: Sequence[Text]


@dataclass(frozen=True)
class _Box:
    x: int
    y: int
    name: Text
    words: str
    address: str


def draw(nodes: Sequence[Node], title: str) -> Markup:
    """Return the picture, nothing where there is no class."""
    if not nodes:
        return Markup("")
    above = list(dict.fromkeys(name for node in nodes for name in node.above))
    rows = max(len(above), len(nodes))
    left = {name: _place(n, len(above), rows) for n, name in enumerate(above)}
    right = {node.name: _place(n, len(nodes), rows) for n, node in enumerate(nodes)}
    boxes = [_Box(0, y, name, _words(name), "") for name, y in left.items()]
    boxes += [
        _Box(_WIDE + _GAP, right[node.name], node.name, _words(node.name), node.address)
        for node in nodes
    ]
    edges = [
        _edge(left[name], right[node.name]) for node in nodes for name in dict.fromkeys(node.above)
    ]
    svg = render_template(
        "drawing/hierarchy.svg",
        boxes=boxes,
        edges=edges,
        width=2 * _WIDE + _GAP,
        height=rows * _ROW,
        wide=_WIDE,
        tall=_BOX,
        title=title,
    )
    return Markup(svg)  # noqa: S704 (a template that escapes what it is given)


def _place(number: int, count: int, rows: int) -> int:
    return int((number + 0.5) * rows * _ROW / count - _BOX / 2)


def _words(name: Text) -> str:
    return fitted(name.value, _WIDE - 16, _SIZE)


def _edge(left: int, right: int) -> str:
    start, end, half = _WIDE, _WIDE + _GAP, _WIDE + _GAP // 2
    top, bottom = left + _BOX // 2, right + _BOX // 2
    return f"M{start} {top}C{half} {top} {half} {bottom} {end} {bottom}"
