"""A small diagram: boxes in layers, and numbered arrows between them that a list explains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from s5kg.web.drawing.lettering import lines, width
from s5kg.web.drawing.picture import WIDTH, Picture

_HIGH, _BETWEEN, _GAP = 34.0, 88.0, 8.0
_MOST_IN_ROW = 4
_SMALL, _LETTER = 10.0, 11.0


@dataclass(frozen=True)
class Box:
    """What a box stands for: a short name for the box, and where it leads."""

    label: str
    href: str | None = None
    language: str = ""


def layers(edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the nodes in rows, each just above the first that it points to; circles are broken.

    Rows have at most four nodes; both rows and nodes stand in the order in which they are named.
    """
    nodes = list(dict.fromkeys(node for edge in edges for node in edge))
    depth = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for source, target in edges:
            if source != target:
                depth[target] = min(max(depth[target], depth[source] + 1), len(nodes) - 1)
    for _ in nodes:
        for source, target in edges:
            ahead = min(depth[to] for start, to in edges if start == source)
            if depth[target] > depth[source]:
                depth[source] = max(depth[source], ahead - 1)
    rows: list[list[str]] = []
    for level in sorted(set(depth.values())):
        row = [node for node in nodes if depth[node] == level]
        rows += [row[n : n + _MOST_IN_ROW] for n in range(0, len(row), _MOST_IN_ROW)]
    return rows


def draw_boxes(
    picture: Picture, boxes: Mapping[str, Box], edges: Sequence[tuple[str, str]]
) -> Picture:
    """Draw a box for each node and an arrow for each edge, numbered from 1 in their order."""
    places: dict[str, tuple[float, float, float]] = {}
    for number, row in enumerate(layers(edges)):
        wide = (WIDTH - _GAP * (len(row) - 1)) / len(row)
        wide_box = min(wide, 190.0)
        for column, node in enumerate(row):
            x = column * (wide + _GAP) + (wide - wide_box) / 2
            places[node] = x, number * (_HIGH + _BETWEEN), wide_box
    ends = [_ends(places, edge, number) for number, edge in enumerate(edges)]
    for x1, y1, x2, y2 in ends:
        picture.line(x1, y1, x2, y2, "edge")
        tip = [(x2, y2), (x2 - 4, y2 - 7), (x2 + 4, y2 - 7)]
        picture.polygon(tip if y2 > y1 else [(x, 2 * y2 - y) for x, y in tip], "edge")
    for node, (x, y, wide) in places.items():
        box = boxes[node]
        picture.rect(x, y, wide, _HIGH, "box kind-actor")
        said = lines(box.label, wide - 6, _LETTER, 2)
        for number, words in enumerate(said):
            base = y + (21 if len(said) == 1 else 14 + 14 * number)
            picture.words(
                x + wide / 2, base, words, anchor="middle", size=_LETTER, href=box.href,
                language=box.language,
            )  # fmt: skip
    _draw_numbers(picture, ends, [y for _, y, _ in places.values()])
    picture.height = max((y + _HIGH for _, y, _ in places.values()), default=0) + 2
    return picture


def _ends(
    places: Mapping[str, tuple[float, float, float]], edge: tuple[str, str], number: int
) -> tuple[float, float, float, float]:
    """Return where an arrow begins and ends; arrows of one box stand beside each other."""
    (x1, y1, wide1), (x2, y2, wide2) = places[edge[0]], places[edge[1]]
    down = y2 > y1
    part = (number % 5 + 1) / 6
    start = y1 + (_HIGH if down else 0)
    return x1 + wide1 * part, start, x2 + wide2 * part, y2 + (0 if down else _HIGH)


def _draw_numbers(
    picture: Picture, ends: Sequence[tuple[float, float, float, float]], tops: Sequence[float]
) -> None:
    """Write the number of each arrow on it, between the rows and free of other numbers."""
    taken: list[tuple[float, float]] = []
    for number, (x1, y1, x2, y2) in enumerate(ends, start=1):
        steps = [n / 20 for n in range(3, 18)]
        every = [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * t) for t in steps]
        spots = [spot for spot in every if all(_clear(spot[1], top) for top in tops)] or every
        free = [spot for spot in spots if all(_apart(spot, other) for other in taken)]
        x, y = (free or spots)[len(free or spots) // 2]
        taken.append((x, y))
        picture.circle(x, y, 8, "number")
        picture.words(x, y + 3.5, str(number), "number", anchor="middle", size=_SMALL)


def _clear(y: float, top: float) -> bool:
    return not top - 12 < y < top + _HIGH + 12


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    least = width("00", _SMALL) + 7
    return abs(one[0] - other[0]) >= least or abs(one[1] - other[1]) >= least
