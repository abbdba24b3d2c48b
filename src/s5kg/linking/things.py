"""Things that may be the same: names, kinds and what stands beside them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from s5kg.linking.names import is_name
from s5kg.lookup import Lookup, Term
from s5kg.namespaces import expand

_LABELS = {expand("skos:prefLabel"), expand("skos:altLabel"), expand("skos:hiddenLabel")}
_TYPE = expand("rdf:type")
_SAME = {expand("skos:exactMatch"), expand("dcterms:identifier")}


@dataclass
class Thing:
    """One thing, of ours or of others.

    `names` are texts with their language, empty where it is not known; `beside` holds IRIs and
    codes of what it is in or part of; `same` are other names of it, IRIs and codes.
    """

    iri: str
    names: dict[tuple[str, str], None] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    same: set[str] = field(default_factory=set)


def read_things(lookup: Lookup, kinds: Iterable[str]) -> dict[str, Thing]:
    """Return the things of the graph of some classes, by IRI, with what is linked beside them.

    What stands beside a thing is given as the graph links it, so that it can be met elsewhere.
    """
    things: dict[str, Thing] = defaultdict(lambda: Thing(""))
    for row in lookup.rows("linking-things"):
        iri, name, value = (text_of(row[key]) for key in ("thing", "property", "value"))
        thing = things[iri]
        thing.iri = iri
        if name in _LABELS and isinstance(row["value"], ox.Literal):
            if is_name(value):
                thing.names[value, row["value"].language or ""] = None
        elif name == _TYPE:
            thing.kinds.add(value)
        elif name in _SAME:
            thing.same.add(value)
        else:
            thing.beside.add(value)
    wanted = set(kinds)
    return {
        iri: Thing(iri, thing.names, thing.kinds, _elsewhere(thing, things), thing.same)
        for iri, thing in sorted(things.items())
        if thing.names and (not wanted or thing.kinds & wanted)
    }


def text_of(term: Term) -> str:
    """Return the value of a term, or how a triple is written."""
    return str(term) if isinstance(term, ox.Triple) else term.value


def _elsewhere(thing: Thing, things: Mapping[str, Thing]) -> set[str]:
    """Return all that a thing is in, near and far, by its names in other graphs."""
    seen: set[str] = set()
    front = set(thing.beside)
    while front:
        seen |= front
        front = {one for iri in front if iri in things for one in things[iri].beside} - seen
    return seen | {same for iri in seen if iri in things for same in things[iri].same}
