"""What points to a thing: by property, with counts, ten at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.lookup import Lookup, Slice
from s5kg.namespaces import expand, shrink

PAGE = 10
_MOST_PROPERTIES = 40
_MANY = 20_000  # beyond so many, they are not sorted
# Claims and evidence stand beside the facts that they are of.
_SAID = {expand(name) for name in ("rdf:subject", "rdf:object", "rdf:predicate", "rdf:type")}


@dataclass(frozen=True)
class Relation:
    """The subjects of a property: those of this page, out of `count`; pages count from 1."""

    by: str
    count: int
    page: int
    subjects: Sequence[str]

    @property
    def name(self) -> str:
        """The CURIE of the property (`by` is its IRI), as an address names it."""
        return shrink(self.by)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.count // PAGE)

    @property
    def first(self) -> int:
        """The number of the first subject on this page."""
        return (self.page - 1) * PAGE + 1


def read_relations(
    lookup: Lookup, thing: ox.NamedNode, wanted: str = "", page: int = 1
) -> list[Relation]:
    """Return the relations to a thing, the one that is `wanted` (a CURIE) at a page of its own.

    Raises LimitError.
    """
    found = []
    for row in lookup.rows("thing-relation-counts", thing=[thing])[:_MOST_PROPERTIES]:
        name, number = row["property"], row["count"]
        if (
            isinstance(name, ox.NamedNode)
            and isinstance(number, ox.Literal)
            and name.value not in _SAID
        ):
            at = page if shrink(name.value) == wanted else 1
            found.append(_relation(lookup, thing, name, int(number.value), at))
    return found


def _relation(
    lookup: Lookup, thing: ox.NamedNode, name: ox.NamedNode, count: int, page: int
) -> Relation:
    query = "thing-relations" if count <= _MANY else "thing-relations-of-many"
    rows = lookup.rows(query, Slice(PAGE, (page - 1) * PAGE), thing=[thing], property=[name])
    subjects = [row["subject"] for row in rows]
    return Relation(
        name.value, count, page, [one.value for one in subjects if isinstance(one, ox.NamedNode)]
    )
