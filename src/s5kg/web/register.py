"""The register of discrepancies: those of documents, and those between them and other graphs."""

from dataclasses import dataclass, field

import pyoxigraph as ox

from s5kg.lookup import Lookup, Row
from s5kg.names import Text, chosen
from s5kg.namespaces import expand
from s5kg.terms import iri, number, word

_OUTSIDE = expand("s5c:discrepancyKind-differs-from-linked")


@dataclass
class Discrepancy:
    """A place where a document disagrees with itself or with others.

    `places` are (evidence, first, last line), `sources` what others were read from.
    """

    iri: str
    number: str
    kind: str
    notes: dict[str, str] = field(default_factory=dict)
    adopted: dict[str, None] = field(default_factory=dict)
    rejected: dict[str, None] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    concerns: dict[str, None] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)

    @property
    def is_outside(self) -> bool:
        """Whether a program found it in a graph that we link to."""
        return self.kind == _OUTSIDE

    def note(self, language: str) -> Text:
        """Return the explanation, in a language or else in another."""
        return chosen(self.iri, self.notes, language) if self.notes else Text("")


def read_register(lookup: Lookup) -> list[Discrepancy]:
    """Return all entries by number, first those of documents. Raises LimitError."""
    found: dict[str, Discrepancy] = {}
    for row in lookup.rows("document-discrepancies"):
        name = iri(row, "discrepancy")
        _add(found.setdefault(name, Discrepancy(name, word(row, "number"), iri(row, "kind"))), row)
    return sorted(
        found.values(), key=lambda one: (one.is_outside, len(one.number), one.number, one.iri)
    )


def _add(one: Discrepancy, row: Row) -> None:
    note = row.get("note")
    if isinstance(note, ox.Literal):
        one.notes[note.language or ""] = note.value
    for name, values in (("adopted", one.adopted), ("rejected", one.rejected)):
        if text := word(row, name):
            values[text] = None
    if place := iri(row, "place"):
        one.places[place] = number(row, "start"), number(row, "end")
    for name, values in (("concern", one.concerns), ("source", one.sources)):
        if thing := iri(row, name):
            values[thing] = None
