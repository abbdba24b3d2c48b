"""The tool `evidence`: where in a document is what supports something. Never its words."""

from dataclasses import dataclass, field

import pyoxigraph as ox

from s5kg.lookup import Row, Slice
from s5kg.mcp import CallError, Language
from s5kg.mcp.holdings import Holdings, code, iri, number, shown, thing_of
from s5kg.mcp.missing import no_such_thing
from s5kg.mcp.plain import plain
from s5kg.mcp.texts import say
from s5kg.namespaces import shrink

MOST = 40  # of a place and what it supports


@dataclass(frozen=True)
class Support:
    """What a place supports: the statement, its property and value, and how certain it is.

    `modality` is the document's, such as proposed; `curation` is ours, such as inferred.
    """

    statement: str
    property: str = ""
    value: str = ""
    value_name: str = ""
    modality: str = ""
    curation: str = ""


@dataclass
class Place:
    """A place in a document: its segment, its lines and offsets in the text, and its digests.

    Lines count from 1, both included; offsets are in code points, the end not included. `digest`
    is the SHA-256 of the words, `normalised_digest` that of their letters and digits.
    """

    id: str
    document: str
    document_name: str
    segment: str
    segment_name: str
    lines: str
    offsets: str = ""
    digest: str = ""
    normalised_digest: str = ""
    supports: list[Support] = field(default_factory=list)


@dataclass(frozen=True)
class Evidence:
    """The places that support a thing or a statement."""

    id: str
    name: str
    places: list[Place]
    release: str
    cite: str
    notices: list[str] = field(default_factory=list)


def evidence(holdings: Holdings, given: str, language: Language = "en") -> Evidence:
    """Return the places that support a thing, a statement or are one themselves.

    Raises CallError for what the graph does not know, LimitError.
    """
    thing = thing_of(given, language)
    rows = holdings.lookup.rows("mcp-evidence", Slice(MOST + 1), thing=[thing])
    notices = [say("notice.words", language)]
    if not rows:
        if not holdings.lookup.rows("mcp-known", term=[thing]):
            raise CallError(no_such_thing(holdings, thing, language))
        notices = [say("notice.no-evidence", language)]
    if len(rows) > MOST:
        notices.append(say("notice.evidence-cut", language, count=MOST, thing=shrink(thing.value)))
    places = _places(holdings, rows[:MOST], language)
    where = "; ".join(dict.fromkeys(f"{p.document} lines {p.lines}" for p in places[:3]))
    name = shrink(thing.value)
    return Evidence(
        plain(name),
        holdings.title(thing, language),
        places,
        holdings.lookup.release,
        holdings.cite(f"{name} ({where})" if where else name),
        notices,
    )


def _places(holdings: Holdings, rows: list[Row], language: Language) -> list[Place]:
    places: dict[str, Place] = {}
    for row in rows:
        name = iri(row, "place")
        place = places.setdefault(name, _place(holdings, row, language))
        support = _support(holdings, row, language)
        if support and support not in place.supports:
            place.supports.append(support)
    return list(places.values())


def _place(holdings: Holdings, row: Row, language: Language) -> Place:
    document, segment = iri(row, "document"), iri(row, "segment")
    ends = number(row, "start"), number(row, "end")
    return Place(
        shrink(iri(row, "place")),
        shrink(document),
        holdings.name(document, language) if document else "",
        shrink(segment),
        holdings.name(segment, language) if segment else "",
        lines(number(row, "first"), number(row, "last")),
        f"{ends[0]}–{ends[1]}" if ends[1] else "",
        _word(row, "digest"),
        _word(row, "norm"),
    )


def _support(holdings: Holdings, row: Row, language: Language) -> Support | None:
    statement, value = iri(row, "statement"), row.get("value")
    if not statement:
        return None
    return Support(
        shrink(statement),
        shrink(iri(row, "property")),
        shown(value),
        holdings.name(value.value, language) if isinstance(value, ox.NamedNode) else "",
        code(iri(row, "modality")),
        code(iri(row, "curation")),
    )


def lines(first: int, last: int) -> str:
    """Return a range of lines as it is written."""
    return f"{first}–{last}" if last > first else str(first)


def _word(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, ox.Literal) else ""
