"""Whether things have the values that are asked for, which may be things by their names."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

import pyoxigraph as ox

from s5kg.lookup import Lookup, Slice, Term
from s5kg.search.folding import fold
from s5kg.web.reconciliation.batches import Quantifier, QueryError, Wanted, shown
from s5kg.web.reconciliation.entities import State, entity_iri, is_entity, term_iri

MOST_COMPARED = 200  # candidates whose properties are compared
_SLICE = Slice(MOST_COMPARED)
_Key = str | float | tuple[str] | None  # an IRI, a number, a text


def read_term(given: str, field: str) -> str:
    """Return the IRI of a type or property. Raises QueryError."""
    iri = term_iri(given)
    if iri is None:
        raise QueryError("unknown", field=field, given=shown(given))
    return iri


def things_having(state: State, lookup: Lookup, properties: tuple[Wanted, ...]) -> list[str]:
    """Return the things that have one of the values, first those of the rarest property.

    Of the values of a property at most MOST_COMPARED things are found; where the rarest has fewer,
    none that has all is missed. Raises QueryError and LimitError.
    """
    having: list[list[str]] = []
    positive = [one for one in properties if one.quantifier is not Quantifier.NONE]
    if not positive:
        raise QueryError("none")
    for wanted in positive:
        by = ox.NamedNode(read_term(wanted.property, "property"))
        values = list(_terms(state, wanted))
        rows = lookup.rows("reconcile-things", _SLICE, property=[by], value=values)
        things = (row["thing"] for row in rows)
        named = (thing.value for thing in things if isinstance(thing, ox.NamedNode))
        having.append([iri for iri in named if is_entity(iri)])
    having.sort(key=len)
    return list(dict.fromkeys(chain.from_iterable(having)))


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
    asked = [read_term(one.property, "property") for one in properties]
    meant = [_meant(state, one) for one in properties]
    rows = lookup.rows(
        "reconcile-values",
        thing=[ox.NamedNode(one) for one in things],
        property=[ox.NamedNode(iri) for iri in dict.fromkeys(asked)],
    )
    had: dict[tuple[str, str], set[_Key]] = defaultdict(set)
    for row in rows:
        thing, used = row["thing"], row["property"]
        if isinstance(thing, ox.NamedNode) and isinstance(used, ox.NamedNode):
            had[thing.value, used.value] |= _keys(row["value"])
    return {
        thing: [
            _meets(had.get((thing, iri), set()), values, wanted.quantifier)
            for iri, values, wanted in zip(asked, meant, properties, strict=True)
        ]
        for thing in things
    }


def _meets(had: set[_Key], meant: list[set[_Key]], quantifier: Quantifier) -> bool:
    met = (not had.isdisjoint(one) for one in meant)
    if quantifier is Quantifier.NONE:
        return not any(met)
    return all(met) if quantifier is Quantifier.ALL else any(met)


def _meant(state: State, wanted: Wanted) -> list[set[_Key]]:
    """Return, for each of the values that are asked for, the keys that agree with it."""
    meant: list[set[_Key]] = [{entity_iri(one)} for one in wanted.entities]
    for value in wanted.values:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        keys: set[_Key] = {*state.matcher.named(text), entity_iri(text) or term_iri(text)}
        meant.append(keys | _keys(ox.Literal(text)))
    return [{key for key in keys if key is not None} for keys in meant]


def _keys(value: Term) -> set[_Key]:
    """Return what a value is compared by: an IRI, or a folded text and the number that it is."""
    if isinstance(value, ox.NamedNode):
        return {value.value}
    if not isinstance(value, ox.Literal):
        return set()
    keys: set[_Key] = {(fold(value.value) or value.value,)}
    try:
        number = float(value.value)
    except ValueError:
        return keys
    return keys | {number}
