"""The tool `search`: things and terms by their names."""

from dataclasses import dataclass, field
from itertools import islice

from s5kg.mcp import CallError, Language
from s5kg.mcp.holdings import Holdings, thing_of
from s5kg.mcp.nearest import nearest, shortened
from s5kg.mcp.plain import plain
from s5kg.mcp.texts import LANGUAGES, say
from s5kg.mcp.vocabulary import Vocabularies
from s5kg.namespaces import NS, shrink
from s5kg.search.index import Hit

MOST = 10
MOST_CHARACTERS = 200
_MOST_SEEN = 20_000


@dataclass(frozen=True)
class Found:
    """A thing: its short IRI, its name, its class, and by which label it was found."""

    id: str
    name: str
    other_name: str
    kind: str
    kind_name: str
    found_by: str


@dataclass(frozen=True)
class Findings:
    """The things found, the best first; `more` says that there are others."""

    things: list[Found]
    more: bool
    release: str
    notices: list[str] = field(default_factory=list)


def search(
    holdings: Holdings,
    vocabularies: Vocabularies,
    text: str,
    language: Language = "en",
    kind: str | None = None,
) -> Findings:
    """Return what a text finds; `kind` is a class.

    Raises CallError for a text without a letter or a class that there is not, LimitError.
    """
    if not text.strip() or len(text) > MOST_CHARACTERS:
        raise CallError(say("error.search-text", language, most=MOST_CHARACTERS))
    of = class_of(holdings, vocabularies, kind, language) if kind else None
    index = holdings.index
    hits = (
        hit
        for hit in islice(index.hits(text), _MOST_SEEN)
        if of is None or of in index.classes(hit.thing)
    )
    found = list(islice(hits, MOST + 1))
    notices = [] if found else [say("notice.nothing-found", language)]
    things = [_found(holdings, hit, language) for hit in found[:MOST]]
    return Findings(things, len(found) > MOST, index.release, notices)


def class_of(holdings: Holdings, vocabularies: Vocabularies, given: str, language: Language) -> str:
    """Return the IRI of a class: of an IRI, `org:Post`, `Post`, or its name in a language.

    Raises CallError for one that the graph does not know, with those most like it.
    """
    known = vocabularies.now().classes
    called = [iri for iri in known if given.strip().lower() in _names(holdings, iri)]
    if len(called) == 1:
        return called[0]
    if ":" not in given and " " in given.strip():
        raise CallError(say("error.class", language, given=plain(given, 80)))
    node = thing_of(given if ":" in given else NS + given, language)
    found = node.value
    # A write may have brought a class that the description of the release has not.
    if found in known or holdings.lookup.rows("mcp-known", term=[node]):
        return found
    alike = [iri for iri in known if iri.endswith((f"#{given}", f"/{given}"))]
    if ":" not in given and len(alike) == 1:
        return alike[0]
    near = nearest(found, known)
    key = "error.class-near" if near else "error.class"
    raise CallError(say(key, language, given=plain(given, 80), near=shortened(near)))


def _names(holdings: Holdings, kind: str) -> set[str]:
    return {holdings.name(kind, language).lower() for language in LANGUAGES}


def _found(holdings: Holdings, hit: Hit, language: Language) -> Found:
    other = next(one for one in LANGUAGES if one != language)
    label = holdings.index.name(hit.thing, other)
    role = hit.label.role.name.lower()
    return Found(
        plain(shrink(hit.thing)),
        holdings.name(hit.thing, language),
        plain(label.text) if label else "",
        plain(shrink(hit.kind)),
        holdings.name(hit.kind, language) if hit.kind else "",
        f"{role}: {plain(hit.label.text, 120)}",
    )
