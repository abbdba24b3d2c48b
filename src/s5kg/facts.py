"""What the graph says of a thing: facts in groups, each with its claims and their evidence."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from s5kg import terms
from s5kg.lookup import Lookup, Row, Term
from s5kg.namespaces import expand

MOST = 2000  # facts that are shown
_FACTS = "facts"
_TYPE = expand("rdf:type")
# An exact match is said in both ways for programs; people read it once.
_EXACT, _SAME = expand("skos:exactMatch"), expand("schema:sameAs")
# Said in the heading, not again below.
_SAID = {_TYPE, expand("rdfs:label"), expand("skos:prefLabel")}


@dataclass(frozen=True)
class Evidence:
    """A place in a document: IRIs of the evidence and of its segment (or none), and the lines."""

    iri: str
    segment: str
    start: int
    end: int


@dataclass
class Claim:
    """A claim that states a fact: how it is meant and how it was read (IRIs of codes)."""

    iri: str
    modality: str
    curation: str
    evidence: list[Evidence] = field(default_factory=list)


@dataclass
class Fact:
    """A value of a property, with the claims that state it and the graphs that hold it."""

    value: Term
    graphs: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


@dataclass
class Group:
    """Facts under one heading, by property."""

    name: str
    properties: dict[str, list[Fact]] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """All facts of a thing. `classes` and `graphs` are IRIs; `whole` is false where some miss."""

    groups: Sequence[Group]
    classes: Sequence[str]
    graphs: Sequence[str]
    whole: bool

    def all(self) -> Iterable[Fact]:
        """Give each fact."""
        for group in self.groups:
            for facts in group.properties.values():
                yield from facts


def read_facts(lookup: Lookup, thing: ox.NamedNode) -> Facts:
    """Return what the graph says of a thing. Raises LimitError."""
    rows = lookup.rows("thing-facts", thing=[thing])
    claims = _claims(lookup.rows("thing-claims", thing=[thing]))
    found: dict[str, dict[Term, Fact]] = {}
    graphs: dict[str, None] = {}
    for row in rows:
        name, graph = terms.iri(row, "property"), terms.iri(row, "graph")
        graphs[graph] = None
        fact = found.setdefault(name, {}).setdefault(row["value"], Fact(row["value"]))
        fact.graphs.append(graph)
        fact.claims = claims.get((name, row["value"]), [])
    classes = [term.value for term in found.get(_TYPE, {}) if isinstance(term, ox.NamedNode)]
    exact = found.get(_EXACT, {})
    found[_SAME] = {
        value: fact for value, fact in found.get(_SAME, {}).items() if value not in exact
    }
    shown = {
        name: list(facts.values()) for name, facts in found.items() if facts and name not in _SAID
    }
    return Facts(_grouped(shown), classes, list(graphs), len(rows) < MOST)


def _claims(rows: Iterable[Row]) -> dict[tuple[str, Term], list[Claim]]:
    """Return property and value → the claims that state it."""
    known: dict[str, Claim] = {}
    found: dict[tuple[str, Term], list[Claim]] = {}
    for row in rows:
        iri = terms.iri(row, "claim")
        if iri not in known:
            known[iri] = Claim(iri, terms.iri(row, "modality"), terms.iri(row, "curation"))
            found.setdefault((terms.iri(row, "property"), row["value"]), []).append(known[iri])
        if "evidence" in row:
            place = terms.iri(row, "evidence"), terms.iri(row, "segment")
            known[iri].evidence.append(
                Evidence(*place, terms.number(row, "start"), terms.number(row, "end"))
            )
    return found


def _grouped(found: Mapping[str, list[Fact]]) -> list[Group]:
    groups = {name: Group(name) for name in _order()}
    place = {iri: (name, n) for name, iris in _order().items() for n, iri in enumerate(iris)}
    for iri in sorted(found, key=lambda iri: (place.get(iri, ("", 0))[1], iri)):
        groups[place.get(iri, (_FACTS, 0))[0]].properties[iri] = found[iri]
    return [group for group in groups.values() if group.properties]


@cache
def _order() -> Mapping[str, Sequence[str]]:
    """Return group → its properties, in order."""
    text = Path(__file__).with_name("facts.toml").read_text(encoding="utf-8")
    return {name: [expand(one) for one in names] for name, names in tomllib.loads(text).items()}
