"""Pictures: scales, widths, and words that do not lie upon each other."""

from datetime import date
from itertools import pairwise
from math import isclose
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.web.dates import moment
from s5kg.web.drawing.bars import Bar, Group, draw_bars
from s5kg.web.drawing.boxes import Box, draw_boxes, layers
from s5kg.web.drawing.lanes import Lane, Span, draw_lanes
from s5kg.web.drawing.lettering import width
from s5kg.web.drawing.picture import SVG, WIDTH, Picture
from s5kg.web.drawing.scale import Scale, ticks
from s5kg.web.drawing.tiles import PLACES, SHADES, Tile, draw_tiles, shade

WORDS = st.text(max_size=40)
Area = tuple[float, float, float, float]


def read(svg: str) -> Xml.Element:
    """Return a picture as a tree; it must be well-formed."""
    return Xml.fromstring(svg)  # noqa: S314 (our own)


def boxes(root: Xml.Element) -> list[Area]:
    """Return where the words of a picture are, as left, top, right, bottom."""
    found = []
    for text in root.iter(f"{{{SVG}}}text"):
        size, x, y = (float(text.get(name, "0")) for name in ("font-size", "x", "y"))
        wide = width(text.text or "", size)
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[text.get("text-anchor", "start")]
        if wide:
            found.append((left, y - 0.8 * size, left + wide, y + 0.2 * size))
    return found


def overlaps(areas: list[Area]) -> list[tuple[Area, Area]]:
    """Return the pairs that share more than a hair."""
    hair = 0.02
    return [
        (one, other)
        for n, one in enumerate(areas)
        for other in areas[n + 1 :]
        if min(one[2], other[2]) - max(one[0], other[0]) > hair
        and min(one[3], other[3]) - max(one[1], other[1]) > hair
    ]


def check(svg: str) -> None:
    """Hold a picture to what all have: title, description, classes, words apart and inside."""
    root = read(svg)
    assert [root.find(f"{{{SVG}}}{tag}") is not None for tag in ("title", "desc")] == [True, True]
    assert all("style" not in one.attrib and not one.tag.endswith("}style") for one in root.iter())
    areas = boxes(root)
    assert overlaps(areas) == []
    assert all(area[0] > -1 and area[2] < WIDTH + 1 for area in areas)


@given(st.floats(0, 1e15), st.integers(1, 12))
def test_ticks_reach_the_highest_value(high: float, most: int) -> None:
    """They begin at 0, are evenly apart, few, and cover all values."""
    found = ticks(high, most)
    assert found[0] == 0
    assert found[-1] >= high * (1 - 1e-9)
    assert len(found) <= most + 1
    apart = [b - a for a, b in pairwise(found)]
    assert all(isclose(one, apart[0], rel_tol=1e-9) for one in apart)


@pytest.mark.parametrize("high", [-1, float("nan"), float("inf")])
def test_there_are_no_ticks_to_nowhere(high: float) -> None:
    """A value that cannot be drawn is an error."""
    with pytest.raises(ValueError, match="no ticks"):
        ticks(high)


@given(st.floats(-1e6, 1e6), st.floats(0.1, 1e6), st.floats(0, 1))
def test_a_scale_keeps_proportions(low: float, wide: float, part: float) -> None:
    """What lies a part of the way between the values lies so between the places."""
    scale = Scale(low, low + wide, 10, 110)
    assert isclose(scale.at(low + wide * part), 10 + 100 * part, abs_tol=1e-3)
    assert Scale(low, low, 10, 110).at(low) == 10


@given(st.lists(st.tuples(WORDS, st.lists(st.floats(0, 1e12), max_size=4)), max_size=5), WORDS)
def test_bars_keep_their_words_apart(groups: list[tuple[str, list[float]]], series: str) -> None:
    """For any labels and values, bounds among them."""
    drawn = [
        Group(label, [Bar(v, f"{v:g}", bound=("", "lower", "upper")[int(v) % 3]) for v in values])
        for label, values in groups
    ]
    check(str(draw_bars(Picture("p", series, series), drawn, [series, "b"]).svg()))


def test_a_bound_is_drawn_as_a_bound() -> None:
    """No bar stands for what is only a limit."""
    picture = draw_bars(
        Picture("p", "t", "d"), [Group("g", [Bar(5, "more than 5", bound="lower")])]
    )
    root = read(str(picture.svg()))
    assert root.find(f"{{{SVG}}}rect") is None
    assert root.find(f"{{{SVG}}}polygon") is not None


def test_bars_are_as_long_as_their_values() -> None:
    """Twice the value is twice the length."""
    groups = [Group("g", [Bar(10, "10"), Bar(20, "20")])]
    root = read(str(draw_bars(Picture("p", "t", "d"), groups).svg()))
    one, two = (float(rect.get("width", "0")) for rect in root.iter(f"{{{SVG}}}rect"))
    assert isclose(2 * one, two, rel_tol=1e-3)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=14))
def test_tiles_keep_their_words_apart(values: list[float]) -> None:
    """Blocks that the map does not know have places of their own."""
    names = [*PLACES, "north", "south", "east", "west"]
    tiles = [Tile(name, name, v, f"{v:.0f}") for name, v in zip(names, values, strict=False)]
    check(str(draw_tiles(Picture("p", "t", "d"), tiles, ["1–2", "3–4"]).svg()))
    shades = [shade(v, min(values), max(values)) for v in values]
    assert set(shades) <= set(range(1, SHADES + 1))
    assert sorted(shades) == [shade(v, min(values), max(values)) for v in sorted(values)]


@given(
    st.lists(
        st.tuples(WORDS, st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 4000)),
        max_size=8,
    )
)
def test_time_lines_keep_their_words_apart(things: list[tuple[str, date, int]]) -> None:
    """For any names, days and lengths."""
    spans = [
        Span(label, first, date.fromordinal(first.toordinal() + days), "day" if days else "period")
        for label, first, days in things
    ]
    check(str(draw_lanes(Picture("p", "t", "d"), [Lane("heading", "kind-event", spans)]).svg()))


EDGES = st.lists(st.tuples(*[st.sampled_from("abcdefg")] * 2), max_size=12)


@given(EDGES)
def test_each_node_is_in_one_row(edges: list[tuple[str, str]]) -> None:
    """Circles do no harm."""
    found = [node for row in layers(edges) for node in row]
    assert sorted(found) == sorted({node for edge in edges for node in edge})


def test_boxes_keep_their_words_apart() -> None:
    """A diagram of two layers with names of two lines."""
    edges = [("a", "c"), ("b", "c"), ("a", "d"), ("b", "d")]
    named = {node: Box(f"{node} name that takes two lines or more of it") for node in "abcd"}
    check(str(draw_boxes(Picture("p", "t", "d"), named, edges).svg()))
    assert layers(edges) == [["a", "b"], ["c", "d"]]
    assert draw_boxes(Picture("p", "t", "d"), named, [("c", "a"), ("a", "c")]).height > 0


@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "year"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "month"),
        ("2019-11-07", date(2019, 11, 7), date(2019, 11, 7), "day"),
        ("2019-11-07T01:02:03Z", date(2019, 11, 7), date(2019, 11, 7), "day"),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(
    written: str, first: date, last: date, precision: str
) -> None:
    """A year is not its first day."""
    found = moment(written)
    assert found is not None
    assert (found.first, found.last, found.precision) == (first, last, precision)


@pytest.mark.parametrize("written", ["this autumn", "2019-13", "0000", ""])
def test_other_words_are_no_date(written: str) -> None:
    """They are shown as they are, not guessed."""
    assert moment(written) is None
