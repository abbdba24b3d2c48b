"""Actors and their relations as a network: read once, then chosen from by what the address says."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from s5kg.lookup import Lookup
from s5kg.namespaces import shrink
from s5kg.terms import iri
from s5kg.web.certainty import mark_of

MOST_DEPTH = 3


@dataclass(frozen=True)
class Edge:
    """A relation between two actors (IRIs); `mark` says how certain it is."""

    source: str
    relation: str
    target: str
    mark: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """What is shown: all that is empty chooses nothing. `start` is the IRI of an actor."""

    relation: str = ""
    place: str = ""
    mark: str = ""
    start: str = ""
    depth: int = 1


@dataclass(frozen=True)
class Network:
    """Relations, and the places of actors by their IRIs."""

    edges: Sequence[Edge]
    places: Mapping[str, frozenset[str]]

    @property
    def nodes(self) -> list[str]:
        """The actors, those with most relations first."""
        counts = Counter(end for edge in self.edges for end in (edge.source, edge.target))
        return sorted(counts, key=lambda node: (-counts[node], node))

    def chosen(self, choice: Choice) -> "Network":
        """Return the part that is chosen."""
        edges = [
            edge
            for edge in self.edges
            if (not choice.relation or shrink(edge.relation) == choice.relation)
            and (not choice.mark or edge.mark == choice.mark)
            and (not choice.place or self._within(edge, choice.place))
        ]
        if choice.start:
            edges = _around(edges, choice.start, choice.depth)
        return Network(edges, self.places)

    def relations(self) -> Counter[str]:
        """Return the relations with how often each is there."""
        return Counter(edge.relation for edge in self.edges)

    def marks(self) -> Counter[str]:
        """Return the marks with how often each is there."""
        return Counter(edge.mark for edge in self.edges)

    def countries(self) -> Counter[str]:
        """Return the places with how many of these relations are within each."""
        found: Counter[str] = Counter()
        for edge in self.edges:
            ends = self.places.get(edge.source, frozenset())
            found.update(ends | self.places.get(edge.target, frozenset()))
        return found

    def _within(self, edge: Edge, place: str) -> bool:
        return any(place in self.places.get(end, ()) for end in (edge.source, edge.target))


def read_network(lookup: Lookup) -> Network:
    """Return all actors that are related to others. Raises LimitError."""
    codes: dict[tuple[str, str, str], dict[str, None]] = {}
    for row in lookup.rows("network-edges"):
        key = iri(row, "source"), iri(row, "relation"), iri(row, "target")
        known = codes.setdefault(key, {})
        known |= dict.fromkeys(
            code for name in ("modality", "curation") if (code := iri(row, name))
        )
    places: dict[str, set[str]] = {}
    for row in lookup.rows("network-places"):
        places.setdefault(iri(row, "actor"), set()).add(iri(row, "place"))
    edges = [Edge(*key, mark_of(known), tuple(known)) for key, known in codes.items() if all(key)]
    return Network(edges, {actor: frozenset(found) for actor, found in places.items()})


def _around(edges: Iterable[Edge], start: str, depth: int) -> list[Edge]:
    """Return the relations of an actor, and of those that it is related to, so many steps away."""
    known = list(edges)
    reached = {start}
    for _ in range(depth):
        near = [edge for edge in known if edge.source in reached or edge.target in reached]
        reached |= {end for edge in near for end in (edge.source, edge.target)}
    return [edge for edge in known if edge.source in reached and edge.target in reached]
