"""Texts as they are compared: width, case, accents, kana, long vowels and punctuation folded.

`ＡＩ`, `ai` and `A.I.` are the same, and so are `データ`, `ﾃﾞｰﾀ` and `でーた`.
"""

import unicodedata
from functools import lru_cache

_KATAKANA = range(0x30A1, 0x30F7)
_ITERATION = range(0x30FD, 0x30FF)
_TO_HIRAGANA = 0x60
_LONG_VOWEL = "ー"
# They stay apart from their kana, so that ｶ finds ｶﾞ while it is being typed.
_VOICE = "\u3099\u309a"
_KEPT = "LNS"  # the first letters of the categories of letters, numbers and symbols
_CACHED = 1 << 16


def fold(text: str) -> str:
    """Return the letters, numbers and symbols of a text as they are compared.

    What a text begins with folds to what its folded form begins with.
    """
    return text.translate(_ASCII) if text.isascii() else "".join(map(_fold_character, text))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """Return a folded text and, for each of its characters, the offset of where it comes from.

    Offsets are in code points.
    """
    pieces = [_fold_character(character) for character in text]
    return "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]


def fold_words(text: str) -> list[str]:
    """Return the folded words of a text, in order, each once."""
    return list(dict.fromkeys(filter(None, map(fold, text.split()))))


@lru_cache(_CACHED)
def _fold_character(character: str) -> str:
    """Return what one character is compared as; nothing for marks and punctuation.

    The compatibility decomposition is that of each character by itself, so that texts can be
    folded character by character (Unicode Standard Annex 15, section 1.2).
    """
    whole = unicodedata.normalize("NFKD", character).casefold()
    return "".join(
        _hiragana(letter)
        for letter in unicodedata.normalize("NFKD", whole)
        if letter in _VOICE or (unicodedata.category(letter)[0] in _KEPT and letter != _LONG_VOWEL)
    )


def _hiragana(letter: str) -> str:
    code = ord(letter)
    return chr(code - _TO_HIRAGANA) if code in _KATAKANA or code in _ITERATION else letter


_ASCII = {code: _fold_character(chr(code)) for code in range(128)}
