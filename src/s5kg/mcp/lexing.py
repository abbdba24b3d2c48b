"""A query as tokens (SPARQL 1.1 Query, 19.8): enough to see its names, not to judge its grammar.

The engine's parser judges; it has no algebra to read the names from. Every step is linear.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urljoin

from s5kg.federation.lexing import COMMENT, IRI, STRING, expand


class Kind(Enum):
    """What a token is."""

    IRI = "iri"
    NAME = "name"
    VARIABLE = "variable"
    LITERAL = "literal"
    WORD = "word"
    MARK = "mark"


@dataclass(frozen=True)
class Token:
    """A token, and where it begins and ends in the text."""

    kind: Kind
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Return whether it is one of some keywords, given in capitals."""
        return self.kind is Kind.WORD and self.text.upper() in words


_LOCAL = r"(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKENS: Sequence[tuple[Kind | None, re.Pattern[str]]] = (
    (None, re.compile(r"\s+")),
    (None, COMMENT),
    (Kind.LITERAL, STRING),
    (Kind.IRI, IRI),
    (Kind.VARIABLE, re.compile(r"[?$]\w+")),
    (Kind.LITERAL, re.compile(r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*")),
    (Kind.LITERAL, re.compile(r"_:[\w.-]*\w")),
    # Prefixes are bounded, so that a row of dots is not read again from each of them.
    (
        Kind.NAME,
        re.compile(rf"(?:[^\W\d_][\w.-]{{0,60}}(?<!\.))?:(?:{_LOCAL}*(?:(?!\.){_LOCAL}))?"),
    ),
    (Kind.LITERAL, re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")),
    (Kind.WORD, re.compile(r"[A-Za-z_]\w*")),
    (Kind.MARK, re.compile(r"\^\^|[\s\S]")),
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPE = re.compile(r"\\(.)")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text, white space and comments left out."""
    at = 0
    while at < len(text):
        for kind, pattern in _TOKENS:
            if (found := pattern.match(text, at)) and found.end() > at:
                if kind is not None:
                    yield Token(kind, found[0], at, found.end())
                at = found.end()
                break


@dataclass(frozen=True)
class Prefixes:
    """What a query declares: prefix → namespace, and its base."""

    declared: dict[str, str]
    base: str


def read_prefixes(parts: Sequence[Token]) -> Prefixes:
    """Return the declarations of a query, which stand before its form."""
    declared: dict[str, str] = {}
    base = ""
    for number, token in enumerate(parts):
        if token.is_word("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            break
        after = parts[number + 1 : number + 3]
        if token.is_word("BASE") and after and after[0].kind is Kind.IRI:
            base = iri_of(after[0].text)
        if token.is_word("PREFIX") and len(after) == 2 and after[1].kind is Kind.IRI:
            declared[after[0].text.partition(":")[0]] = resolve(base, iri_of(after[1].text))
    return Prefixes(declared, base)


def iri_of(text: str) -> str:
    """Return the IRI of a token `<…>`."""
    return expand(text[1:-1])


def resolve(base: str, iri: str) -> str:
    """Return an IRI against a base; one that is whole, or without a base, stays as it is."""
    if not base or _SCHEME.match(iri):
        return iri
    joined = urljoin(base, iri)
    # An empty fragment is lost on the way, and many namespaces end in one.
    return f"{joined}#" if iri.endswith("#") and not joined.endswith("#") else joined


def split_name(text: str) -> tuple[str, str]:
    """Return prefix and local name of a token such as `s5d:org-us-ostp`."""
    prefix, _, local = text.partition(":")
    return prefix, _ESCAPE.sub(r"\1", local)


def body(parts: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens of a query without its prologue and without what CONSTRUCT is to make."""
    for number, token in enumerate(parts):
        if token.is_word("SELECT", "ASK", "DESCRIBE"):
            return parts[number:]
        if token.is_word("CONSTRUCT"):
            rest = parts[number + 1 :]
            if rest and rest[0].text == "{":
                return rest[_closing(rest) + 1 :]
            return rest
    return ()


def _closing(parts: Sequence[Token]) -> int:
    """Return the place of the bracket that closes the first one, or that of the last token."""
    depth = 0
    for number, token in enumerate(parts):
        if token.kind is Kind.MARK and token.text in "{}":
            depth += 1 if token.text == "{" else -1
            if not depth:
                return number
    return len(parts) - 1


def takes_limit(parts: Sequence[Token]) -> bool:
    """Return whether a LIMIT may be written behind a SELECT: it has none, and no VALUES at its end.

    A query with a bracket open is left as it is, so that the parser complains of what was written.
    """
    depth, limited = 0, False
    for token in parts:
        if token.kind is Kind.MARK and token.text in "{}":
            depth += 1 if token.text == "{" else -1
        elif depth == 0 and token.is_word("LIMIT", "VALUES"):
            limited = True
    return not limited and depth == 0 and any(token.text == "}" for token in parts)
