"""Bars, lying, grouped: each with its value in words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from s5kg.web.drawing.lettering import width
from s5kg.web.drawing.picture import SIZE, WIDTH, Picture
from s5kg.web.drawing.scale import Scale, ticks

_BAR, _GAP, _LINE = 16.0, 8.0, 18.0
_MOST_LABEL = 110.0  # units; where a label is wider, labels stand above their bars


@dataclass(frozen=True)
class Bar:
    """A value from 0 to `value`, or what is known of it.

    `printed` says it in words. `mark` is a class of certainty. `bound` is `lower` where it is at
    least the value, `upper` where it is at most that.
    """

    value: float
    printed: str
    mark: str = "mark-stated"
    bound: str = ""


@dataclass(frozen=True)
class Group:
    """Bars that belong together, with what they are of."""

    label: str
    bars: Sequence[Bar]
    href: str | None = None
    language: str = ""


def draw_bars(picture: Picture, groups: Sequence[Group], series: Sequence[str] = ()) -> Picture:
    """Draw groups of bars below each other, all from 0; `series` names the bars of each group."""
    if series:
        _draw_legend(picture, series)
    every = [bar for group in groups for bar in group.bars]
    label = max((width(group.label, SIZE) for group in groups), default=0.0)
    start = label + 8 if label <= _MOST_LABEL else 0.0
    printed = max((width(bar.printed, SIZE) for bar in every), default=0.0) + 6
    end = max(WIDTH - printed, start + 40)
    high = ticks(max((bar.value for bar in every), default=0.0))[-1]
    scale = Scale(0, high, start, end)
    for group in groups:
        _draw_group(picture, group, scale)
    return picture


def _draw_legend(picture: Picture, series: Sequence[str]) -> None:
    for number, name in enumerate(series):
        picture.rect(0, picture.height + 4, 10, 10, f"series-{number % 4}")
        picture.words(16, picture.height + 13, name, room=WIDTH - 16)
        picture.height += _LINE
    picture.height += 4


def _draw_group(picture: Picture, group: Group, scale: Scale) -> None:
    above = scale.start == 0
    top = picture.height + (_LINE if above else 0)
    picture.words(
        0, picture.height + 13, group.label, href=group.href, language=group.language,
        room=WIDTH if above else scale.start - 4,
    )  # fmt: skip
    for number, bar in enumerate(group.bars):
        _draw_bar(picture, bar, scale, top + number * _BAR, f"series-{number % 4}")
    picture.height = top + max(len(group.bars), 0 if above else 1) * _BAR + _GAP


def _draw_bar(picture: Picture, bar: Bar, scale: Scale, top: float, series: str) -> None:
    end, middle = scale.at(bar.value), top + _BAR / 2
    if bar.bound:
        away = 8 if bar.bound == "lower" else -8
        picture.line(scale.start, middle, end, middle, f"bound {bar.mark}")
        picture.line(end, top + 3, end, top + _BAR - 3, "bound")
        tip = [(end, middle - 4), (end, middle + 4), (end + away, middle)]
        picture.polygon(tip, f"bound {series}")
        end += max(away, 0)
    else:
        picture.rect(scale.start, top + 2, end - scale.start, _BAR - 4, f"{series} {bar.mark}")
    picture.words(end + 5, top + 13, bar.printed, "value", room=max(WIDTH - end - 5, 0))
