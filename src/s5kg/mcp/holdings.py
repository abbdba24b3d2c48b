"""What the tools read: the graph behind a lookup, the index of names, the examples."""

from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.engine import Answer, Question
from s5kg.lookup import Lookup, Row
from s5kg.mcp import CallError, Language
from s5kg.mcp.plain import plain
from s5kg.mcp.texts import say
from s5kg.namespaces import BASE, ID, UnknownPrefixError, expand, prefixes, shrink
from s5kg.queries import Query
from s5kg.search.index import Index
from s5kg.search.keeping import IndexKeeper

_LONGEST = 500  # characters of an IRI
LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Holdings:
    """The graph as the tools see it.

    `ask` answers the caller's own query and `lookup` those of this program, both on the caller's
    account; `own` asks what is made for all callers, as `keeper` does.
    """

    ask: Callable[[Question], Answer]
    lookup: Lookup
    own: Lookup
    keeper: IndexKeeper
    examples: tuple[Query, ...]

    @property
    def index(self) -> Index:
        """The index of names. Raises LimitError where it cannot be built."""
        return self.keeper.index()

    def name(self, iri: str, language: Language) -> str:
        """Return what a thing or a term is called, its short name where it has no label."""
        label = self.index.name(iri, language)
        return plain(label.text) if label else plain(shrink(iri))

    def title(self, thing: ox.NamedNode, language: Language) -> str:
        """Return what a thing is called, also one that the search passes over, such as a claim.

        Raises LimitError.
        """
        rows = [] if self.index.name(thing.value, language) else self._labels(thing)
        labels = {term.language: term.value for term in rows}
        wanted = (language, "en", *labels)
        return next(
            (plain(labels[one]) for one in wanted if one in labels),
            self.name(thing.value, language),
        )

    def _labels(self, thing: ox.NamedNode) -> list[ox.Literal]:
        rows = self.lookup.rows("labels", thing=[thing])
        return [term for row in rows if isinstance(term := row["label"], ox.Literal)]

    def cite(self, what: str = "") -> str:
        """Return how to cite an answer: the data set, the state of the graph, and what."""
        release = self.lookup.release[:16] or "unnamed"
        return ", ".join(filter(None, (f"s5kg <{BASE}>", f"release {release}", what, LICENCE)))


def thing_of(given: str, language: Language) -> ox.NamedNode:
    """Return the IRI that is meant: by itself, in `<>`, as `s5d:org-us-ostp`, or `org-us-ostp`.

    Raises CallError for what is none of these.
    """
    text = given.strip()
    whole = text.startswith("<") and text.endswith(">")
    text = text[1:-1].strip() if whole else text
    if not text or len(text) > _LONGEST:
        raise CallError(say("error.no-name", language, given=plain(given, 60) or "–"))
    try:
        if whole or "://" in text:
            return ox.NamedNode(text)
        return ox.NamedNode(expand(text) if ":" in text else ID + text)
    except UnknownPrefixError as error:
        known = ", ".join(f"{name}:" for name in prefixes())
        prefix = plain(error.prefix, 40)
        raise CallError(
            say("error.prefix-of-name", language, prefix=prefix, known=known)
        ) from error
    except ValueError as error:
        raise CallError(say("error.no-name", language, given=plain(given, 60))) from error


def iri(row: Row, name: str) -> str:
    """Return the IRI that a row has for a variable, or nothing."""
    term = row.get(name)
    return term.value if isinstance(term, ox.NamedNode) else ""


def shown(term: object) -> str:
    """Return a term as it is written for assistants: an IRI in short form, or the words."""
    return plain(whole(term))


def whole(term: object) -> str:
    """Return a term as it is before anything is cut or taken out of it, nothing for None."""
    if isinstance(term, ox.NamedNode):
        return shrink(term.value)
    if term is None:
        return ""
    return term.value if isinstance(term, ox.Literal) else str(term)


def number(row: Row, name: str) -> int:
    """Return the whole number that a row has for a variable, or 0."""
    term = row.get(name)
    value = term.value if isinstance(term, ox.Literal) else ""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0


def code(of: str) -> str:
    """Return the short form of a code: `proposed` for `s5c:modality-proposed`."""
    return plain(shrink(of).partition(":")[2].partition("-")[2]) if of else ""
