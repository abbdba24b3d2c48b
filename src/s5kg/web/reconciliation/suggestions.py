"""What is completed while a person types: entities, types and properties (section 6)."""

from collections.abc import Iterable
from itertools import islice

import pyoxigraph as ox

from s5kg.lookup import Lookup
from s5kg.namespaces import shrink
from s5kg.search.folding import fold
from s5kg.search.index import Role
from s5kg.web.errors import ProblemError
from s5kg.web.reconciliation.entities import State, entity_id, is_entity, term_iri

KINDS = ("entity", "type", "property")
PAGE = 20
PROPOSED = 50
_DEFAULT_TYPES = 12


def suggested(state: State, kind: str, prefix: str, skipped: int, most: int = PAGE) -> list[str]:
    """Return the IRIs that a prefix may become, `most` of them after the first `skipped`."""
    if kind == "entity":
        return list(islice(_entities(state, prefix), skipped, skipped + most))
    terms = list(state.sizes) if kind == "type" else list(state.properties)
    if kind == "type":
        terms.sort(key=lambda iri: (-state.sizes[iri], iri))
    return list(islice(_terms(state, terms, prefix), skipped, skipped + most))


def suggest(
    state: State, kind: str, prefix: str, skipped: int, language: str
) -> list[dict[str, object]]:
    """Return what a prefix may become, after the first `skipped`."""
    write = {"entity": _entity, "type": _type, "property": as_property}[kind]
    return [write(state, one, language) for one in suggested(state, kind, prefix, skipped)]


def common_types(state: State, language: str) -> list[str]:
    """Return the types that most entities have."""
    common = [iri for iri, _ in state.sizes.most_common() if state.index.name(iri, language)]
    return common[:_DEFAULT_TYPES]


def default_types(state: State, language: str) -> list[dict[str, object]]:
    """Return the types that most entities have, as the API has them."""
    common = common_types(state, language)
    return [{"id": shrink(iri), "name": state.name(iri, language)} for iri in common]


def proposed(state: State, lookup: Lookup, kind: str, limit: int) -> list[str]:
    """Return properties of the things of a type, or of all where it is empty, most used first.

    A `limit` of 0 is that of PROPOSED. Raises ProblemError and LimitError.
    """
    of = term_iri(kind) if kind else None
    if kind and of is None:
        raise ProblemError(400, "reconcile-property", given=kind[:60])
    found = _properties_of(lookup, state.narrower(of)) if of else list(state.properties)
    return found[: limit or PROPOSED]


def _properties_of(lookup: Lookup, kinds: Iterable[str]) -> list[str]:
    rows = lookup.rows("reconcile-properties", kind=[ox.NamedNode(kind) for kind in kinds])
    return [term.value for row in rows if isinstance(term := row.get("property"), ox.NamedNode)]


def as_property(state: State, iri: str, language: str) -> dict[str, object]:
    """Return a property as the API has it."""
    return {"id": shrink(iri), "name": state.name(iri, language), "description": shrink(iri)}


def _entities(state: State, prefix: str) -> Iterable[str]:
    identified = state.identified(prefix)
    yield from identified
    for hit in state.index.hits(prefix):
        named = hit.label.role is not Role.NOTE
        if named and hit.thing not in identified and is_entity(hit.thing):
            yield hit.thing


def _terms(state: State, terms: Iterable[str], prefix: str) -> Iterable[str]:
    """Yield the terms that the prefix names, then those whose name begins so, then the others."""
    whole, wanted = term_iri(prefix), fold(prefix)
    ranked: list[list[str]] = [[], [], []]
    for iri in terms:
        names = [fold(state.name(iri, code)) for code in ("en", "ja")] + [fold(shrink(iri))]
        names.append(fold(shrink(iri).partition(":")[2]))
        if iri == whole:
            ranked[0].append(iri)
        elif any(name.startswith(wanted) for name in names):
            ranked[1].append(iri)
        elif any(wanted in name for name in names):
            ranked[2].append(iri)
    return [iri for group in ranked for iri in group]


def _entity(state: State, iri: str, language: str) -> dict[str, object]:
    kinds = state.index.classes(iri)
    return {
        "id": entity_id(iri),
        "name": state.name(iri, language),
        "description": state.other_name(iri, language),
        "notable": [{"id": shrink(kind), "name": state.name(kind, language)} for kind in kinds],
    }


def _type(state: State, iri: str, language: str) -> dict[str, object]:
    wider = state.broader.get(iri, ())
    return {
        "id": shrink(iri),
        "name": state.name(iri, language),
        "description": shrink(iri),
        "broader": [{"id": shrink(one), "name": state.name(one, language)} for one in wider],
    }
