"""What stands beside a thing: its figures, what points to it, and what is disputed about it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from s5kg.lookup import Row, Slice
from s5kg.mcp import Language
from s5kg.mcp.holdings import Holdings, code, iri, number, shown
from s5kg.mcp.plain import plain
from s5kg.namespaces import expand, shrink

_MOST_ROWS = 200
_SHOWN = 5
_MOST_FIGURES = 20
_MOST_DISCREPANCIES = 10
# Told elsewhere in a description, or not about the thing.
_HIDDEN = {
    expand(name)
    for name in (
        "rdf:subject", "rdf:object", "rdf:predicate", "rdf:type", "oa:hasTarget", "oa:hasSource",
        "s5:figureOf", "s5:concerns", "void:class", "void:property",
    )
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A number about a thing; `value` has bounds and the unit, `modality` how it is meant."""

    id: str
    name: str
    value: str
    precision: str
    modality: str


@dataclass(frozen=True)
class Relation:
    """What points to a thing by a property: how many, and the first of them.

    Each of `of` is `id name`, with the modality where it is not actual.
    """

    property: str
    property_name: str
    count: int
    of: list[str]


@dataclass
class Discrepancy:
    """A contradiction or fault of a document, and what was decided."""

    id: str
    number: str
    kind: str
    notes: list[str] = field(default_factory=list)


def read_figures(holdings: Holdings, thing: ox.NamedNode, language: Language) -> list[Figure]:
    """Return the figures of a thing. Raises LimitError."""
    rows = holdings.lookup.rows("thing-figures", Slice(_MOST_FIGURES), thing=[thing])
    return [
        Figure(
            plain(shrink(iri(row, "figure"))),
            holdings.name(iri(row, "figure"), language),
            _amount(holdings, row, language),
            code(iri(row, "precision")),
            code(iri(row, "modality")),
        )
        for row in rows
    ]


def _amount(holdings: Holdings, row: Row, language: Language) -> str:
    parts = [
        f"{sign}{plain(term.value, 60)}"
        for name, sign in (("value", ""), ("least", ">= "), ("most", "<= "))
        if isinstance(term := row.get(name), ox.Literal)
    ]
    unit = iri(row, "unit")
    return " ".join([*parts, holdings.name(unit, language)] if unit else parts)


def read_relations(holdings: Holdings, thing: ox.NamedNode, language: Language) -> list[Relation]:
    """Return what points to a thing, by property. Raises LimitError."""
    counted = holdings.lookup.rows("thing-relation-counts", thing=[thing])
    counts = {iri(row, "property"): number(row, "count") for row in counted}
    counts = {name: count for name, count in counts.items() if name not in _HIDDEN}
    if not counts:
        return []
    rows = holdings.lookup.rows("mcp-relations", Slice(_MOST_ROWS), thing=[thing])
    listed: dict[str, list[str]] = {name: [] for name in counts}
    for row in rows:
        subjects = listed.get(iri(row, "property"), [])
        subject = _subject(holdings, row, language)
        if subject and len(subjects) < _SHOWN and subject not in subjects:
            subjects.append(subject)
    return [
        Relation(plain(shrink(name)), holdings.name(name, language), counts[name], subjects)
        for name, subjects in listed.items()
    ]


def _subject(holdings: Holdings, row: Row, language: Language) -> str:
    subject, modality = iri(row, "subject"), code(iri(row, "modality"))
    if not subject:
        return ""
    certainty = f" ({modality})" if modality not in ("", "actual") else ""
    return f"{plain(shrink(subject))} {holdings.name(subject, language)}{certainty}"


def read_discrepancies(
    holdings: Holdings, thing: ox.NamedNode, language: Language
) -> list[Discrepancy]:
    """Return what is registered as contradictory or faulty about a thing. Raises LimitError."""
    rows = holdings.lookup.rows("mcp-discrepancies", thing=[thing])
    languages = _languages(rows)
    found: dict[str, Discrepancy] = {}
    for row in rows:
        name, note, mark = iri(row, "discrepancy"), row.get("note"), row.get("number")
        if not isinstance(note, ox.Literal):
            continue
        kind = code(iri(row, "kind"))
        one = found.setdefault(name, Discrepancy(plain(shrink(name)), shown(mark), kind))
        if note.language == language or language not in languages[name]:
            one.notes.append(plain(note.value))
    return list(found.values())[:_MOST_DISCREPANCIES]


def _languages(rows: Sequence[Row]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for row in rows:
        note = row.get("note")
        if isinstance(note, ox.Literal):
            found.setdefault(iri(row, "discrepancy"), Counter())[note.language or ""] += 1
    return found
