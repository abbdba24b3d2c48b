"""Whether things have the values that are asked for, which may be things by their names."""

from collections.abc import Iterable

import pyoxigraph as ox

from s5kg.lookup import Lookup, Slice, Term
from s5kg.search.folding import fold
from s5kg.web.reconciliation.batches import Quantifier, QueryError, Wanted
from s5kg.web.reconciliation.entities import State, entity_iri, is_entity, term_iri

_SLICE = Slice(200)


def read_term(given: str, field: str) -> str:
    """Return the IRI of a type or property. Raises QueryError."""
    iri = term_iri(given)
    if iri is None:
        raise QueryError("unknown", field=field, given=given[:60])
    return iri


def things_having(state: State, lookup: Lookup, properties: tuple[Wanted, ...]) -> list[str]:
    """Return the things that have one of the values. Raises QueryError and LimitError."""
    things: dict[str, None] = {}
    positive = [one for one in properties if one.quantifier is not Quantifier.NONE]
    if not positive:
        raise QueryError("none")
    for wanted in positive:
        by = ox.NamedNode(read_term(wanted.property, "pid"))
        values = list(_terms(state, wanted))
        for row in lookup.rows("reconcile-things", _SLICE, property=[by], value=values):
            thing = row["thing"]
            if isinstance(thing, ox.NamedNode) and is_entity(thing.value):
                things[thing.value] = None
    return list(things)


def _terms(state: State, wanted: Wanted) -> Iterable[ox.NamedNode | ox.Literal]:
    iris = [iri for one in wanted.entities if (iri := entity_iri(one))]
    for value in wanted.values:
        yield ox.Literal(value)
        if isinstance(value, str):
            yield from (ox.Literal(value, language=code) for code in ("en", "ja"))
            iris += state.matcher.named(value)
            iris += [iri] if (iri := term_iri(value)) else []
    yield from (ox.NamedNode(iri) for iri in dict.fromkeys(iris))


def compare(
    state: State, lookup: Lookup, things: list[str], properties: tuple[Wanted, ...]
) -> dict[str, list[bool]]:
    """Return thing → whether it has what is asked for, for each of the properties.

    Raises QueryError and LimitError.
    """
    if not properties or not things:
        return {thing: [] for thing in things}
    asked = [(read_term(one.property, "pid"), one) for one in properties]
    rows = lookup.rows(
        "reconcile-values",
        thing=[ox.NamedNode(one) for one in things],
        property=[ox.NamedNode(iri) for iri, _ in dict(asked).items()],
    )
    had: dict[tuple[str, str], list[Term]] = {}
    for row in rows:
        thing, used = row["thing"], row["property"]
        if isinstance(thing, ox.NamedNode) and isinstance(used, ox.NamedNode):
            had.setdefault((thing.value, used.value), []).append(row["value"])
    return {
        thing: [_meets(state, had.get((thing, iri), ()), wanted) for iri, wanted in asked]
        for thing in things
    }


def _meets(state: State, values: Iterable[Term], wanted: Wanted) -> bool:
    met = [any(_agrees(state, value, one) for value in values) for one in wanted.singly()]
    if wanted.quantifier is Quantifier.NONE:
        return not any(met)
    return all(met) if wanted.quantifier is Quantifier.ALL else any(met)


def _agrees(state: State, value: Term, wanted: Wanted) -> bool:
    if isinstance(value, ox.NamedNode):
        if value.value in [entity_iri(one) for one in wanted.entities]:
            return True
        texts = [one for one in wanted.values if isinstance(one, str)]
        named = any(value.value in state.matcher.named(one) for one in texts)
        return named or value.value in [entity_iri(one) or term_iri(one) for one in texts]
    if not isinstance(value, ox.Literal):
        return False
    texts = [str(one).lower() if isinstance(one, bool) else str(one) for one in wanted.values]
    if fold(value.value) in map(fold, texts):
        return True
    return any(_number(value.value) == number for one in texts if (number := _number(one)))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
