"""The tool `examples`: questions with the queries that answer them."""

from dataclasses import dataclass, field

from rapidfuzz import fuzz

from s5kg.mcp import Language
from s5kg.mcp.holdings import Holdings
from s5kg.mcp.plain import plain
from s5kg.mcp.texts import say
from s5kg.queries import Query
from s5kg.search.folding import fold

_WITH_TEXT = 3
_LISTED = 8
_MOST_CHARACTERS = 200
_LEAST = 45.0  # of 100; below it a question only shares a few letters


@dataclass(frozen=True)
class Example:
    """A question; `query` is its SPARQL, empty where only the name is listed."""

    name: str
    topic: str
    question: str
    query: str = ""


@dataclass(frozen=True)
class Examples:
    """Example queries, the best first; `topics` are all that there are."""

    examples: list[Example]
    topics: list[str]
    notices: list[str] = field(default_factory=list)


def examples(holdings: Holdings, about: str | None = None, language: Language = "en") -> Examples:
    """Return all questions, or those about a topic, of a name or like a text with their SPARQL."""
    topics = sorted({query.header["topic"] for query in holdings.examples})
    if about is None or not about.strip():
        listed = [_example(query, language, False) for query in holdings.examples]
        return Examples(listed, topics, [say("notice.examples", language)])
    found = _ranked(holdings.examples, about.strip()[:_MOST_CHARACTERS])
    named = [query for query in found if query.name == about.strip()]
    shown = named or found[:_LISTED]
    listed = [_example(query, language, n < _WITH_TEXT) for n, query in enumerate(shown)]
    notice = "notice.examples-found" if listed else "notice.examples-none"
    return Examples(listed, topics, [say(notice, language)])


def _ranked(queries: tuple[Query, ...], about: str) -> list[Query]:
    scored = [(_score(query, about), query) for query in queries]
    found = [one for one in scored if one[0] >= _LEAST]
    return [query for _, query in sorted(found, key=lambda one: (-one[0], one[1].name))]


def _score(query: Query, about: str) -> float:
    """Return how well a question fits, of 100; a topic or a name fits wholly."""
    if about in (query.name, query.header["topic"]):
        return 100.0
    keywords = query.header.get("keywords", "")
    english = f"{query.summary('en')} {query.name.replace('-', ' ')} {keywords}".lower()
    japanese = fold(f"{query.summary('ja')} {keywords}")
    return 0.95 * max(
        fuzz.token_set_ratio(about.lower(), english),
        fuzz.partial_ratio(fold(about), japanese) if fold(about) else 0.0,
    )


def _example(query: Query, language: Language, whole: bool) -> Example:
    lines = [line for line in query.text.splitlines() if not line.startswith("#+")]
    text = "\n".join(lines).strip()
    return Example(
        query.name, query.header["topic"], plain(query.summary(language)), text if whole else ""
    )
