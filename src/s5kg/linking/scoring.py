"""How sure a proposal is, and why: a sum of what speaks for it and against it."""

from collections.abc import Collection
from dataclasses import dataclass

from s5kg.linking.blocking import Match, Way
from s5kg.linking.kinds import contradiction
from s5kg.linking.things import Thing

# What a name alone is worth, by how it agrees: set by hand, and measured by bench/linking.py.
_WORTH = {Way.EQUAL: 0.70, Way.CORE: 0.65, Way.ALIKE: 0.50, Way.ACRONYM: 0.25}
_LANGUAGES = 0.12  # a second language agrees
_BESIDE = 0.15  # they are in the same country or part of the same body
_ELSEWHERE = -0.45  # they are in other countries
_OTHER = -0.60  # they are of different kinds: more than all that may speak for it beside the name
_AMBIGUOUS = -0.25  # another thing of theirs is called so
_MOST = 0.99


@dataclass(frozen=True)
class Score:
    """A confidence from 0 to 1 and the reasons for it, the weightiest first."""

    confidence: float
    reasons: tuple[str, ...]
    lexical: bool  # it rests on names alone


def score(
    ours: Thing, theirs: Thing, matches: Collection[Match], places: Collection[str], rivals: int
) -> Score:
    """Return how sure it is that two things are the same.

    `matches` are the names that agree; `places` all that things of ours are in, as others name
    it; `rivals` counts the other things of theirs whose names agree as well.
    """
    best = min(matches, key=lambda match: (match.way, -match.similarity))
    total = _WORTH[best.way] * best.similarity
    reasons = [_told(best)]
    languages = {match.language for match in matches if match.way <= Way.CORE and match.language}
    if len(languages) > 1:
        total += _LANGUAGES
        reasons.append("names agree in " + " and ".join(sorted(languages)))
    shared = ours.beside & theirs.beside
    itself = ours.same & theirs.beside  # dumps say of a country, too, which country it is in
    known = theirs.beside & set(places)
    if itself:
        total += _BESIDE
        reasons.append(f"theirs is beside {min(itself, key=len)}, which is ours")
    elif shared:
        total += _BESIDE
        reasons.append(f"both beside {min(shared, key=len)}")
    elif known and ours.beside & set(places):
        total += _ELSEWHERE
        reasons.append(f"theirs is beside {min(known, key=len)}")
    if odd := contradiction(ours.kinds, theirs.kinds):
        total += _OTHER
        reasons.append(odd)
    if rivals:
        total += _AMBIGUOUS
        reasons.append(f"{rivals} more called so")
    confidence = round(min(max(total, 0.0), _MOST), 2)
    return Score(confidence, tuple(reasons), not (itself or shared or known or odd))


def _told(match: Match) -> str:
    how = {
        Way.EQUAL: "the same name",
        Way.CORE: "the same name without legal form or aside",
        Way.ALIKE: f"names alike by {match.similarity:.0%}",
        Way.ACRONYM: "an acronym of the name",
    }[match.way]
    return f"{how}{f' ({match.language})' if match.language else ''}"
