"""What other graphs say of a thing, beside what the documents say: from where, and since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyoxigraph as ox

from s5kg import terms
from s5kg.lookup import Lookup, Term
from s5kg.names import Text
from s5kg.namespaces import expand

MOST = 500  # facts that are shown
_DIFFERS = expand("s5c:agreement-differs")


@dataclass(frozen=True)
class Outside:
    """A fact from elsewhere; `node`, `name` and `agreement` are IRIs.

    It is about `node`, with the property `name`; `agreement` is how it stands to the documents.
    `source` is the address that it was read from, `date` the day; `whole` is false where only a
    part of the source could be read.
    """

    node: str
    name: str
    value: Term
    currency: str
    agreement: str
    source: str
    date: str
    whole: bool

    @property
    def differs(self) -> bool:
        """Whether the documents say otherwise."""
        return self.agreement == _DIFFERS

    @property
    def host(self) -> Text:
        """The host of the source, to be read by people."""
        return Text(urlsplit(self.source).hostname or self.source)


@dataclass(frozen=True)
class Told:
    """What other graphs say of a thing, MOST facts of it at most."""

    facts: Sequence[Outside]

    @property
    def properties(self) -> Mapping[str, list[Outside]]:
        """Return property (IRI) → its facts."""
        found: dict[str, list[Outside]] = {}
        for one in self.facts:
            found.setdefault(one.name, []).append(one)
        return found

    @property
    def whole(self) -> bool:
        """Whether these are all facts that there are."""
        return len(self.facts) < MOST

    @property
    def mentioned(self) -> list[str]:
        """The properties and codes (IRIs) that the facts are told with."""
        return [iri for one in self.facts for iri in (one.name, one.agreement)]


def read_outside(lookup: Lookup, thing: ox.NamedNode) -> Told:
    """Return what other graphs say of a thing. Raises LimitError."""
    return Told(
        [
            Outside(
                terms.iri(row, "node"),
                terms.iri(row, "property"),
                row["value"],
                terms.word(row, "currency"),
                terms.iri(row, "agreement"),
                terms.iri(row, "source"),
                terms.word(row, "date"),
                terms.word(row, "whole") == "true",
            )
            for row in lookup.rows("thing-outside", thing=[thing])
        ]
    )
