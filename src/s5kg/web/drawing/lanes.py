"""A time line: a row for each thing, from its first to its last day, under an axis of years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from s5kg.web.drawing.lettering import width
from s5kg.web.drawing.picture import SIZE, WIDTH, Picture
from s5kg.web.drawing.scale import Scale

_ROW, _AXIS, _MOST_YEARS = 20.0, 24.0, 8
_YEAR = 365.25  # days


@dataclass(frozen=True)
class Span:
    """What is on a row: the days that its time lies between, how exactly, and how certain.

    `precision` is `day`, `month`, `year` or `period`; `mark` is a class of certainty.
    """

    label: str
    first: date
    last: date
    precision: str
    mark: str = "mark-stated"
    href: str | None = None
    language: str = ""


@dataclass(frozen=True)
class Lane:
    """Rows that belong together, under a heading."""

    heading: str
    kind: str
    spans: Sequence[Span]


def draw_lanes(picture: Picture, lanes: Sequence[Lane]) -> Picture:
    """Draw lanes below each other; the spans of a lane stand in the order given."""
    every = [span for lane in lanes for span in lane.spans]
    first = min((span.first.year for span in every), default=2000)
    last = max((span.last.year for span in every), default=first)
    low, high = date(first, 1, 1).toordinal(), date(first, 1, 1).toordinal()
    high += round((last - first + 1) * _YEAR)
    scale = Scale(low, high, 4, WIDTH - 4)
    height = _AXIS + sum(_ROW * (_rows(lane, scale) + bool(lane.heading)) + 8 for lane in lanes)
    _draw_axis(picture, scale, first, last, height)
    picture.height = _AXIS
    for lane in lanes:
        if lane.heading:
            picture.words(0, picture.height + 14, lane.heading, "strong")
            picture.height += _ROW
        for span in lane.spans:
            _draw_span(picture, span, scale, lane.kind)
        picture.height += 8
    return picture


def _rows(lane: Lane, scale: Scale) -> int:
    return sum(1 if _place(span, scale) else 2 for span in lane.spans)


def _draw_axis(picture: Picture, scale: Scale, first: int, last: int, height: float) -> None:
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 500) if (last - first + 1) / n <= _MOST_YEARS)
    end = 0.0
    for year in range(first, last + 2):
        x = scale.at(scale.low + (year - first) * _YEAR)
        if year % step and year != first:
            continue
        picture.line(x, _AXIS - 6, x, height, "axis")
        half = width(str(year), SIZE) / 2
        centre = min(max(x, half), WIDTH - half)
        if centre - half >= end:
            picture.words(centre, 12, str(year), "axis", anchor="middle")
            end = centre + half + 10


def _place(span: Span, scale: Scale) -> tuple[float, str] | None:
    """Return where the label stands beside its mark, and its anchor; None where it needs a row."""
    start, end = scale.at(span.first.toordinal()), scale.at(span.last.toordinal() + 1)
    need = width(span.label, SIZE)
    if WIDTH - (end + 8) >= need:
        return end + 8, "start"
    return (start - 8, "end") if start - 8 >= need else None


def _draw_span(picture: Picture, span: Span, scale: Scale, kind: str) -> None:
    place = _place(span, scale)
    x, anchor = place or (0.0, "start")
    picture.words(
        x, picture.height + 14, span.label, anchor=anchor, href=span.href, language=span.language
    )
    picture.height += 0 if place else _ROW
    start, end = scale.at(span.first.toordinal()), scale.at(span.last.toordinal() + 1)
    css = f"{kind} {span.mark} date-{span.precision}"
    if span.precision == "day":
        picture.circle((start + end) / 2, picture.height + 10, 4, css)
    else:
        picture.rect(start, picture.height + 6, max(end - start, 4), 8, css)
    picture.height += _ROW
