"""Draw docs/images/governance.svg from the graph: `python docs/draw_governance.py [FILE]`."""

import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from textwrap import wrap
from unicodedata import east_asian_width

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from layered_layout import Edge, Layout, Node, Point, lay_out
from rdflib.query import ResultRow

import s5kg

HERE = Path(__file__).resolve().parent
PICTURE = HERE / "images" / "governance.svg"

WIDTH, TOP, BOTTOM, MARGIN = 1120, 128, 92, 24
ROW_HEIGHT, GAP, BOX_WIDTH = 180, 30, 184
LINE = 16
LATIN, JAPANESE = 6.5, 11.0  # widths of a character, generous
STATED = {"as-stated", "normalised", "inferred-from-layout"}


@dataclass(frozen=True)
class Box:
    """An actor or a topic; `lines` are what is written in the box: text and class."""

    kind: str
    lines: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """The English words."""
        return " ".join(text for text, style in self.lines if style == "en")

    @property
    def height(self) -> float:
        """The height that the lines need."""
        return LINE * len(self.lines) + 18


@dataclass(frozen=True)
class Arrow:
    """All claims from one node to another that are equally certain, and what they say."""

    edge: Edge
    style: str
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Rectangle:
    """An area of the picture, by its centre."""

    x: float
    y: float
    width: float
    height: float

    def overlap(self, other: "Rectangle") -> float:
        """Return the common area with another rectangle."""
        wide = (self.width + other.width) / 2 - abs(self.x - other.x)
        high = (self.height + other.height) / 2 - abs(self.y - other.y)
        return max(0, wide) * max(0, high)

    def grown(self, by: float) -> "Rectangle":
        """Return this rectangle with a margin."""
        return Rectangle(self.x, self.y, self.width + 2 * by, self.height + 2 * by)

    def holds(self, point: Point) -> bool:
        """Say whether a point lies inside."""
        return abs(point[0] - self.x) < self.width / 2 and abs(point[1] - self.y) < self.height / 2


def read() -> tuple[dict[Node, Box], list[Arrow]]:
    """Return the boxes and arrows that `governance.rq` finds."""
    boxes: dict[Node, Box] = {}
    found: dict[tuple[Edge, str], list[tuple[str, str]]] = {}
    for row in s5kg.query((HERE / "governance.rq").read_text(encoding="utf-8")):
        edge = (str(row["from"]), str(row["to"]))
        for node, side in zip(edge, ("from", "to"), strict=True):
            boxes[node] = _box(row, side)
        modality = "actual" if str(row["modality"]) == "actual" else "planned"
        certain = "stated" if str(row["curation"]) in STATED else "inferred"
        label = (str(row["linkEn"]), str(row["linkJa"]))
        found.setdefault((edge, f"{modality} {certain}"), []).append(label)
    arrows = [Arrow(edge, style, tuple(labels)) for (edge, style), labels in found.items()]
    return _share(boxes, arrows)


def _share(boxes: dict[Node, Box], arrows: list[Arrow]) -> tuple[dict[Node, Box], list[Arrow]]:
    """Let nodes share a box that have the same arrows coming and none leaving."""
    starts = {arrow.edge[0] for arrow in arrows}
    alike: dict[Node, list[Node]] = {}
    for node, box in boxes.items():
        coming = tuple((a.edge[0], a.style, a.labels) for a in arrows if a.edge[1] == node)
        alike.setdefault(node if node in starts else (box.kind, coming), []).append(node)
    names = {node: " and ".join(map(str, nodes)) for nodes in alike.values() for node in nodes}
    shared: dict[Node, Box] = {
        names[nodes[0]]: Box(
            boxes[nodes[0]].kind, tuple(line for node in nodes for line in boxes[node].lines)
        )
        for nodes in alike.values()
    }
    merged = {
        Arrow((names[arrow.edge[0]], names[arrow.edge[1]]), arrow.style, arrow.labels): None
        for arrow in arrows
    }
    return shared, list(merged)


def _box(row: ResultRow, side: str) -> Box:
    short, english = row[f"{side}Short"], str(row[f"{side}En"])
    lines = [(str(short), "short")] if short else []
    lines += [(line, "en") for line in wrap(english, 27)]
    lines.append((str(row[f"{side}Ja"]), "ja"))
    return Box(str(row[f"{side}Kind"]), tuple(lines))


def draw() -> str:
    """Return the picture as SVG."""
    boxes, arrows = read()
    edges = list(dict.fromkeys(arrow.edge for arrow in arrows))
    layout = lay_out(edges, dict.fromkeys(boxes, BOX_WIDTH), GAP, ROW_HEIGHT)
    placed, width = _shift(layout)
    curves = {arrow: _curve(arrow, arrows, placed, boxes) for arrow in arrows}
    areas = {
        node: Rectangle(*placed.centres[node], BOX_WIDTH, box.height) for node, box in boxes.items()
    }
    labels = _place_labels(curves, list(areas.values()), width)
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("governance.svg.jinja").render(
        width=width,
        height=round(max(y for _, y in placed.centres.values()) + BOTTOM),
        boxes=[(boxes[node], area) for node, area in areas.items()],
        curves=[(arrow.style, _path(points)) for arrow, points in curves.items()],
        labels=labels,
        names={node: box.name for node, box in boxes.items()},
        styles=sorted({arrow.style for arrow in arrows}, reverse=True),
        line=LINE,
    )


def _shift(layout: Layout) -> tuple[Layout, int]:
    """Return the layout between the margins, below the title, and the width of the picture."""
    xs = [x for x, _ in layout.centres.values()]
    width = max(WIDTH, round(max(xs) - min(xs) + BOX_WIDTH + 2 * MARGIN))
    left = width / 2 - (min(xs) + max(xs)) / 2

    def move(point: Point) -> Point:
        return round(point[0] + left, 1), round(point[1] + TOP - ROW_HEIGHT / 2, 1)

    centres = {node: move(point) for node, point in layout.centres.items()}
    routes = {edge: [move(point) for point in points] for edge, points in layout.routes.items()}
    return Layout(centres, routes), width


def _curve(
    arrow: Arrow, arrows: list[Arrow], layout: Layout, boxes: dict[Node, Box]
) -> list[Point]:
    """Return an arrow's points: ends spread along its boxes, and upright between other boxes."""
    points = list(layout.routes[arrow.edge])
    start, end = arrow.edge
    leaving = [a for a in arrows if a.edge[0] == start]
    leaving.sort(key=lambda a: layout.routes[a.edge][1][0])
    coming = [a for a in arrows if a.edge[1] == end]
    coming.sort(key=lambda a: layout.routes[a.edge][-2][0])
    (x0, y0), (x1, y1) = points[0], points[-1]
    points[0] = x0 + _port(leaving.index(arrow), len(leaving)), y0 + boxes[start].height / 2
    points[-1] = x1 + _port(coming.index(arrow), len(coming)), y1 - boxes[end].height / 2 - 2
    inner = []
    for x, y in points[1:-1]:
        row = [boxes[node].height / 2 for node, at in layout.centres.items() if at[1] == y]
        inner += [(x, y - max(row)), (x, y + max(row))]
    return [(round(x, 1), round(y, 1)) for x, y in (points[0], *inner, points[-1])]


def _port(index: int, count: int) -> float:
    step = min(44, (BOX_WIDTH - 24) / count)
    return (index - (count - 1) / 2) * step


def _path(points: list[Point]) -> str:
    """Return SVG path data: an S-shaped curve from point to point, upright at each."""
    (x, y), *rest = points
    data = f"M{x} {y}"
    for to_x, to_y in rest:
        middle = round((y + to_y) / 2, 1)
        data += f" C{x} {middle} {to_x} {middle} {to_x} {to_y}"
        y = to_y
        x = to_x
    return data


def _along(points: list[Point]) -> list[Point]:
    """Return points on the curve, closer to its middle first."""
    found = []
    for (x0, y0), (x1, y1) in pairwise(points):
        for step in range(3, 18):
            t = step / 20
            found.append((x0 + (x1 - x0) * t * t * (3 - 2 * t), y0 + (y1 - y0) * _rise(t)))
    middle = (points[0][1] + points[-1][1]) / 2
    return sorted(found, key=lambda point: (abs(point[1] - middle), point))


def _rise(t: float) -> float:
    """Return how far down a curve of `_path` has come: its control points are halfway."""
    return 1.5 * t * (1 - t) ** 2 + 1.5 * t * t * (1 - t) + t**3


def _place_labels(
    curves: dict[Arrow, list[Point]], boxes: list[Rectangle], picture: int
) -> list[tuple[Arrow, Rectangle]]:
    """Put each label on its curve, where it hides least of boxes, labels and other curves."""
    taken, placed = list(boxes), []
    tips = [(x, y - 12) for *_, (x, y) in curves.values()]
    for arrow, points in sorted(curves.items(), key=lambda item: len(_along(item[1]))):
        width = max(_text_width(text) for label in arrow.labels for text in label) + 8
        height = 27.0 * len(arrow.labels) + 4
        places = [Rectangle(round(x, 1), round(y, 1), width, height) for x, y in _along(points)]
        others = [p for other, line in curves.items() if other != arrow for p in _along(line)]
        costs = [_hidden(place, taken, others, tips, picture) for place in places]
        best = places[costs.index(min(costs))]
        placed.append((arrow, best))
        taken.append(best)
    return placed


def _hidden(
    place: Rectangle,
    taken: list[Rectangle],
    others: list[Point],
    tips: list[Point],
    picture: int,
) -> float:
    """Return how much a label would hide, or stick out of the picture."""
    outside = max(0.0, place.width / 2 + MARGIN - min(place.x, picture - place.x))
    return (
        sum(place.grown(8).overlap(rectangle) for rectangle in taken)
        + 15 * sum(place.holds(point) for point in others)
        + 500 * sum(place.holds(point) for point in tips)
        + 1000 * outside
    )


def _text_width(text: str) -> float:
    return sum(JAPANESE if east_asian_width(c) in "FWA" else LATIN for c in text)


def main() -> None:
    """Write the picture."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    target.write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
