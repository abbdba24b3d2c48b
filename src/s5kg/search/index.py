"""An index of labels: one folded text, the best labels first, that is searched from its start.

The order of the text is the order of the answers, so a search for the first few ends early.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from s5kg.search.folding import fold, fold_with_places, fold_words

_WORD = re.compile(r"[A-Za-z]+|[^\W_A-Za-z]+")
_BREAK = "\n"  # no folded text holds it
_SPACE = " "  # nor this: words are joined without
_SHORT = 3  # letters of the Latin alphabet that are looked for at the beginning of words only
_COUNTED = 4  # words of which the rarest is looked for; counting them all takes longer


class Role(IntEnum):
    """What a label is to its thing, the better ones first."""

    PREFERRED = 0
    ALTERNATIVE = 1
    HIDDEN = 2
    NOTE = 3


@dataclass(frozen=True)
class Label:
    """Words that a thing can be found by; `language` is empty where it is not known."""

    thing: str
    text: str
    language: str
    role: Role


@dataclass(frozen=True)
class Hit:
    """A thing that was found, and the label that it was found by.

    `marks` are the parts of the label's text that were asked for: offsets in code points, the end
    not included.
    """

    thing: str
    kind: str
    label: Label
    marks: tuple[tuple[int, int], ...]


class Index:
    """The labels of one state of the graph."""

    def __init__(
        self, release: str, labels: Iterable[Label], kinds: Mapping[str, Iterable[str]]
    ) -> None:
        """Index labels; `kinds` gives the classes of a thing, the most telling first."""
        self.release = release
        self._classes = {thing: tuple(classes) for thing, classes in kinds.items()}
        entries = [(fold(label.text), label) for label in _distinct(labels)]
        entries = sorted((entry for entry in entries if entry[0]), key=_order)
        self._labels = [label for _, label in entries]
        self._whole = _Lines([folded for folded, _ in entries])
        self._words = _Lines([_SPACE + _SPACE.join(_words(label.text)) for _, label in entries])
        self._names: dict[str, dict[str, Label]] = {}
        for label in self._labels:
            if label.role is Role.PREFERRED:
                self._names.setdefault(label.thing, {}).setdefault(label.language, label)

    def __len__(self) -> int:
        """Return how many labels there are."""
        return len(self._labels)

    @property
    def labels(self) -> Sequence[Label]:
        """All labels, the best first."""
        return self._labels

    def classes(self, thing: str) -> tuple[str, ...]:
        """Return the classes of a thing, the most telling first."""
        return self._classes.get(thing, ())

    def name(self, thing: str, language: str) -> Label | None:
        """Return the preferred label of a thing: in this language, or else in another one."""
        names = self._names.get(thing, {})
        return names.get(language) or names.get("en") or next(iter(names.values()), None)

    def hits(self, asked: str) -> Iterator[Hit]:
        """Yield the things that a text finds, the best first and each once.

        Labels that are the text come before those that begin with it, then those that hold it,
        then those that hold all of its words. A few Latin letters must begin a word: `ai` is not
        looked for in `said`. Among these, preferred labels come before
        alternative and hidden ones and notes, and short ones before long ones.
        """
        seen: set[str] = set()
        words = fold_words(asked)
        for number, needles in self._matches(fold(asked), words):
            label = self._labels[number]
            if label.thing not in seen:
                seen.add(label.thing)
                marks = _marks(label.text, needles)
                kind = next(iter(self.classes(label.thing)), "")
                yield Hit(label.thing, kind, label, marks)

    def _matches(self, whole: str, words: list[str]) -> Iterator[tuple[int, list[str]]]:
        if not whole:
            return
        for needle in (_BREAK + whole + _BREAK, _BREAK + whole):
            for number in self._whole.scan(needle):
                yield number, [whole]
        within = self._words.scan(_SPACE + whole) if _is_short(whole) else self._whole.scan(whole)
        for number in within:
            yield number, [whole]
        if len(words) > 1:
            longest = sorted(words, key=len)[-_COUNTED:]
            for number in self._whole.scan(min(longest, key=self._whole.text.count)):
                folded = self._whole.line(number)
                if all(word in folded for word in words):
                    yield number, words


class _Lines:
    """Lines of text, searched as one."""

    def __init__(self, lines: list[str]) -> None:
        self._starts, at = [], len(_BREAK)
        for line in lines:
            self._starts.append(at)
            at += len(line) + len(_BREAK)
        self._starts.append(at)
        self.text = _BREAK + "".join(line + _BREAK for line in lines)

    def line(self, number: int) -> str:
        """Return a line."""
        return self.text[self._starts[number] : self._starts[number + 1]]

    def scan(self, needle: str) -> Iterator[int]:
        """Yield the number of each line that holds a text, in order."""
        ahead = int(needle[0] == _BREAK)
        at = self.text.find(needle)
        while at >= 0:
            number = bisect_right(self._starts, at + ahead) - 1
            yield number
            at = self.text.find(needle, self._starts[number + 1] - len(_BREAK))


def _is_short(folded: str) -> bool:
    return len(folded) <= _SHORT and folded.isascii() and folded.isalpha()


def _words(text: str) -> list[str]:
    """Return the folded words of a label; what stands between letters and numbers parts them."""
    return [folded for word in _WORD.findall(text) if (folded := fold(word))]


def _distinct(labels: Iterable[Label]) -> Iterable[Label]:
    """Return labels without those that say the same of the same thing in a lesser role."""
    best: dict[tuple[str, str, str], Label] = {}
    for label in labels:
        key = label.thing, label.text, label.language
        if key not in best or label.role < best[key].role:
            best[key] = label
    return best.values()


def _order(entry: tuple[str, Label]) -> tuple[int, int, str, str, str, str]:
    folded, label = entry
    return label.role, len(folded), folded, label.thing, label.language, label.text


def _marks(text: str, needles: Iterable[str]) -> tuple[tuple[int, int], ...]:
    folded, places = fold_with_places(text)
    found: list[tuple[int, int]] = []
    for needle in needles:
        at = _place(text, folded, places, needle)
        found.append((places[at], places[at + len(needle) - 1] + 1))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _place(text: str, folded: str, places: list[int], needle: str) -> int:
    """Return where in a folded text another one begins, at the beginning of a word if it must."""
    first = at = folded.find(needle)
    while at >= 0 and _is_short(needle):
        before = text[places[at] - 1 : places[at]]
        if not (before.isascii() and before.isalpha()):
            return at
        at = folded.find(needle, at + 1)
    return first
