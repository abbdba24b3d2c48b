"""Which things a query may mean, each with a score and the features that explain it.

A score is 100 times the similarity of the names, less for another type than was asked for and for
properties that differ. A match is certain only where a single thing bears the name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.lookup import Lookup, Slice, Term
from s5kg.namespaces import shrink
from s5kg.search.folding import fold
from s5kg.search.index import Role
from s5kg.web.reconciliation.batches import NameQuery, QueryError, Wanted
from s5kg.web.reconciliation.entities import State, entity_id, entity_iri, is_entity, term_iri

FEATURES = (
    "name_similarity", "name_same", "preferred_name", "identifier", "type_match", "property_match",
)  # fmt: skip
_OTHER_TYPE = 0.7  # what is left of a score for a thing of another type
_NO_PROPERTY = 0.6  # and where no property agrees
_MOST_COMPARED = 100  # candidates whose properties are compared
_SLICE = Slice(200)


@dataclass(frozen=True)
class Candidate:
    """A thing that a query may mean; `level` is how exactly it bears the name (see `Match`)."""

    iri: str
    similarity: float
    value: float
    level: float
    preferred: bool
    identifier: bool
    typed: bool
    agreeing: float | None

    @property
    def score(self) -> float:
        """From 0 to 100."""
        typed = 1.0 if self.typed else _OTHER_TYPE
        agreeing = 1.0 if self.agreeing is None else self.agreeing
        return round(100 * self.value * typed * (_NO_PROPERTY + (1 - _NO_PROPERTY) * agreeing), 1)

    @property
    def whole(self) -> bool:
        """Whether nothing that was asked for speaks against it."""
        return self.level > 0 and self.typed and self.agreeing in (None, 1.0)


def find_candidates(state: State, lookup: Lookup, query: NameQuery) -> list[Candidate]:
    """Return the candidates of a query, the best first. Raises QueryError and LimitError."""
    types = [_term(one, "type") for one in query.types]
    found = list(_by_name(state, query)) if query.name else list(_by_property(state, lookup, query))
    combine = all if query.every else any
    typed = {
        one.iri: not types or combine(kind in state.types.get(one.iri, ()) for kind in types)
        for one in found
    }
    if query.strict:
        found = [one for one in found if typed[one.iri]]
    found = found[:_MOST_COMPARED]
    agreeing = _agreeing(state, lookup, [one.iri for one in found], query.properties)
    complete = [
        Candidate(**{**vars(one), "typed": typed[one.iri], "agreeing": agreeing.get(one.iri)})
        for one in found
    ]
    return sorted(complete, key=lambda one: (-one.score, one.iri))


def certain(candidates: Iterable[Candidate]) -> str | None:
    """Return the IRI of the one candidate that is meant, None where that is not certain."""
    whole = [one for one in candidates if one.whole]
    identified = [one for one in whole if one.identifier]
    best = max((one.level for one in whole), default=0)
    same = identified or [one for one in whole if one.level == best]
    return same[0].iri if len(same) == 1 else None


def described(state: State, one: Candidate, match: bool, language: str) -> dict[str, object]:
    """Return a candidate as the API has it (section 4.2)."""
    features: dict[str, object] = {
        "name_similarity": round(one.similarity, 3),
        "name_same": one.level == 1,
        "preferred_name": one.preferred,
        "identifier": one.identifier,
        "type_match": one.typed,
    }
    if one.agreeing is not None:
        features["property_match"] = round(one.agreeing, 3)
    types = state.index.classes(one.iri)
    return {
        "id": entity_id(one.iri),
        "name": state.name(one.iri, language),
        "description": state.other_name(one.iri, language),
        "type": [{"id": shrink(kind), "name": state.name(kind, language)} for kind in types],
        "score": one.score,
        "features": [{"id": name, "value": value} for name, value in features.items()],
        "match": match,
    }


def _term(given: str, field: str) -> str:
    iri = term_iri(given)
    if iri is None:
        raise QueryError("unknown", field=field, given=given[:60])
    return iri


def _by_name(state: State, query: NameQuery) -> Iterable[Candidate]:
    identified = entity_iri(query.name)
    if identified in state.matcher.things:
        yield Candidate(identified, 1.0, 1.0, 1.0, True, True, True, None)
    for match in state.matcher.matches(query.name):
        if match.thing != identified:
            preferred = match.label.role is Role.PREFERRED
            found = match.similarity, match.value, match.level
            yield Candidate(match.thing, *found, preferred, False, True, None)


def _by_property(state: State, lookup: Lookup, query: NameQuery) -> Iterable[Candidate]:
    """Yield the things that have one of the values that are asked for."""
    things: dict[str, None] = {}
    for wanted in query.properties:
        by = ox.NamedNode(_term(wanted.property, "pid"))
        values = list(_terms(state, wanted))
        for row in lookup.rows("reconcile-things", _SLICE, property=[by], value=values):
            thing = row["thing"]
            if isinstance(thing, ox.NamedNode) and is_entity(thing.value):
                things[thing.value] = None
    for iri in things:
        yield Candidate(iri, 1.0, 1.0, 0.0, True, False, True, None)


def _terms(state: State, wanted: Wanted) -> Iterable[ox.NamedNode | ox.Literal]:
    iris = [iri for one in wanted.entities if (iri := entity_iri(one))]
    for value in wanted.values:
        yield ox.Literal(value)
        if isinstance(value, str):
            yield from (ox.Literal(value, language=code) for code in ("en", "ja"))
            iris += state.matcher.named(value)
            iris += [iri] if (iri := term_iri(value)) else []
    yield from (ox.NamedNode(iri) for iri in dict.fromkeys(iris))


def _agreeing(
    state: State, lookup: Lookup, things: list[str], properties: tuple[Wanted, ...]
) -> dict[str, float]:
    """Return thing → the share of the properties of which a value is the one asked for."""
    if not properties or not things:
        return {}
    asked = [(_term(one.property, "pid"), one) for one in properties]
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
        thing: sum(
            any(_agrees(state, value, wanted) for value in had.get((thing, iri), ()))
            for iri, wanted in asked
        )
        / len(asked)
        for thing in things
    }


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
