"""What things are called: a label for each, in the reader's language or else in another one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

import pyoxigraph as ox
from cachetools import LRUCache

from s5kg.lookup import Lookup, Row
from s5kg.namespaces import shrink

_AT_ONCE = 1000  # things that one query asks for: services bound the length of a query
_MOST = 20_000  # things whose labels are kept
# The first of these that a thing has in a language is its name there.
_PROPERTIES = (
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/title",
    "https://schema.org/name",
)


@dataclass(frozen=True)
class Text:
    """Words and their language, empty where that is not known."""

    value: str
    language: str = ""

    def __str__(self) -> str:
        """Return the words."""
        return self.value


class Names:
    """The labels of things, kept for as long as the state of the graph."""

    def __init__(self, lookup: Lookup) -> None:
        """Look nothing up yet."""
        self._lookup = lookup
        self._lock = Lock()
        self._known: LRUCache[tuple[str, str], Mapping[str, str]] = LRUCache(_MOST)

    def all(self, iris: Iterable[str]) -> dict[str, Mapping[str, str]]:
        """Return IRI → language → label, asking at once for those that are not known yet.

        Raises LimitError as any question does.
        """
        release = self._lookup.release
        with self._lock:
            found = {iri: self._known.get((release, iri)) for iri in dict.fromkeys(iris)}
        missing = [iri for iri, labels in found.items() if labels is None]
        if missing:
            asked = self._ask(missing)
            found |= asked
            if release:
                with self._lock:
                    self._known.update({(release, iri): asked[iri] for iri in missing})
        return {iri: labels or {} for iri, labels in found.items()}

    def of(self, iris: Iterable[str], language: str) -> dict[str, Text]:
        """Return IRI → what it is called: in this language, in any other, or by its CURIE."""
        return {iri: chosen(iri, labels, language) for iri, labels in self.all(iris).items()}

    def _ask(self, iris: list[str]) -> dict[str, dict[str, str]]:
        best: dict[tuple[str, str], tuple[int, str]] = {}
        for row in self._rows(iris):
            label, thing, used = row["label"], row["thing"], row["property"]
            if (
                isinstance(label, ox.Literal)
                and isinstance(thing, ox.NamedNode)
                and isinstance(used, ox.NamedNode)
            ):
                key = thing.value, label.language or ""
                rank = _PROPERTIES.index(used.value), label.value
                best[key] = min(rank, best.get(key, rank))
        found: dict[str, dict[str, str]] = {iri: {} for iri in iris}
        for (iri, language), (_, label_) in sorted(best.items()):
            found[iri][language] = label_
        return found

    def _rows(self, iris: list[str]) -> Iterator[Row]:
        for start in range(0, len(iris), _AT_ONCE):
            part = [ox.NamedNode(iri) for iri in iris[start : start + _AT_ONCE]]
            yield from self._lookup.rows("labels", thing=part)


def chosen(iri: str, labels: Mapping[str, str], language: str) -> Text:
    """Return one of the labels: in this language, in none or in any other; or else the CURIE."""
    for one in (language, "", *sorted(labels)):
        if one in labels:
            return Text(labels[one], one)
    return Text(shrink(iri))
