"""Data cubes as they are in the graph: dimensions, measures and observations (RDF Data Cube)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from s5kg.lookup import Lookup, Row
from s5kg.namespaces import ID, NS

_QB = "http://purl.org/linked-data/cube#"
_MODALITY, _PRECISION = NS + "modality", NS + "precision"
_UNIT = "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure"
_EVIDENCE = NS + "supportedBy"


@dataclass(frozen=True)
class Observation:
    """An observation: dimension → member, measure → value, and how certain it is."""

    iri: str
    members: Mapping[str, str]
    values: Mapping[str, Decimal]
    modality: str = ""
    precision: str = ""
    unit: str = ""
    evidence: Sequence[str] = ()


@dataclass(frozen=True)
class Cube:
    """A data set; `totals` are observations of those data sets that hold its totals."""

    iri: str
    dimensions: Sequence[str]
    measures: Sequence[str]
    observations: Sequence[Observation]
    totals: Sequence[Observation] = ()
    orders: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.iri.removeprefix(ID)

    def members(self, dimension: str) -> list[str]:
        """Return the members of a dimension that occur, in their order."""
        found = {one.members[dimension] for one in self.observations if dimension in one.members}
        return sorted(found, key=self.rank)

    def rank(self, member: str) -> tuple[int, str]:
        """Return what a member is sorted by: its order where it has one, then its IRI."""
        return self.orders.get(member, len(self.orders) + 1), member

    def varying(self) -> list[str]:
        """Return the dimensions with more than one member, or the first where none has more."""
        return [one for one in self.dimensions if len(self.members(one)) > 1] or list(
            self.dimensions[:1]
        )


def local_name(iri: str) -> str:
    """Return the last part of an IRI, by which addresses call a dimension or measure."""
    return iri.replace("#", "/").rpartition("/")[2]


def cube_names(lookup: Lookup) -> list[str]:
    """Return the IRIs of ours that are data sets of cubes. Raises what `Lookup.rows` raises."""
    found = {text_of(row["cube"]) for row in lookup.rows("cube-list")}
    return sorted(iri for iri in found if iri.startswith(ID))


def read_cube(lookup: Lookup, iri: str) -> Cube | None:
    """Return a cube, None where there is none of this IRI. Raises what `Lookup.rows` raises."""
    cube = [ox.NamedNode(iri)]
    roles: dict[str, list[str]] = {}
    for row in lookup.rows("cube-components", cube=cube):
        roles.setdefault(text_of(row.get("role")).removeprefix(_QB), []).append(
            text_of(row.get("property"))
        )
    dimensions = list(dict.fromkeys(roles.get("dimension", [])))
    measures = list(dict.fromkeys(roles.get("measure", [])))
    if not dimensions or not measures:
        return None
    rows: dict[str, list[Row]] = {}
    orders: dict[str, int] = {}
    for row in lookup.rows("cube-observations", cube=cube):
        rows.setdefault(text_of(row["observation"]), []).append(row)
        if order := number_of(row.get("order")):
            orders[text_of(row["value"])] = int(order)
    parts: list[Observation] = []
    totals: list[Observation] = []
    for name, said in rows.items():
        found = parts if text_of(said[0]["set"]) == iri else totals
        found.append(_observation(name, said, dimensions, measures))
    return Cube(iri, dimensions, measures, parts, totals, orders)


def _observation(
    iri: str, rows: Sequence[Row], dimensions: Sequence[str], measures: Sequence[str]
) -> Observation:
    said: dict[str, list[str]] = {}
    values: dict[str, Decimal] = {}
    for row in rows:
        name = text_of(row["property"])
        said.setdefault(name, []).append(text_of(row["value"]))
        number = number_of(row["value"])
        if name in measures and number is not None:
            values[name] = number
    members = {name: said[name][0] for name in dimensions if name in said}
    first = {name: found[0] for name, found in said.items()}
    return Observation(
        iri,
        members,
        values,
        local_name(first.get(_MODALITY, "")).removeprefix("modality-"),
        local_name(first.get(_PRECISION, "")).removeprefix("precision-"),
        first.get(_UNIT, ""),
        tuple(dict.fromkeys(said.get(_EVIDENCE, []))),
    )


def text_of(term: object) -> str:
    """Return the characters of a term, empty where there is none."""
    return str(term.value) if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else ""


def number_of(term: object) -> Decimal | None:
    """Return a literal as a number, None for any other term or what is not finite."""
    if not isinstance(term, ox.Literal):
        return None
    try:
        number = Decimal(term.value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
