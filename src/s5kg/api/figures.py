"""Figures: single numbers outside of tables, each with its bounds, unit and certainty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, overload

from s5kg import terms
from s5kg.api.charts import Bar, Chart, Kind, Series
from s5kg.api.context import Context
from s5kg.cubes import number_of
from s5kg.frames import frame, numbers
from s5kg.lookup import Row
from s5kg.markup import Cell, HtmlTable, as_html
from s5kg.namespaces import NS, expand
from s5kg.rows import Language

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_FIGURE, _OF = NS + "Figure", NS + "figureOf"
_HEADS = (
    _FIGURE, NS + "figureKind", expand("schema:value"), expand("schema:minValue"),
    expand("schema:maxValue"), expand("sdmx-attribute:unitMeasure"), NS + "precision",
    NS + "modality",
)  # fmt: skip
_NUMBERS = ("value", "minimum", "maximum")
_CODES = ("unit", "precision", "modality", "curation")


@dataclass(frozen=True)
class Figure:
    """A number: exact and approximate ones have a `value`, others bounds; the rest are IRIs."""

    iri: str
    thing: str
    kind: str
    value: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    unit: str
    precision: str
    modality: str
    curation: str


class Figures(Sequence[Figure]):
    """Some figures: a sequence, a frame and a picture."""

    def __init__(self, context: Context, rows: Iterable[Row]) -> None:
        """Read the rows of the query `figures`."""
        self._context = context
        self._figures = list({one.iri: one for one in map(_figure, rows)}.values())

    @overload
    def __getitem__(self, index: int) -> Figure: ...
    @overload
    def __getitem__(self, index: slice) -> list[Figure]: ...
    def __getitem__(self, index: int | slice) -> Figure | list[Figure]:
        """Return one figure, or some."""
        return self._figures[index]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._figures)

    def __iter__(self) -> Iterator[Figure]:
        """Yield the figures."""
        return iter(self._figures)

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"<Figures: {len(self)}>"

    def to_pandas(self, language: Language | None = None) -> pd.DataFrame:
        """Return a row for each figure: value and bounds as numbers, codes in words.

        Where all have one unit, `attrs["units"]` names it for each column of numbers; `sources` and
        `graph` are there, too. Raises ImportError where pandas is missing.
        """
        spoken = self._context.chosen(language)
        words = self._words(spoken)
        columns: dict[str, Any] = {
            "figure": [one.iri for one in self],
            "figureLabel": [words[one.iri] for one in self],
            "thing": [one.thing for one in self],
            "thingLabel": [words[one.thing] for one in self],
            "kind": [words[one.kind] for one in self],
            **{name: numbers([getattr(one, name) for one in self]) for name in _NUMBERS},
            **{name: [words.get(getattr(one, name), "") for one in self] for name in _CODES},
        }
        made = frame(columns)
        units = {one.unit for one in self}
        shared = words[next(iter(units))] if len(units) == 1 else ""
        origin = self._context.origin([one.iri for one in self], spoken)
        made.attrs = {
            "units": dict.fromkeys(_NUMBERS, shared) if shared else {},
            "sources": list(origin.documents),
            "graph": origin.graph,
        }
        return made

    def plot(
        self,
        *,
        language: Language | None = None,
        kind: Kind = "barh",
        ax: Axes | None = None,
    ) -> Axes:
        """Draw them as bars, with what is not exact marked as `Cube.plot` does.

        Raises ValueError for no figures, or for figures of several units, ImportError where
        matplotlib is missing.
        """
        from s5kg.api.drawing import draw

        units = {one.unit for one in self}
        if len(units) != 1:
            has = f"these are of {len(units)} units" if units else "there are no figures"
            raise ValueError(f"{has}: choose some with figures(kind=…, unit=…)")
        return draw(self.chart, self._context.chosen(language), kind, ax)

    def chart(self, language: Language) -> Chart:
        """Return what a picture shows; the figures must be of one unit."""
        words = self._words(language)
        kinds = dict.fromkeys(words[one.kind] for one in self)
        title = ", ".join(kinds)
        return Chart(
            title=title[:1].upper() + title[1:],
            groups=[words[one.iri] for one in self],
            grouped_by="",
            numbers=f"{title} ({words[self[0].unit]})" if len(kinds) == 1 else words[self[0].unit],
            series=[Series("", [_bar(one) for one in self])],
            origin=self._context.origin([one.iri for one in self], language),
            words=self._context.words(Chart.WORDS, language),
        )

    def _words(self, language: Language) -> dict[str, str]:
        iris = {
            iri
            for one in self
            for iri in (
                one.iri,
                one.thing,
                one.kind,
                one.unit,
                one.precision,
                one.modality,
                one.curation,
            )
        }
        return self._context.words({*iris, *_HEADS}, language)

    def _repr_html_(self) -> str:
        language = self._context.language
        words = self._words(language)
        cells = [
            [
                Cell(words[one.iri], one.iri, language),
                Cell(words[one.kind]),
                *(
                    Cell("" if number is None else f"{number:,f}")
                    for number in (one.value, one.minimum, one.maximum)
                ),
                *(Cell(words.get(iri, ""), iri) for iri in (one.unit, one.precision, one.modality)),
            ]
            for one in self
        ]
        return as_html(HtmlTable(Cell(""), [words[iri] for iri in _HEADS], cells, len(cells)))


def _figure(row: Row) -> Figure:
    return Figure(
        terms.iri(row, "figure"),
        terms.iri(row, "thing"),
        terms.iri(row, "kind"),
        number_of(row.get("value")),
        number_of(row.get("least")),
        number_of(row.get("most")),
        *(terms.iri(row, name) for name in ("unit", "precision", "modality", "curation")),
    )


def _bar(one: Figure) -> Bar:
    return Bar.of(one.value, one.minimum, one.maximum, one.precision, one.modality)
