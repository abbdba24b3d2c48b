"""A query before it runs: only of the forms that read, no call elsewhere, and only known names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s5kg.engine.prologue import read_prologue
from s5kg.federation.algebra import may_call
from s5kg.mcp import CallError, Language
from s5kg.mcp.holdings import Holdings
from s5kg.mcp.lexing import (
    Kind,
    Token,
    body,
    iri_of,
    read_prefixes,
    resolve,
    split_name,
    tokens,
)
from s5kg.mcp.limits import MOST_CHARACTERS
from s5kg.mcp.nearest import local_name, nearest, nearest_words, shortened
from s5kg.mcp.plain import plain
from s5kg.mcp.texts import say
from s5kg.mcp.vocabulary import Vocabulary, candidates, unknown_terms
from s5kg.namespaces import prefixes, shrink

_UPDATES = (
    "INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH",
)  # fmt: skip
# No triple has these: they are what DATATYPE gives.
_DATATYPES = (
    "http://www.w3.org/2001/XMLSchema#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString",
)
_MOST_UNKNOWN = 10


@dataclass(frozen=True)
class Checked:
    """A query that may run: its form, its tokens, and the prefixes that it uses.

    `added` are those of ours that it did not declare; `text` declares them, so that it can be asked
    elsewhere.
    """

    form: str
    text: str
    parts: Sequence[Token]
    names: dict[str, str]
    added: tuple[str, ...]


def check(holdings: Holdings, vocabulary: Vocabulary, text: str, language: Language) -> Checked:
    """Return a query that may run. Raises CallError for any other, LimitError."""
    if len(text) > MOST_CHARACTERS:
        given = f"{len(text):,}"
        raise CallError(say("error.long-query", language, given=given, most=f"{MOST_CHARACTERS:,}"))
    parts = tuple(tokens(text))
    prologue = read_prologue(text)
    if prologue is None:
        raise CallError(_no_form(parts, language))
    if may_call(text):
        raise CallError(say("error.service", language))
    declared = read_prefixes(parts)
    used = list(dict.fromkeys(split_name(t.text)[0] for t in parts if t.kind is Kind.NAME))
    added = [name for name in used if name not in declared.declared and name in prefixes()]
    names = declared.declared | {name: prefixes()[name] for name in added}
    _check_prefixes(used, names, language)
    _check_terms(holdings, vocabulary, list(_terms(body(parts), names, declared.base)), language)
    before = "".join(f"PREFIX {name}: <{names[name]}>\n" for name in added)
    return Checked(prologue.form, before + text, parts, names, tuple(added))


def _no_form(parts: Sequence[Token], language: Language) -> str:
    """Return why a text is not run: it would write, or it is no query."""
    if any(token.is_word(*_UPDATES) for token in parts[:200]):
        return say("error.update", language)
    return say("error.no-form", language)


def _check_prefixes(used: Sequence[str], names: dict[str, str], language: Language) -> None:
    for prefix in used:
        if prefix not in names:
            near = ", ".join(f"{one}:" for one in nearest_words(prefix, prefixes()))
            key = "error.prefix-near" if near else "error.prefix"
            shown = plain(prefix, 40)
            raise CallError(say(key, language, prefix=shown, near=near))


def _terms(parts: Sequence[Token], names: dict[str, str], base: str) -> Iterator[str]:
    """Yield the IRIs of a query that the graph must know: no functions, no datatypes."""
    for number, token in enumerate(parts):
        term = term_of(token, names, base)
        if term is None or term.startswith(_DATATYPES):
            continue
        before = parts[number - 1].text if number else ""
        after = parts[number + 1].text if number + 1 < len(parts) else ""
        if before != "^^" and after != "(":
            yield term


def term_of(token: Token, names: dict[str, str], base: str = "") -> str | None:
    """Return the IRI that a token is; None for any other, and for one that is not whole."""
    if token.kind is Kind.NAME:
        prefix, local = split_name(token.text)
        return names[prefix] + local if prefix in names else None
    if token.kind is Kind.IRI:
        found = resolve(base, iri_of(token.text))
        return found if ":" in found else None
    return None


def _check_terms(
    holdings: Holdings, vocabulary: Vocabulary, terms: Sequence[str], language: Language
) -> None:
    try:
        unknown = unknown_terms(holdings.lookup, vocabulary, terms)
    except ValueError as error:
        raise CallError(say("error.no-iri", language, reason=plain(str(error), 200))) from error
    if not unknown:
        return
    lines = [say("error.unknown-terms", language, count=len(unknown))]
    for term in unknown[:_MOST_UNKNOWN]:
        near = nearest(term, candidates(term, vocabulary, holdings.index))
        key = "error.term-near" if near else "error.term"
        # A word that the search finds, where nothing is written alike.
        word = plain(local_name(term), 60)
        lines.append(
            say(key, language, term=plain(shrink(term), 120), near=shortened(near), word=word)
        )
    lines.append(say("error.unknown-terms-then", language))
    raise CallError("\n".join(lines))
