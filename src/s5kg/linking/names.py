"""The forms of a name that are compared: as a whole, without what others leave out, in letters."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from s5kg.search.folding import fold

LONGEST = 300  # characters of what may be a name
_ASIDE = re.compile(r"[(（\[［][^()（）\[\]［］]*[)）\]］]")
_WORD = re.compile(r"[^\W_]+")
_SMALL = {
    "and",
    "of",
    "the",
    "for",
    "in",
    "on",
    "to",
    "de",
    "la",
    "les",
    "des",
    "du",
    "und",
    "für",
    "der",
}
_LEADING = re.compile(r"\A\s*the\s+", re.IGNORECASE)


class Forms(NamedTuple):
    """What a name is compared by.

    `whole` is folded; `core` is without asides in brackets, legal forms and a leading article;
    `acronym` is the first letters of its words, or nothing where it has fewer than three.
    """

    whole: str
    core: str
    acronym: str


def forms(name: str) -> Forms:
    """Return the forms of a name."""
    whole, words = fold(name), _WORD.findall(name)
    bare = _ASIDE.sub(" ", name)
    if not (bare.isascii() and _legal_beginnings().isdisjoint(words)):
        bare = _legal_forms().sub(" ", bare)
    bare = _LEADING.sub("", bare)
    if bare == name:
        return Forms(whole, whole, _acronym(words))
    return Forms(whole, fold(bare) or whole, _acronym(_WORD.findall(bare)))


def is_name(text: str) -> bool:
    """Return whether a text can be a name: not empty, and no longer than names are."""
    return len(text) <= LONGEST and bool(fold(text))


def shown(text: str) -> str:
    """Return a text on one line, with signs instead of characters that would change it unseen."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:LONGEST])


def _acronym(words: list[str]) -> str:
    words = [word for word in words if word.lower() not in _SMALL]
    letters = "".join([word[0] for word in words if word[0].isascii()])
    return letters.lower() if len(letters) >= 3 and len(letters) == len(words) else ""


@cache
def _legal_words() -> list[str]:
    """Return the legal forms, longest first."""
    text = files(__package__).joinpath("legal-forms.txt").read_text(encoding="utf-8")
    words = [line for line in text.splitlines() if line and not line.startswith("#")]
    return sorted(words, key=len, reverse=True)


@cache
def _legal_beginnings() -> frozenset[str]:
    """Return the first word of each legal form in Latin letters: without one there is none."""
    return frozenset(_WORD.findall(form)[0] for form in _legal_words() if form.isascii())


@cache
def _legal_forms() -> re.Pattern[str]:
    latin = "|".join(re.escape(form) for form in _legal_words() if form.isascii())
    others = "|".join(re.escape(form) for form in _legal_words() if not form.isascii())
    return re.compile(rf"{others}|(?<!\w),?\s*(?:{latin})(?!\w)")
