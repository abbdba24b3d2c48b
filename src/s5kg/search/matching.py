"""Which things a name may mean: names compared as wholes, then by their letters.

Texts are folded first (`s5kg.search.folding`), so that width, case, accents and punctuation make
no difference. Pieces of words that few labels have count for more than those that many have.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from math import log

from s5kg.search.folding import fold
from s5kg.search.index import Index, Label, Role

LEAST = 0.4  # similarity below which a label is no candidate
_VARIANT = 0.97  # similarity of names that differ by a legal form or by an acronym in brackets
_WEIGHTS = {Role.PREFERRED: 1.0, Role.ALTERNATIVE: 0.98, Role.HIDDEN: 0.95}
_WORD = re.compile(r"\w+")
_BRACKETS = re.compile(r"\(([A-Z][\w&.-]{1,11})\)")
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_LEGAL = re.compile(
    r"^(?:(?:株式|有限|合同|合名|合資)会社|(?:一般|公益|特例)?(?:財団|社団)法人|学校法人|医療法人"
    r"|(?:地方)?独立行政法人|国立研究開発法人|国立大学法人|公立大学法人|(?:特定非営利活動|NPO|社会福祉)法人"
    r"|\([株有財社独]\))\s*"
    r"|\s*(?:(?:株式|有限|合同|合名|合資)会社|\([株有財社独]\)"
    r"|(?:[\s,]+(?:&\s*co|inc|ltd|llc|plc|corp|co|gmbh|ag|se|kg|e\.?\s?v|s\.?a|b\.?v|n\.?v|k\.?k"
    r"|oyj?|ab|corporation|company|limited|incorporated)\.?)+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Match:
    """A thing that a name may mean, by the label that is nearest to it.

    `similarity` is from 0 to 1. `level` is 1.0 where the folded names are the same, a little less
    where they are but for a legal form or an acronym in brackets, and 0 for others. `value` is the
    similarity, less where the label is not the preferred one.
    """

    thing: str
    label: Label
    similarity: float
    level: float

    @property
    def value(self) -> float:
        """How well it fits, from 0 to 1."""
        return self.similarity * _WEIGHTS[self.label.role]


class Matcher:
    """The labels of some things of an index, ready to be compared with names."""

    def __init__(
        self, index: Index, wanted: Callable[[str], bool], is_body: Callable[[str], bool]
    ) -> None:
        """Take the names (not the notes) of the things that are `wanted`.

        A legal form makes no difference to what `is_body`; nothing else has one: Japan Inc. is not
        Japan.
        """
        self._labels = [one for one in index.labels if one.role in _WEIGHTS and wanted(one.thing)]
        self._bodies = [is_body(label.thing) for label in self._labels]
        self._pieces = [_pieces(label.text) for label in self._labels]
        self._same: dict[str, dict[int, float]] = defaultdict(dict)
        self._having: dict[str, list[int]] = defaultdict(list)
        for number, label in enumerate(self._labels):
            for key, level in _keys(label.text, legal=self._bodies[number]).items():
                self._same[key][number] = level
            for piece in self._pieces[number]:
                self._having[piece].append(number)
        total = len(self._labels) + 1
        self._weights = {piece: log(total / len(at)) for piece, at in self._having.items()}
        self._unknown = sum(self._weights.values()) / (len(self._weights) or 1)
        self._sums = [self._weight(pieces) for pieces in self._pieces]
        self.things = frozenset(label.thing for label in self._labels)

    def named(self, name: str) -> list[str]:
        """Return the things that have a name, but for how it is written."""
        numbers = self._same.get(fold(name), {})
        return list(dict.fromkeys(self._labels[n].thing for n in numbers if numbers[n] == 1))

    def matches(self, name: str) -> list[Match]:
        """Return what a name may mean, the best first and each thing once."""
        levels = self._levels(name)
        best: dict[str, Match] = {}
        for number, similarity in chain(self._similar(name), levels.items()):
            label, level = self._labels[number], levels.get(number, 0.0)
            # Folding drops more than pieces know of: only the same name is wholly similar.
            similarity = max(level, min(similarity, 0.99 * _VARIANT))
            match = Match(label.thing, label, similarity, level)
            if label.thing not in best or match.value > best[label.thing].value:
                best[label.thing] = match
        return sorted(best.values(), key=lambda match: (-match.value, match.thing))

    def _levels(self, name: str) -> dict[int, float]:
        """Return the labels that are the name, with how exactly they are."""
        levels: dict[int, float] = {}
        of_any = _keys(name, legal=False, brackets=False)
        for key, level in _keys(name, legal=True, brackets=False).items():
            for number, its in self._same.get(key, {}).items():
                if key in of_any or self._bodies[number]:
                    levels[number] = max(levels.get(number, 0.0), min(level, its))
        # An acronym in brackets may belong to another thing: both must name the same one.
        plain = _plain(name)
        if acronyms := dict.fromkeys(_BRACKETS.findall(plain)):
            owners = {thing for acronym in acronyms for thing in self.named(acronym)}
            for number in self._same.get(fold(_BRACKETS.sub("", plain)), {}):
                if self._labels[number].thing in owners:
                    levels.setdefault(number, _VARIANT)
        return levels

    def _similar(self, name: str) -> Iterable[tuple[int, float]]:
        pieces = _pieces(name)
        common: dict[int, float] = defaultdict(float)
        for piece in pieces:
            weight = self._weights.get(piece, 0.0)
            for number in self._having.get(piece, ()):
                common[number] += weight
        own = self._weight(pieces)
        for number, shared in common.items():
            similarity = 2 * shared / (own + self._sums[number] or 1.0)
            if similarity >= LEAST:
                yield number, similarity

    def _weight(self, pieces: Iterable[str]) -> float:
        return sum(self._weights.get(piece, self._unknown) for piece in pieces)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _keys(text: str, *, legal: bool, brackets: bool = True) -> dict[str, float]:
    """Return what a name is looked up by, each with how exactly it is the name."""
    plain = _plain(text)
    forms = [_ARTICLE.sub("", plain)]
    if legal:
        forms.append(_LEGAL.sub("", forms[0]))
    if brackets:
        forms.append(_BRACKETS.sub("", plain))
    keys = {fold(form): _VARIANT for form in forms}
    keys[fold(text)] = 1.0
    keys.pop("", None)
    return keys


def _pieces(text: str) -> frozenset[str]:
    """Return three letters each of Latin words, their ends marked, and one and two of others."""
    found: set[str] = set()
    for word in _WORD.findall(_plain(text)):
        folded = fold(word)
        if folded.isascii():
            folded, size = f"^{folded}$", 3
        else:
            size = 2
            found.update(folded)  # two letters that change places leave these
        found.update(folded[at : at + size] for at in range(max(1, len(folded) - size + 1)))
    return frozenset(found)
