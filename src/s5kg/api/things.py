"""A thing of the graph: its names, and what is said of it with certainty and evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.term import BNode, Identifier, URIRef
from rdflib.term import Literal as RdfLiteral

from s5kg import facts
from s5kg.api.context import Context
from s5kg.api.errors import NotFoundError
from s5kg.facts import Claim
from s5kg.frames import frame
from s5kg.literals import literal
from s5kg.lookup import Term
from s5kg.markup import Cell, HtmlTable, as_html
from s5kg.names import chosen
from s5kg.namespaces import NS, expand, shrink
from s5kg.rows import Language

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = (
    "property", "propertyLabel", "value", "valueLabel", "modality", "curation", "lines",
)  # fmt: skip
_HEADS = (
    expand("rdf:predicate"), expand("rdf:object"), NS + "modality", NS + "curation",
    NS + "Evidence",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A value of a property (`predicate`), with the claims that state it; names have none."""

    predicate: URIRef
    value: Identifier
    claims: tuple[Claim, ...]

    @property
    def lines(self) -> str:
        """The lines of the document that are its evidence, such as `241-243, 246`."""
        found = {(one.start, one.end) for claim in self.claims for one in claim.evidence}
        return ", ".join(f"{a}-{b}" if b > a else f"{a}" for a, b in sorted(found))


class Thing:
    """What the graph says of a thing: `labels` by language, `kinds` (classes) and `facts`."""

    def __init__(self, context: Context, iri: str) -> None:
        """Read it. Raises NotFoundError for a thing that the graph does not know."""
        node = ox.NamedNode(iri)
        if not context.lookup.rows("thing-status", thing=[node]):
            raise NotFoundError(f"the graph has no {shrink(iri)}: .search() finds things by words")
        found = facts.read_facts(context.lookup, node)
        self._context = context
        self.iri = iri
        self.labels: Mapping[str, str] = context.names.all([iri])[iri]
        self.kinds: Sequence[str] = found.classes
        self.whole = found.whole
        self.facts: Sequence[Fact] = [
            Fact(URIRef(name), rdflib_term(fact.value), tuple(fact.claims))
            for group in found.groups
            for name, stated in group.properties.items()
            for fact in stated
        ]

    def label(self, language: Language | None = None) -> str:
        """Return what it is called, its CURIE where it has no name."""
        return chosen(self.iri, self.labels, self._context.chosen(language)).value

    def __repr__(self) -> str:
        """Say its name and how much is said of it."""
        return f"<Thing {shrink(self.iri)} {self.label()!r}: {len(self.facts)} facts>"

    def to_pandas(self, language: Language | None = None) -> pd.DataFrame:
        """Return a row for each fact: IRIs, names, modality, curation, and lines of evidence.

        `attrs` name the thing, and say whether all facts are there. Raises ImportError where
        pandas is missing.
        """
        spoken = self._context.chosen(language)
        rows = self._rows(spoken)
        made = frame({name: [row[name] for row in rows] for name in _COLUMNS})
        made.attrs = {"iri": self.iri, "label": self.label(spoken), "whole": self.whole}
        return made

    def _rows(self, language: Language) -> list[dict[str, str]]:
        codes = [
            code for fact in self.facts for one in fact.claims
            for code in (one.modality, one.curation)
        ]  # fmt: skip
        values = [str(fact.value) for fact in self.facts if isinstance(fact.value, URIRef)]
        words = self._context.words(
            [*(str(fact.predicate) for fact in self.facts), *values, *codes], language
        )

        def told(codes: list[str]) -> str:
            return ", ".join(words[code] for code in dict.fromkeys(codes) if code)

        return [
            {
                "property": str(fact.predicate),
                "propertyLabel": words[str(fact.predicate)],
                "value": str(fact.value),
                "valueLabel": words.get(str(fact.value), str(fact.value)),
                "modality": told([one.modality for one in fact.claims]),
                "curation": told([one.curation for one in fact.claims]),
                "lines": fact.lines,
            }
            for fact in self.facts
        ]

    def _repr_html_(self) -> str:
        cells = [
            [
                Cell(row["propertyLabel"], row["property"]),
                Cell(row["valueLabel"], row["value"]),
                *(Cell(row[name]) for name in ("modality", "curation", "lines")),
            ]
            for row in self._rows(self._context.language)
        ]
        heads = self._context.words(_HEADS, self._context.language)
        caption = Cell(self.label(), self.iri)
        return as_html(HtmlTable(caption, [heads[iri] for iri in _HEADS], cells, len(cells)))


def rdflib_term(term: Term) -> Identifier:
    """Return a term for rdflib; one that it has no class for, a triple, is its text."""
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal():
            plain = (
                term.language or term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
            )
            return literal(term.value, None if plain else term.datatype.value, term.language)
    return RdfLiteral(str(term))
