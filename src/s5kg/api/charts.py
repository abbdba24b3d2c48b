"""What a picture of numbers shows, in words of a language and without any library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar, Literal

from s5kg.api.context import Origin
from s5kg.api.lettering import short, wrapped
from s5kg.namespaces import CODE, expand

Kind = Literal["bar", "barh"]
_TITLE = 60  # columns of a line of the title
_NOTE = 120  # columns of a line at the foot, which is small
_WORD = 24  # columns of what the legend says of a look
_SOURCE = expand("dcterms:source")
_PRECISION, _MODALITY = f"{CODE}precision-", f"{CODE}modality-"
# What stands before a number, so that it is never read for more than the source says.
SIGNS = {
    "approximate": "≈ ",
    "lower-bound": "≥ ",
    "lower-bound-exclusive": "> ",
    "upper-bound": "≤ ",
    "upper-bound-approximate": "≲ ",
}
_PRECISIONS = (
    "approximate",
    "range",
    "lower-bound",
    "lower-bound-exclusive",
    "upper-bound",
    "upper-bound-approximate",
)
_MODALITIES = ("planned", "proposed", "advised", "possible")


@dataclass(frozen=True)
class Bar:
    """A number: `value`, or else the bounds `low` and `high` as far as they are known.

    `precision` and `modality` are notations, empty for what is exact and actual.
    """

    value: float | None
    low: float | None
    high: float | None
    precision: str
    modality: str

    @classmethod
    def of(
        cls,
        value: Decimal | None,
        low: Decimal | None,
        high: Decimal | None,
        precision: str,
        modality: str,
    ) -> Bar:
        """Return the bar of numbers; `precision` and `modality` are IRIs of codes, or empty."""
        middle, least, most = (None if one is None else float(one) for one in (value, low, high))
        exact, actual = precision.removeprefix(_PRECISION), modality.removeprefix(_MODALITY)
        return cls(
            middle,
            least,
            most,
            exact if exact in _PRECISIONS else "",
            actual if actual in _MODALITIES else "",
        )

    @property
    def length(self) -> float:
        """How far it reaches: the value, the middle of both bounds, or the one that is known."""
        if self.value is not None:
            return self.value
        known = [one for one in (self.low, self.high) if one is not None]
        return sum(known) / len(known) if known else 0.0

    @property
    def spread(self) -> tuple[float, float] | None:
        """Both bounds, where both are known and no value is."""
        if self.value is not None or self.low is None or self.high is None:
            return None
        return self.low, self.high

    @property
    def sign(self) -> str:
        """What stands before the number, such as ≥ for a lower bound."""
        return "" if self.spread else SIGNS.get(self.precision, "")


@dataclass(frozen=True)
class Series:
    """Bars of one colour, one for each group; None where nothing is said."""

    label: str
    bars: Sequence[Bar | None]


@dataclass(frozen=True)
class Chart:
    """Groups of bars. `numbers` names their axis with its unit, `grouped_by` the other one."""

    WORDS: ClassVar[tuple[str, ...]] = (
        _SOURCE,
        *(_PRECISION + name for name in _PRECISIONS),
        *(_MODALITY + name for name in _MODALITIES),
    )

    title: str
    groups: Sequence[str]
    grouped_by: str
    numbers: str
    series: Sequence[Series]
    origin: Origin
    words: Mapping[str, str]

    def legible(self) -> Chart:
        """Return it with words that have room in a picture, whatever the graph calls things."""
        documents = tuple(short(one, _NOTE) for one in self.origin.documents)
        return replace(
            self,
            title=wrapped(short(self.title), _TITLE),
            groups=[wrapped(short(one)) for one in self.groups],
            grouped_by=wrapped(short(self.grouped_by)),
            numbers=wrapped(short(self.numbers)),
            series=[Series(wrapped(short(one.label)), one.bars) for one in self.series],
            origin=replace(self.origin, documents=documents, place=short(self.origin.place)),
            words={name: short(words, _WORD) for name, words in self.words.items()},
        )

    def bars(self) -> Iterator[Bar]:
        """Yield each bar that is there."""
        for series in self.series:
            yield from (bar for bar in series.bars if bar is not None)

    @property
    def note(self) -> str:
        """Where the numbers come from: a line for each document, and one for the graph."""
        said = [f"{self.words[_SOURCE]}: {title}" for title in self.origin.documents]
        return "\n".join([*said, self.origin.graph])

    def precisions(self) -> dict[str, str]:
        """Return the precisions that occur, notation → words."""
        used = {bar.precision for bar in self.bars()}
        return {one: self.words[_PRECISION + one] for one in _PRECISIONS if one in used}

    def modalities(self) -> dict[str, str]:
        """Return the modalities other than actual that occur, notation → words."""
        used = {bar.modality for bar in self.bars()}
        return {one: self.words[_MODALITY + one] for one in _MODALITIES if one in used}

    @property
    def text(self) -> str:
        """All words of it, to choose a font by."""
        parts = [self.title, self.grouped_by, self.numbers, self.note, *self.groups]
        marks = [*self.precisions().values(), *self.modalities().values()]
        return "".join([*parts, *(one.label for one in self.series), *marks, *SIGNS.values()])
