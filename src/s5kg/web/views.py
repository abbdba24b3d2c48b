"""Which views a result has beside its table: a map, a chart, a network, and over which columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from s5kg.namespaces import CODE, GRAPH, ID
from s5kg.web.drawing.tiles import PLACES
from s5kg.web.errors import ProblemError
from s5kg.web.regions import BLOCKS
from s5kg.web.rendering import Cell, Table

_LEAST = 2  # what there is to compare, or to join
_HIGHEST = Decimal("1e100")
_DATA = (ID, CODE, GRAPH)
MAP = ("map-region", "map-number")
CHART = ("chart-label", "chart-number")
NETWORK = ("network-from", "network-to")


@dataclass(frozen=True)
class Field:
    """A choice of a column: `name` is that of the parameter, `columns` are those that fit."""

    name: str
    columns: tuple[str, ...]
    chosen: str


@dataclass(frozen=True)
class View:
    """A view (`map`, `chart` or `network`) and the columns that it is drawn of.

    `beside` are further columns that tell rows apart, or name the relation of a network.
    """

    kind: str
    fields: tuple[Field, Field]
    beside: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, str]:
        """The names of the columns that are drawn."""
        return self.fields[0].chosen, self.fields[1].chosen

    @property
    def several(self) -> bool:
        """Whether there is anything to choose."""
        return any(len(field.columns) > 1 for field in self.fields)


@dataclass(frozen=True)
class _Column:
    """A column, and its cells that are bound."""

    name: str
    cells: tuple[Cell, ...]

    @cached_property
    def terms(self) -> bool:
        return bool(self.cells) and all(cell.address for cell in self.cells)

    @cached_property
    def amounts(self) -> bool:
        return len(self.cells) >= _LEAST and all(amount(cell) is not None for cell in self.cells)

    @cached_property
    def numeric(self) -> bool:
        return bool(self.cells) and all(cell.numeric for cell in self.cells)

    @cached_property
    def regions(self) -> bool:
        blocks = [block for cell in self.cells if (block := block_of(cell))]
        return len(blocks) == len(set(blocks)) >= _LEAST

    @cached_property
    def vocabulary(self) -> bool:
        return all(_is_vocabulary(cell) for cell in self.cells)

    @cached_property
    def relations(self) -> bool:
        """Whether all are properties, whose local names begin with a small letter."""
        return self.vocabulary and all(
            cell.text.rpartition(":")[2][:1].islower() for cell in self.cells
        )

    @cached_property
    def distinct(self) -> bool:
        return len(set(self.cells)) == len(self.cells)


def amount(cell: Cell) -> Decimal | None:
    """Return a number that a bar or a shade can stand for, None for anything else."""
    if not cell.numeric or cell.datatype == "xsd:gYear":
        return None
    try:
        value = Decimal(cell.text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value < _HIGHEST else None


def block_of(cell: Cell) -> str:
    """Return the name of the regional block of Japan that a term is, or nothing."""
    name = cell.address.removeprefix(BLOCKS)
    return name if name in PLACES and name != cell.address else ""


def views_of(table: Table, asked: Mapping[str, str]) -> list[View]:
    """Return the views that the columns of a table allow; `asked` says which columns to take.

    Raises ProblemError where a column that is asked for does not fit.
    """
    columns = [
        _Column(name, tuple(cell for row in table.rows if (cell := row[n])))
        for n, name in enumerate(table.columns)
    ]
    found = (_map(columns, asked), _chart(columns, asked), _network(columns, asked))
    return [view for view in found if view]


def _map(columns: Sequence[_Column], asked: Mapping[str, str]) -> View | None:
    regions = [one.name for one in columns if one.regions]
    numbers = [one.name for one in columns if one.amounts]
    if not regions or not numbers:
        return None
    return View("map", (_field(MAP[0], regions, asked), _field(MAP[1], numbers, asked)))


def _chart(columns: Sequence[_Column], asked: Mapping[str, str]) -> View | None:
    numbers = [one.name for one in columns if one.amounts]
    labels = [one for one in columns if one.cells and not one.numeric]
    if not labels:  # years and the like stand before what is counted
        labels = [one for one in columns if one.numeric][:1]
        numbers = [name for name in numbers if name not in {one.name for one in labels}]
    if not numbers or not labels:
        return None
    best = min(labels, key=lambda one: (not one.distinct, not one.terms))
    names = [one.name for one in labels]
    fields = _field(CHART[0], names, asked, best.name), _field(CHART[1], numbers, asked)
    return View("chart", fields, tuple(names))


def _network(columns: Sequence[_Column], asked: Mapping[str, str]) -> View | None:
    ends = [one for one in columns if one.terms and not one.relations]
    ends.sort(key=lambda one: one.vocabulary)
    names = [one.name for one in ends]
    if len(names) < _LEAST:
        return None
    start = _field(NETWORK[0], names, asked)
    end = _field(NETWORK[1], [name for name in names if name != start.chosen], asked)
    relations = tuple(one.name for one in columns if one.terms and one.relations)
    return View("network", (start, end), relations[:1])


def _field(name: str, columns: Sequence[str], asked: Mapping[str, str], best: str = "") -> Field:
    given = asked.get(name, "")
    if given and given not in columns:
        known = ", ".join(columns)
        raise ProblemError(400, "unknown-choice", name=name, given=given, known=known)
    return Field(name, tuple(columns), given or best or columns[0])


def _is_vocabulary(cell: Cell) -> bool:
    return not cell.address.startswith(_DATA) and cell.text != cell.address  # it is a CURIE
