"""A data cube for Python: frames with units, totals apart, and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from s5kg import cubes, terms
from s5kg.api.charts import Bar, Chart, Kind, Series
from s5kg.api.context import Context
from s5kg.api.errors import NotFoundError
from s5kg.cubes import Observation, local_name
from s5kg.frames import categories, distinct, frame, numbers
from s5kg.markup import Cell, HtmlTable, as_html
from s5kg.namespaces import CODE, NS, expand, shrink
from s5kg.rows import Language

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_SAID = (NS + "modality", NS + "precision", expand("qb:Observation"))
_SHOWN = 60  # observations that a notebook shows


class Cube:
    """A data cube: `dimensions` and `measures` are IRIs, `observations` hold no totals."""

    def __init__(self, context: Context, cube: cubes.Cube) -> None:
        """Wrap a cube that was read."""
        self._context = context
        self._cube = cube
        self.iri = cube.iri
        self.name = cube.name
        self.dimensions: Sequence[str] = cube.dimensions
        self.measures: Sequence[str] = cube.measures
        self.observations: Sequence[Observation] = self._sorted(cube.observations)

    def __repr__(self) -> str:
        """Say its name and size."""
        return f"<Cube {self.name} {self.label()!r}: {len(self.observations)} observations>"

    def label(self, language: Language | None = None) -> str:
        """Return what it is called."""
        return self._context.words([self.iri], self._context.chosen(language))[self.iri]

    def to_pandas(self, language: Language | None = None) -> pd.DataFrame:
        """Return a row for each observation: dimensions as ordered categories, measures as numbers.

        Columns have names of the language. `attrs` hold the title, the `units` of measures by
        column, the `iris` of columns, the sources and the graph. Totals are not among the rows, see
        `totals`. Raises ImportError where pandas is missing.
        """
        return self._frame(self.observations, self._context.chosen(language))

    def totals(self, language: Language | None = None) -> pd.DataFrame:
        """Return the totals that the source prints, which are in data sets of their own."""
        return self._frame(self._sorted(self._cube.totals), self._context.chosen(language))

    def plot(
        self,
        *,
        language: Language | None = None,
        kind: Kind = "barh",
        measure: str | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw a measure (its name, the first by default) as bars, into `ax` where it is given.

        The first dimension that varies gives the groups, the others the colours. What is not exact
        is hatched or has a bar of error, what is not actual is pale; the legend says so. Raises
        NotFoundError for another measure, ImportError where matplotlib is missing.
        """
        from s5kg.api.drawing import draw

        chosen = self._measure(measure)
        return draw(lambda spoken: self.chart(chosen, spoken), self._chosen(language), kind, ax)

    def chart(self, measure: str, language: Language) -> Chart:
        """Return what a picture of a measure (IRI) shows."""
        words = self._words(language)
        down, *across = self._cube.varying()
        cells: dict[tuple[str, ...], dict[str, Observation]] = {}
        for seen in self.observations:
            key = tuple(seen.members.get(one, "") for one in across)
            cells.setdefault(key, {})[seen.members.get(down, "")] = seen
        members = self._cube.members(down)
        keys = sorted(cells, key=lambda key: [self._cube.rank(one) for one in key])
        return Chart(
            title=words[self.iri],
            groups=[words[one] for one in members],
            grouped_by=words[down],
            numbers=self._with_unit(measure, words),
            series=[
                Series(
                    " / ".join(words[one] for one in key),
                    [_bar(cells[key].get(member), measure) for member in members],
                )
                for key in keys
            ],
            origin=self._context.origin([self.iri], language),
            words=self._context.words(Chart.WORDS, language),
        )

    def _sorted(self, seen: Sequence[Observation]) -> list[Observation]:
        """Return observations in the order that the graph gives their members."""

        def place(one: Observation) -> list[tuple[int, str]]:
            return [self._cube.rank(one.members.get(name, "")) for name in self.dimensions]

        return sorted(seen, key=place)

    def _chosen(self, language: Language | None) -> Language:
        return self._context.chosen(language)

    def _measure(self, name: str | None) -> str:
        for measure in self.measures:
            if name in (None, measure, local_name(measure), shrink(measure)):
                return measure
        known = ", ".join(local_name(measure) for measure in self.measures)
        raise NotFoundError(f"{self.name} has no measure {name!r}: choose from {known}")

    def _words(self, language: Language) -> dict[str, str]:
        iris = {self.iri, *self.dimensions, *self.measures, *_SAID, *self._units.values()}
        for seen in (*self.observations, *self._cube.totals):
            iris.update(seen.members.values(), _codes(seen).values())
        return self._context.words(iris, language)

    @cached_property
    def _units(self) -> Mapping[str, str]:
        """Measure → its unit: that of the measure itself, or else of all observations; or ""."""
        nodes = [ox.NamedNode(one) for one in self.measures]
        rows = self._context.lookup.rows("measure-units", measure=nodes)
        stated = {terms.iri(row, "measure"): terms.iri(row, "unit") for row in rows}
        shared = {seen.unit for seen in self.observations}
        common = shared.pop() if len(shared) == 1 else ""
        return {measure: stated.get(measure, common) for measure in self.measures}

    def _with_unit(self, measure: str, words: Mapping[str, str]) -> str:
        """Return a measure with its unit, unless its name says that already."""
        name, unit = words[measure], words.get(self._units[measure], "")
        return name if not unit or unit in name else f"{name} ({unit})"

    def _frame(self, seen: Sequence[Observation], language: Language) -> pd.DataFrame:
        words = self._words(language)
        iris = [*self.dimensions, *self.measures, *_SAID]
        named = {one: self._with_unit(one, words) for one in self.measures}
        columns = distinct(
            [named.get(one, words[one]) for one in iris], list(map(local_name, iris))
        )
        values = [
            *(self._members(seen, one, words) for one in self.dimensions),
            *(numbers([one.values.get(measure) for one in seen]) for measure in self.measures),
            *([words.get(_codes(one)[code], "") for one in seen] for code in _SAID[:2]),
            [one.iri for one in seen],
        ]
        made = frame(dict(zip(columns, values, strict=True)))
        origin = self._context.origin([self.iri], language)
        made.attrs = {
            "iri": self.iri,
            "title": words[self.iri],
            "units": {
                column: words.get(self._units[one], "")
                for one, column in zip(iris, columns, strict=True)
                if one in self.measures
            },
            "iris": dict(zip(columns, iris, strict=True)),
            "sources": list(origin.documents),
            "graph": origin.graph,
        }
        return made

    def _members(
        self, seen: Sequence[Observation], dimension: str, words: Mapping[str, str]
    ) -> pd.Series[Any]:
        members = [one.members.get(dimension) for one in seen]
        order = sorted({one for one in members if one}, key=self._cube.rank)
        return categories(
            [words[one] if one else None for one in members], [words[one] for one in order]
        )

    def _repr_html_(self) -> str:
        language = self._context.language
        words = self._words(language)
        iris = [*self.dimensions, *self.measures, *_SAID[:2]]
        cells = [
            [
                *(
                    Cell(words.get(one.members.get(name, ""), ""), one.members.get(name, ""))
                    for name in self.dimensions
                ),
                *(Cell(format(one.values.get(name, ""), "")) for name in self.measures),
                *(Cell(words.get(_codes(one)[name], "")) for name in _SAID[:2]),
            ]
            for one in self.observations[:_SHOWN]
        ]
        columns = [
            self._with_unit(one, words) if one in self.measures else words[one] for one in iris
        ]
        caption = Cell(words[self.iri], self.iri, language)
        note = self._context.origin([self.iri], language).graph
        return as_html(HtmlTable(caption, columns, cells, len(self.observations), note))


def _codes(seen: Observation) -> dict[str, str]:
    """Return the IRIs of an observation's modality and precision, empty where it has none."""
    return {
        _SAID[0]: f"{CODE}modality-{seen.modality}" if seen.modality else "",
        _SAID[1]: f"{CODE}precision-{seen.precision}" if seen.precision else "",
    }


def _bar(seen: Observation | None, measure: str) -> Bar | None:
    value = seen.values.get(measure) if seen else None
    if seen is None or value is None:
        return None
    codes = _codes(seen)
    return Bar.of(value, None, None, codes[_SAID[1]], codes[_SAID[0]])
