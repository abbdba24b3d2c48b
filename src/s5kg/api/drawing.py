"""Charts drawn by matplotlib: bars whose look says how exact and how certain each number is."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import Any, Literal

from babel import Locale
from babel.numbers import format_compact_decimal, format_decimal

from s5kg.api.charts import SIGNS, Bar, Chart, Kind, Series
from s5kg.api.lettering import columns
from s5kg.rows import Language

try:
    from matplotlib import pyplot as plt
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch
    from matplotlib.text import Text
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    from s5kg.api.fonts import REMEDY, MissingFontWarning, families_for
except ImportError as error:
    raise ImportError("plot needs matplotlib: pip install 's5kg[notebook]'") from error

# Colours that people who confuse some still tell apart (Okabe and Ito).
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
_HATCHES = {"approximate": "///", "upper-bound-approximate": "xxx", "upper-bound": "..."}
_PALE = 0.5
_EDGES = {"planned": "-", "proposed": "--", "advised": ":", "possible": "-."}
_ROOM = 0.8  # of the place of a group that its bars fill
_COMPACT = 1_000_000  # numbers from here on are written as 1.5 million
_BEYOND = 0.15  # of the longest bar: the room for numbers behind bars
_TICKS = 5
_PLAIN: dict[str, Any] = {"parse_math": False}  # a $ in a name begins no formula
_NOTE: dict[str, Any] = {**_PLAIN, "fontsize": "x-small", "color": "0.35"}
_COLUMNS = 3  # of the legend, which stands between the title and the axes, at the most
_ASLANT = 25  # columns of a name that there is room for below a picture
_WIDE = 110  # columns of letters that the legend has room for
_LINE = 14.0  # points: the height of one of its lines
_LEGEND: dict[str, Any] = {
    "loc": "lower left",
    "bbox_to_anchor": (0.0, 1.0),
    "frameon": False,
    "fontsize": "small",
}
_ARROW = 0.05  # of the longest bar: the length of an arrow


def draw(
    chart_in: Callable[[Language], Chart], language: Language, kind: Kind, ax: Axes | None
) -> Axes:
    """Draw a chart in a language, into `ax` or a new figure of pyplot.

    Where no font holds the words it is drawn in English, with a MissingFontWarning. Raises
    ValueError for a kind that there is not.
    """
    if kind not in ("bar", "barh"):
        raise ValueError(f"{kind!r} is no kind of picture: choose 'bar' or 'barh'")
    chart = chart_in(language).legible()
    families = families_for(chart.text)
    if families is None:
        words = f"no font here has the signs of this picture; {REMEDY}"
        warnings.warn(words, MissingFontWarning, stacklevel=3)
        language = "en"
        chart = chart_in(language).legible()
        families = families_for(chart.text)
    alone = ax is None
    axes = ax if ax is not None else _axes(chart, kind)
    drawing = _Drawing(axes, chart, kind, language)
    drawing.draw()
    drawing.explain(alone)
    if families:
        for text in (axes.figure if alone else axes).findobj(Text):
            text.set_fontfamily(families)
    return axes


def _axes(chart: Chart, kind: Kind) -> Axes:
    lines = max((name.count("\n") + 1 for name in chart.groups), default=1)
    length = 1.8 + 0.32 * len(chart.groups) * max(1, len(chart.series) * 0.6, lines * 0.7)
    size = (8.0, max(3.0, length)) if kind == "barh" else (max(6.0, length), 4.8)
    high = _laid_out([one.label for one in chart.series])[1] + chart.numbers.count("\n")
    size = size[0], size[1] + 0.2 * max(0, high - 1)
    if kind == "bar":  # whose names stand aslant below it
        names = [columns(line) for name in chart.groups for line in name.splitlines()]
        more = 0.1 * max(0, max(names, default=0) - _ASLANT)
        size = size[0] + more, size[1] + more
    return plt.subplots(figsize=size, layout="constrained")[1]


class _Drawing:
    """One chart on one pair of axes."""

    def __init__(self, ax: Axes, chart: Chart, kind: Kind, language: Language) -> None:
        self._ax = ax
        self._chart = chart
        self._flat = kind == "barh"
        self._language = language
        self._longest = max((bar.high or bar.length for bar in chart.bars()), default=0.0)

    def draw(self) -> None:
        width = _ROOM / len(self._chart.series)
        colours = cycle(_COLOURS)
        for number, series in enumerate(self._chart.series):
            start = (width - _ROOM) / 2 + number * width
            self._draw_series(series, next(colours), start, width)
        self._name_axes()

    def _draw_series(self, series: Series, colour: str, start: float, width: float) -> None:
        for group, bar in enumerate(series.bars):
            if bar is None:
                continue
            place = group + start
            look: dict[str, Any] = {
                "color": colour,
                "hatch": _HATCHES.get(bar.precision),
                "edgecolor": "white" if bar.precision else colour,
                **(_uncertain(bar.modality) if bar.modality else {}),
            }
            if self._flat:
                self._ax.barh(place, bar.length, height=width * 0.9, **look)
            else:
                self._ax.bar(place, bar.length, width=width * 0.9, **look)
            self._draw_bounds(bar, place)
            self._write(bar, place)

    def _draw_bounds(self, bar: Bar, place: float) -> None:
        """Draw a bar of error between two bounds, an arrow from a single one."""
        if not bar.spread and (bar.low is None) == (bar.high is None):
            return
        look: dict[str, Any] = {"fmt": "none", "ecolor": "black", "capsize": 3}
        if bar.spread:
            error = [[bar.length - bar.spread[0]], [bar.spread[1] - bar.length]]
        else:
            error = [[min(self._longest * _ARROW, bar.length)]] * 2
            side = "lolims" if bar.high is None else "uplims"
            look[f"x{side}" if self._flat else side] = True
        look["xerr" if self._flat else "yerr"] = error
        self._ax.errorbar(*((bar.length, place) if self._flat else (place, bar.length)), **look)

    def _write(self, bar: Bar, place: float) -> None:
        bounds = bar.spread or ((bar.length, bar.length))
        words = "–".join(dict.fromkeys(self._number(one) for one in bounds))
        end = bounds[1] + (0 if bar.spread or bar.value is not None else self._longest * _ARROW)
        self._ax.annotate(
            bar.sign + words,
            (end, place) if self._flat else (place, end),
            xytext=(5, 0) if self._flat else (0, 5),
            textcoords="offset points",
            ha="left" if self._flat else "center",
            va="center" if self._flat else "bottom",
            fontsize="small",
        )

    def _number(self, value: float, _place: object = None) -> str:
        if abs(value) >= _COMPACT:
            formats = Locale.parse(self._language).compact_decimal_formats
            length: Literal["short", "long"] = "long" if "long" in formats else "short"
            return format_compact_decimal(
                value, format_type=length, locale=self._language, fraction_digits=2
            )
        return format_decimal(value, locale=self._language)

    def _name_axes(self) -> None:
        ax, chart, places = self._ax, self._chart, range(len(self._chart.groups))
        ax.spines[["top", "right"]].set_visible(False)
        numbers: Axis = ax.xaxis
        groups: Axis = ax.yaxis
        if self._flat:
            ax.set_yticks(places, chart.groups, **_PLAIN)
            ax.invert_yaxis()
            ax.margins(x=_BEYOND)
        else:
            ax.set_xticks(places, chart.groups, rotation=30, ha="right", **_PLAIN)
            ax.margins(y=_BEYOND)
            numbers, groups = groups, numbers
        numbers.set_major_formatter(FuncFormatter(self._number))
        numbers.set_major_locator(MaxNLocator(_TICKS))
        numbers.set_label_text(chart.numbers, **_PLAIN)
        groups.set_label_text(chart.grouped_by, **_PLAIN)

    def explain(self, alone: bool) -> None:
        """Add title, legend and sources: at the foot of the figure where the axes are `alone`."""
        chart, legend = self._chart, self._legend()
        across, lines = _laid_out([str(one.get_label()) for one in legend])
        self._ax.set_title(chart.title, pad=_LINE * (lines + 0.5), **_PLAIN)
        if legend:
            box = self._ax.legend(handles=legend, ncols=across, **_LEGEND)
            box.set_in_layout(False)  # the title keeps its room, and its width is not the axes'
            for text in box.get_texts():
                text.set_parse_math(False)
        if alone and isinstance(figure := self._ax.figure, Figure):
            figure.supxlabel(chart.note, x=0.01, ha="left", **_NOTE)
            return
        below = ("axes fraction", self._ax.xaxis.label)
        place: dict[str, Any] = {"xytext": (0, -10), "xycoords": below, "va": "top"}
        self._ax.annotate(chart.note, (0, 0), textcoords="offset points", **place, **_NOTE)

    def _legend(self) -> list[Artist]:
        """Return what explains the colours, where there are several, and what is not certain."""
        chart, grey = self._chart, "0.55"
        several = len(chart.series) > 1
        handles: list[Artist] = [
            Patch(color=colour, label=series.label)
            for series, colour in zip(chart.series, cycle(_COLOURS), strict=False)
            if several
        ]
        for name, words in chart.precisions().items():
            label = f"{SIGNS.get(name, '↔ ')}{words}"
            hatch = _HATCHES.get(name)
            handles.append(Patch(facecolor=grey, edgecolor="white", hatch=hatch, label=label))
        for name, words in chart.modalities().items():
            handles.append(Patch(facecolor=grey, label=words, **_uncertain(name)))
        return handles


def _laid_out(labels: Sequence[str]) -> tuple[int, int]:
    """Return how many labels of a legend have room beside each other, and how many lines it has."""
    widest = max((columns(line) for one in labels for line in one.splitlines()), default=0)
    across = _COLUMNS if widest * _COLUMNS <= _WIDE else 1
    tallest = max((one.count("\n") + 1 for one in labels), default=0)
    return across, -(-len(labels) // across) * tallest


def _uncertain(modality: str) -> dict[str, Any]:
    """Return the look of what is not actual: pale, with an edge that tells how it is meant."""
    return {"alpha": _PALE, "edgecolor": "black", "linestyle": _EDGES[modality], "linewidth": 1.5}
