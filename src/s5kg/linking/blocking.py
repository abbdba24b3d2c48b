"""Which of our names a foreign name may be: found by keys, so that few pairs are compared.

Our names are indexed and the foreign ones streamed past, since ours are few. A pair is compared
letter by letter only where both share most beginnings of words, or of threes of characters where
words are not spaced.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import chain
from math import ceil
from typing import NamedTuple

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract_iter

from s5kg.linking.names import Forms, forms
from s5kg.linking.things import Thing

_PREFIX = 4  # letters of a word that are its key: misprints mostly come later
_GRAM = 3
_COMMON = 60  # names of ours that share a key; a key of more says nothing
_SHARED = 0.5  # part of the keys of each name that the other must have to be compared
_ALIKE = 88.0  # per cent of letters that are the same
_ACRONYM = 6  # letters that an acronym has at most
_SHORTEST = 7  # letters of names that may be alike; shorter ones are others when a letter differs


class Way(IntEnum):
    """How two names agree, the best way first."""

    EQUAL = 0
    CORE = 1  # without asides and legal forms
    ALIKE = 2
    ACRONYM = 3


class Match(NamedTuple):
    """A name of ours that a foreign one agrees with; `similarity` is from 0 to 1."""

    thing: str
    name: str
    language: str
    way: Way
    similarity: float


class Block:
    """The names of our things by their keys."""

    def __init__(self, things: Iterable[Thing]) -> None:
        """Index the names of all things."""
        self._names: list[tuple[str, str, str, Forms]] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        keys: dict[str, list[int]] = defaultdict(list)
        self._cores: list[str] = []
        self._ordered: list[str] = []
        self._needed: list[int] = []  # keys that a name must share with ours to be compared
        for thing in things:
            for name, language in thing.names:
                number, found = len(self._names), forms(name)
                self._names.append((thing.iri, name, language, found))
                for key in {found.whole, found.core, found.acronym} - {""}:
                    self._exact[key].append(number)
                self._cores.append(found.core)
                self._ordered.append(_ordered(name))
                mine = _keys(name, found) if len(found.core) >= _SHORTEST else set()
                self._needed.append(ceil(_SHARED * len(mine)))
                for key in mine:
                    keys[key].append(number)
        self._keys = {key: found for key, found in keys.items() if len(found) <= _COMMON}

    def matches(self, text: str) -> list[Match]:
        """Return the names of ours that a foreign name agrees with, each thing once, best way."""
        other = forms(text)
        best: dict[str, Match] = {}
        for match in self._pairs(text, other):
            known = best.get(match.thing)
            if known is None or (match.way, -match.similarity) < (known.way, -known.similarity):
                best[match.thing] = match
        return list(best.values())

    def _pairs(self, text: str, other: Forms) -> Iterator[Match]:
        for key in {other.whole, other.core, other.acronym} - {""}:
            for number in self._exact.get(key, ()):
                thing, name, language, mine = self._names[number]
                short = len(mine.core) <= _ACRONYM and (name.isupper() or text.isupper())
                way = Way.ACRONYM if short else _way(mine, other)
                yield Match(thing, name, language, way, 1.0)
        if len(other.core) >= _SHORTEST:
            yield from self._alike(text, other)

    def _alike(self, text: str, other: Forms) -> Iterator[Match]:
        """Yield the names that share enough keys and most letters, in whatever order of words."""
        keys, needed = _keys(text, other), self._needed
        least = ceil(_SHARED * len(keys))
        sharing = [self._keys[key] for key in keys if key in self._keys]
        if len(sharing) < least:
            return
        counts = Counter(chain.from_iterable(sharing))
        numbers = [n for n, count in counts.items() if count >= least and count >= needed[n]]
        if not numbers:
            return
        for written, names in ((other.core, self._cores), (_ordered(text), self._ordered)):
            choices = [names[number] for number in numbers]
            found = extract_iter(written, choices, scorer=ratio, score_cutoff=_ALIKE)
            for _, likeness, at in found:
                thing, name, language, _ = self._names[numbers[at]]
                yield Match(thing, name, language, Way.ALIKE, likeness / 100)


def _ordered(name: str) -> str:
    return " ".join(sorted(name.split()))


def _way(mine: Forms, other: Forms) -> Way:
    if mine.whole == other.whole:
        return Way.EQUAL
    return Way.CORE if mine.core == other.core else Way.ACRONYM


def _keys(name: str, found: Forms) -> set[str]:
    if name.isascii() or " " in name.strip():
        return {word[:_PREFIX] for word in name.casefold().split() if len(word) >= _PREFIX}
    core = found.core
    return {core[at : at + _GRAM] for at in range(max(len(core) - _GRAM + 1, 0))}
