"""A cube as a table: chosen dimensions go down, the others across, with sums that add parts only.

Totals that a source prints are in data sets of their own. They stand beside the sums and are never
added to them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from s5kg.cubes import Cube, Observation

Key = tuple[str, ...]


@dataclass(frozen=True)
class Pivot:
    """Members of the dimensions `down` lead to a row, those `across` to a column."""

    down: Sequence[str]
    across: Sequence[str]
    fixed: Mapping[str, str]
    measures: Sequence[str]
    rows: Sequence[Key]
    columns: Sequence[Key]
    cells: Mapping[tuple[Key, Key], Observation]
    totals: Mapping[str, Decimal]

    def value(self, row: Key, column: Key, measure: str) -> Decimal | None:
        """Return the value of a cell, None where nothing is said."""
        cell = self.cells.get((row, column))
        return cell.values.get(measure) if cell else None

    def sum_down(self, column: Key, measure: str) -> Decimal:
        """Return the sum of a column."""
        return sum((self.value(row, column, measure) or Decimal() for row in self.rows), Decimal())

    def sum_across(self, row: Key, measure: str) -> Decimal:
        """Return the sum of a row."""
        return sum((self.value(row, one, measure) or Decimal() for one in self.columns), Decimal())

    def sum_all(self, measure: str) -> Decimal:
        """Return the sum of all cells."""
        return sum((self.sum_down(column, measure) for column in self.columns), Decimal())


def pivot(cube: Cube, down: Sequence[str] | None = None) -> Pivot:
    """Return a cube with the dimensions `down` in its rows, by default the first that varies.

    Dimensions with one member in all are fixed: they are neither in rows nor in columns. Raises
    ValueError for a dimension that the cube has not, or that is fixed, or for none at all.
    """
    varying = cube.varying()
    chosen = list(varying[:1] if down is None else dict.fromkeys(down))
    if not chosen or not set(chosen) <= set(varying):
        raise ValueError(f"choose from {varying}")
    across = [one for one in varying if one not in chosen]
    fixed = {
        one: cube.members(one)[0]
        for one in cube.dimensions
        if one not in varying and cube.members(one)
    }
    cells = {
        (_key(seen, chosen), _key(seen, across)): seen
        for seen in cube.observations
        if set(varying) <= set(seen.members)
    }
    rows = sorted({row for row, _ in cells}, key=lambda key: [cube.rank(one) for one in key])
    columns = sorted({one for _, one in cells}, key=lambda key: [cube.rank(one) for one in key])
    totals = {
        measure: cube.totals[0].values[measure]
        for measure in cube.measures
        if len(cube.totals) == 1 and measure in cube.totals[0].values
    }
    return Pivot(chosen, across, fixed, cube.measures, rows, columns, cells, totals)


def _key(observation: Observation, dimensions: Sequence[str]) -> Key:
    return tuple(observation.members[one] for one in dimensions)
