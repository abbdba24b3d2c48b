"""Which things a query may mean, each with a score and the features that explain it.

A score is 100 times the similarity of the names, less for another type than was asked for and for
properties that differ. A match is certain only where a single thing bears the name or identifier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from s5kg.lookup import Lookup
from s5kg.namespaces import shrink
from s5kg.search.index import Role
from s5kg.web.reconciliation.agreement import MOST_COMPARED, compare, read_term, things_having
from s5kg.web.reconciliation.batches import Quantifier, Query, Sought
from s5kg.web.reconciliation.entities import State, entity_id

FEATURES = (
    "name_similarity", "name_same", "preferred_name", "identifier", "type_match", "property_match",
)  # fmt: skip
_UNSURE = 0.9  # similarity of what an identifier may mean, or is only near
_OTHER_TYPE = 0.7  # what is left of a score for a thing of another type
_NO_PROPERTY = 0.6  # and where no property agrees


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


def find_candidates(state: State, lookup: Lookup, query: Query) -> list[Candidate]:
    """Return the candidates of a query, the best first. Raises QueryError and LimitError."""
    types = [read_term(one, "type") for one in query.types]
    sought = [one for one in query.sought if one.quantifier is not Quantifier.NONE]
    if sought:
        found = _by_name(state, sought)
    else:
        having = things_having(state, lookup, query.properties)
        found = [Candidate(iri, 1.0, 1.0, 0.0, True, False, True, None) for iri in having]
    excluded = _excluded(state, query.sought)
    found = [one for one in found if one.iri not in excluded]
    combine = all if query.every else any
    typed = {
        one.iri: not types or combine(kind in state.types.get(one.iri, ()) for kind in types)
        for one in found
    }
    if query.strict:
        found = [one for one in found if typed[one.iri]]
    found = found[:MOST_COMPARED]
    properties = query.properties
    met = compare(state, lookup, [one.iri for one in found], properties)
    complete = [
        replace(one, typed=typed[one.iri], agreeing=_share(met[one.iri]))
        for one in found
        if all(had or not by.required for had, by in zip(met[one.iri], properties, strict=True))
    ]
    return sorted(complete, key=lambda one: (-one.score, one.iri))


def _share(met: list[bool]) -> float | None:
    return sum(met) / len(met) if met else None


def certain(candidates: Iterable[Candidate]) -> str | None:
    """Return the IRI of the one candidate that is meant, None where that is not certain."""
    whole = [one for one in candidates if one.whole]
    best = max((one.level for one in whole), default=0)
    same = [one for one in whole if one.level == best]
    return same[0].iri if len(same) == 1 else None


def features(one: Candidate) -> dict[str, bool | float]:
    """Return what explains the score of a candidate, by the names in FEATURES.

    What an identifier found has no name to compare.
    """
    found: dict[str, bool | float] = {"identifier": one.identifier, "type_match": one.typed}
    if not one.identifier:
        found["name_similarity"] = round(one.similarity, 3)
        found["name_same"] = one.level == 1
        found["preferred_name"] = one.preferred
    if one.agreeing is not None:
        found["property_match"] = round(one.agreeing, 3)
    return {name: found[name] for name in FEATURES if name in found}


def described(state: State, one: Candidate, match: bool, language: str) -> dict[str, object]:
    """Return a candidate as the API has it (section 4.2)."""
    types = state.index.classes(one.iri)
    return {
        "id": entity_id(one.iri),
        "name": state.name(one.iri, language),
        "description": state.other_name(one.iri, language),
        "type": [{"id": shrink(kind), "name": state.name(kind, language)} for kind in types],
        "score": one.score,
        "features": [{"id": name, "value": value} for name, value in features(one).items()],
        "match": match,
    }


def _by_name(state: State, sought: Sequence[Sought]) -> list[Candidate]:
    """Return the things that have the names and identifiers that are looked for, the best first."""
    looked = [_bearing(state, one) for one in sought]
    needed = [found for one, found in zip(sought, looked, strict=True) if one.required]
    joined = [
        _joined(iri, [found.get(iri) for found in looked])
        for iri in dict.fromkeys(iri for found in looked for iri in found)
        if all(iri in found for found in needed)
    ]
    return sorted(joined, key=lambda one: (-one.value, one.iri))


def _excluded(state: State, sought: Iterable[Sought]) -> set[str]:
    """Return the things that surely have a name or identifier that is not to be had."""
    unwanted = [one for one in sought if one.quantifier is Quantifier.NONE]
    found = [one for each in unwanted for one in _bearing(state, each).values()]
    return {one.iri for one in found if one.level}


def _bearing(state: State, sought: Sought) -> dict[str, Candidate]:
    """Return the things that have one of the texts, or all where all are asked for."""
    each = [_named(state, text, sought.stated) for text in sought.texts]
    if sought.quantifier is Quantifier.ALL:
        common = [iri for iri in each[0] if all(iri in found for found in each)]
        return {iri: _joined(iri, [found[iri] for found in each]) for iri in common}
    best: dict[str, Candidate] = {}
    for one in (one for found in each for one in found.values()):
        other = best.setdefault(one.iri, one)
        best[one.iri] = max(other, one, key=lambda one: (one.level, one.identifier, one.value))
    return best


def _named(state: State, text: str, stated: bool) -> dict[str, Candidate]:
    """Return the things that a name may mean, and those that it identifies."""
    found: dict[str, Candidate] = {}
    for match in [] if stated else state.matcher.matches(text):
        how = match.similarity, match.value, match.level
        preferred = match.label.role is Role.PREFERRED
        found[match.thing] = Candidate(match.thing, *how, preferred, False, True, None)
    for iri, sure in state.identified(text, stated=stated).items():
        if sure:
            found[iri] = Candidate(iri, 1.0, 1.0, 1.0, True, True, True, None)
        elif iri not in found or not found[iri].level:
            found[iri] = Candidate(iri, 1.0, _UNSURE, 0.0, True, True, True, None)
    return found


def _joined(iri: str, parts: Sequence[Candidate | None]) -> Candidate:
    """Return one candidate for what several conditions say of it; None has not met one."""
    had = [one for one in parts if one]
    if len(parts) == 1:
        return had[0]
    return Candidate(
        iri,
        sum(one.similarity for one in had) / len(parts),
        sum(one.value for one in had) / len(parts),
        min(one.level if one else 0.0 for one in parts),
        all(one.preferred for one in had),
        any(one.identifier for one in had),
        True,
        None,
    )
