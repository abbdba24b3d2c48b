"""The tool `describe`: what the graph says of a thing, with certainty and evidence, bounded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from s5kg.lookup import Row, Slice, Term
from s5kg.mcp import CallError, Language
from s5kg.mcp.evidence import lines
from s5kg.mcp.holdings import Holdings, code, iri, number, shown, thing_of
from s5kg.mcp.missing import no_such_thing
from s5kg.mcp.neighbours import (
    Discrepancy,
    Figure,
    Relation,
    read_discrepancies,
    read_figures,
    read_relations,
)
from s5kg.mcp.plain import plain
from s5kg.mcp.texts import say
from s5kg.namespaces import expand, shrink

MOST_FACTS = 30
_MOST_ROWS = 400
_MOST_LINKS = 15
_PLACES = 3  # of the evidence of one fact
_NAMES = {expand(name) for name in ("skos:altLabel", "skos:hiddenLabel", "skos:notation")}
_LABELS = {expand(name) for name in ("skos:prefLabel", "rdfs:label", "dcterms:title")}
_NOTES = {
    expand(name)
    for name in ("skos:note", "skos:scopeNote", "skos:definition", "dcterms:description")
}
_LINKS = {
    expand(name)
    for name in (
        "skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch",
        "skos:relatedMatch", "schema:sameAs", "foaf:page", "dcterms:identifier",
    )
}  # fmt: skip
_SAME = expand("schema:sameAs")
_TYPE, _SUPPORTED = expand("rdf:type"), expand("s5:supportedBy")
_OWN = {expand("s5:modality"): "modality", expand("s5:curation"): "curation"}


@dataclass(frozen=True)
class Fact:
    """A value of a property, how certain it is, and on which lines it rests.

    `modality` is the document's: actual, planned, proposed, advised or possible. `curation` is
    ours: as-stated, normalised, inferred and so on. Evidence is `id lines a–b`.
    """

    property: str
    property_name: str
    value: str
    value_name: str = ""
    modality: str = ""
    curation: str = ""
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Description:
    """What the graph says of a thing; `left_out` says what is not here and how to get it."""

    id: str
    iri: str
    name: str
    classes: list[str]
    class_names: list[str]
    other_names: list[str]
    notes: list[str]
    facts: list[Fact]
    figures: list[Figure]
    relations: list[Relation]
    discrepancies: list[Discrepancy]
    links: list[str]
    evidence: list[str]
    left_out: list[str]
    release: str
    cite: str
    modality: str = ""
    curation: str = ""


def describe(holdings: Holdings, given: str, language: Language = "en") -> Description:
    """Return what the graph says of a thing.

    Raises CallError for what is no name or not in the graph, LimitError.
    """
    thing = thing_of(given, language)
    rows = holdings.lookup.rows("thing-facts", Slice(_MOST_ROWS), thing=[thing])
    relations = read_relations(holdings, thing, language)
    if not rows and not relations and not holdings.lookup.rows("mcp-known", term=[thing]):
        raise CallError(no_such_thing(holdings, thing, language))
    values = _values(rows)
    facts = _facts(holdings, thing, values, language)
    links = _links(values)
    own = {name: code(_first(values.get(of, []))) for of, name in _OWN.items()}
    classes = [term.value for term in values.get(_TYPE, []) if isinstance(term, ox.NamedNode)]
    name = shrink(thing.value)
    return Description(
        id=plain(name),
        iri=thing.value,
        name=holdings.title(thing, language),
        classes=[plain(shrink(one)) for one in classes],
        class_names=[holdings.name(one, language) for one in classes],
        other_names=_texts(values, _NAMES, None)[:15],
        notes=_texts(values, _NOTES, language)[:5],
        facts=facts[:MOST_FACTS],
        figures=read_figures(holdings, thing, language),
        relations=relations,
        discrepancies=read_discrepancies(holdings, thing, language),
        links=links[:_MOST_LINKS],
        evidence=[plain(shrink(term.value)) for term in values.get(_SUPPORTED, [])
                  if isinstance(term, ox.NamedNode)][:_MOST_LINKS],
        left_out=_left_out(name, facts, relations, links, len(rows), language),
        release=holdings.lookup.release,
        cite=holdings.cite(thing.value),
        **own,
    )  # fmt: skip


def _values(rows: Iterable[Row]) -> dict[str, list[Term]]:
    """Return property → its values, each once; graphs are told apart nowhere here."""
    found: dict[str, dict[Term, None]] = {}
    for row in rows:
        found.setdefault(iri(row, "property"), {})[row["value"]] = None
    return {name: list(values) for name, values in found.items()}


def _texts(
    values: Mapping[str, Sequence[Term]], properties: set[str], language: Language | None
) -> list[str]:
    """Return the texts of some properties, in one language where it has any."""
    found = [
        term for name in sorted(properties) for term in values.get(name, [])
        if isinstance(term, ox.Literal)
    ]  # fmt: skip
    mine = [term for term in found if language and term.language == language]
    return list(dict.fromkeys(plain(term.value) for term in mine or found))


def _links(values: Mapping[str, Sequence[Term]]) -> list[str]:
    """Return what is linked elsewhere; an exact match is not said twice."""
    seen: dict[str, str] = {}
    for name in sorted(_LINKS, key=lambda one: (one == _SAME, one)):
        for term in values.get(name, []):
            seen.setdefault(_outside(term), shrink(name))
    return [f"{relation} {target}" for target, relation in seen.items()]


def _outside(term: Term) -> str:
    return plain(term.value) if isinstance(term, ox.NamedNode | ox.Literal) else plain(str(term))


def _facts(
    holdings: Holdings,
    thing: ox.NamedNode,
    values: Mapping[str, Sequence[Term]],
    language: Language,
) -> list[Fact]:
    claims = _claims(holdings.lookup.rows("thing-claims", Slice(_MOST_ROWS), thing=[thing]))
    said = {*_NAMES, *_LABELS, *_NOTES, *_LINKS, *_OWN, _TYPE, _SUPPORTED}
    return [
        _fact(holdings, name, value, claims.get((name, value), []), language)
        for name, terms in values.items()
        if name not in said
        for value in terms
    ]


def _claims(rows: Iterable[Row]) -> dict[tuple[str, Term], list[Row]]:
    found: dict[tuple[str, Term], list[Row]] = {}
    for row in rows:
        found.setdefault((iri(row, "property"), row["value"]), []).append(row)
    return found


def _fact(
    holdings: Holdings, name: str, value: Term, claims: Sequence[Row], language: Language
) -> Fact:
    first: Row = claims[0] if claims else {}
    places = dict.fromkeys(_place(row) for row in claims if "evidence" in row)
    return Fact(
        plain(shrink(name)),
        holdings.name(name, language),
        shown(value),
        holdings.name(value.value, language) if isinstance(value, ox.NamedNode) else "",
        code(iri(first, "modality")),
        code(iri(first, "curation")),
        list(places)[:_PLACES],
    )


def _place(row: Row) -> str:
    where = lines(number(row, "start"), number(row, "end"))
    return plain(f"{shrink(iri(row, 'evidence'))} lines {where}")


def _first(terms: Sequence[Term]) -> str:
    return next((term.value for term in terms if isinstance(term, ox.NamedNode)), "")


def _left_out(
    name: str,
    facts: Sequence[Fact],
    relations: Sequence[Relation],
    links: Sequence[str],
    rows: int,
    language: Language,
) -> list[str]:
    """Return what is not shown, and the query that gives it."""
    left = []
    if len(facts) > MOST_FACTS or rows >= _MOST_ROWS:
        left.append(say("left-out.facts", language, most=MOST_FACTS, thing=name))
    short = [one for one in relations if one.count > len(one.of)]
    left += [
        say("left-out.relation", language, count=one.count - len(one.of), property=one.property,
            thing=name)
        for one in short[:5]
    ]  # fmt: skip
    if len(links) > _MOST_LINKS:
        left.append(say("left-out.links", language, count=len(links) - _MOST_LINKS, thing=name))
    return left
