"""A network as columns: the busiest node at the left, then what is one step away, and so on."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from s5kg.names import Text
from s5kg.web.drawing.lettering import fitted

MOST = 80  # nodes that are drawn
_COLUMNS = 4  # what is farther away stands in the last one
_ROW, _BOX, _WIDE, _GAP = 34, 26, 210, 80
_SIZE = 13.0


@dataclass(frozen=True)
class Node:
    """A node: where it leads, if anywhere, what it is called, of which kind it is."""

    id: str
    address: str
    name: Text
    kind: str


@dataclass(frozen=True)
class Line:
    """A line from one node to another: what it means, and how certain it is."""

    source: str
    target: str
    words: str
    mark: str


@dataclass(frozen=True)
class _Box:
    x: int
    y: int
    node: Node
    words: str


def draw(nodes: Sequence[Node], lines: Sequence[Line], title: str) -> Markup:
    """Return the picture of the first 80 nodes, nothing where there is none."""
    shown = {node.id: node for node in nodes[:MOST]}
    drawn = [line for line in lines if line.source in shown and line.target in shown]
    if not shown:
        return Markup("")
    places, rows = _places(list(shown), drawn)
    boxes = [
        _Box(
            x * (_WIDE + _GAP),
            y * _ROW,
            shown[name],
            fitted(shown[name].name.value, _WIDE - 16, _SIZE),
        )
        for name, (x, y) in places.items()
    ]
    columns = 1 + max(x for x, _ in places.values())
    svg = render_template(
        "drawing/layers.svg",
        boxes=boxes,
        lines=[(line, _path(places[line.source], places[line.target])) for line in drawn],
        columns=columns,
        width=columns * (_WIDE + _GAP),
        height=rows * _ROW,
        wide=_WIDE,
        tall=_BOX,
        title=title,
    )
    return Markup(svg)  # noqa: S704 (a template that escapes what it is given)


def _places(names: Sequence[str], lines: Sequence[Line]) -> tuple[dict[str, tuple[int, int]], int]:
    """Return the column and row of each node, and how many rows there are.

    Parts that no line joins stand below each other, the largest first.
    """
    near: dict[str, dict[str, None]] = {name: {} for name in names}
    for line in lines:
        near[line.source][line.target] = None
        near[line.target][line.source] = None
    places: dict[str, tuple[int, int]] = {}
    top = 0
    for part in _parts(names, near):
        filled: Counter[int] = Counter()
        for name, column in part.items():
            places[name] = column, top + filled[column]
            filled[column] += 1
        top += max(filled.values())
    return places, top


def _parts(names: Iterable[str], near: dict[str, dict[str, None]]) -> list[dict[str, int]]:
    """Return the parts of a network: each as name → how many steps it is from the busiest."""
    left = sorted(names, key=lambda name: -len(near[name]))
    seen: set[str] = set()
    parts = []
    for start in left:
        if start in seen:
            continue
        steps = {start: 0}
        queue = [start]
        for name in queue:
            for other in near[name]:
                if other not in steps:
                    steps[other] = min(steps[name] + 1, _COLUMNS - 1)
                    queue.append(other)
        seen |= steps.keys()
        parts.append(steps)
    return sorted(parts, key=len, reverse=True)


def _path(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return a curve between two boxes; within a column it goes round at the right."""
    (x1, y1), (x2, y2) = start, end
    top, bottom = y1 * _ROW + _BOX // 2, y2 * _ROW + _BOX // 2
    if x1 == x2:
        side = x1 * (_WIDE + _GAP) + _WIDE
        return f"M{side} {top}C{side + 45} {top} {side + 45} {bottom} {side} {bottom}"
    near, far = (x1, x2) if x1 < x2 else (x2, x1)
    left, right = near * (_WIDE + _GAP) + _WIDE, far * (_WIDE + _GAP)
    first, last = (top, bottom) if x1 < x2 else (bottom, top)
    half = (left + right) // 2
    curve = f"M{left} {first}C{half} {first} {half} {last} {right} {last}"
    if x1 < x2:
        return curve
    return f"M{right} {last}C{half} {last} {half} {first} {left} {first}"
