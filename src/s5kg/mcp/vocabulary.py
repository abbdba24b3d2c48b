"""The terms that the graph uses and declares: what a query is held against before it runs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from s5kg.lookup import Lookup
from s5kg.mcp.holdings import iri, number
from s5kg.namespaces import CODE, ID
from s5kg.search.index import Index

_MOST_ASKED = 200


@dataclass(frozen=True)
class Vocabulary:
    """Terms of one state of the graph, from its VoID partitions and its ontology.

    `classes` gives the things of each, `properties` the triples with each.
    """

    classes: Mapping[str, int]
    properties: Mapping[str, int]
    declared: frozenset[str]

    def terms(self) -> set[str]:
        """Return all of them."""
        return {*self.classes, *self.properties, *self.declared}


class Vocabularies:
    """Reads the vocabulary of the state that the graph is in, once for each known state."""

    def __init__(self, own: Lookup) -> None:
        """Read nothing yet."""
        self._own = own
        self._kept = lru_cache(maxsize=1)(lambda release: self._read())

    def now(self) -> Vocabulary:
        """Return the vocabulary. Raises LimitError."""
        release = self._own.release
        return self._kept(release) if release else self._read()

    def _read(self) -> Vocabulary:
        return Vocabulary(
            self._counts("editor-class"),
            self._counts("editor-property"),
            frozenset(iri(row, "term") for row in self._own.rows("ontology-terms")),
        )

    def _counts(self, query: str) -> dict[str, int]:
        return {iri(row, "term"): number(row, "count") for row in self._own.rows(query)}


def unknown_terms(lookup: Lookup, vocabulary: Vocabulary, terms: Iterable[str]) -> list[str]:
    """Return the IRIs that neither the vocabulary nor any triple of the graph has.

    Raises LimitError, ValueError for an IRI that cannot be one.
    """
    doubtful = [term for term in dict.fromkeys(terms) if term not in vocabulary.terms()]
    found: set[str] = set()
    for first in range(0, len(doubtful), _MOST_ASKED):
        nodes = [ox.NamedNode(term) for term in doubtful[first : first + _MOST_ASKED]]
        found |= {iri(row, "term") for row in lookup.rows("mcp-known", term=nodes)}
    return [term for term in doubtful if term not in found]


def candidates(term: str, vocabulary: Vocabulary, index: Index) -> Collection[str]:
    """Return what a term may have been meant to be: ids for an id, codes for a code, else terms."""
    for space in (ID, CODE):
        if term.startswith(space):
            return {label.thing for label in index.labels if label.thing.startswith(space)}
    return vocabulary.terms()
