"""The tool `schema`: the classes of the graph, and what the things of one class have."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from s5kg.lookup import Row
from s5kg.mcp import Language
from s5kg.mcp.finding import class_of
from s5kg.mcp.holdings import Holdings, iri, number
from s5kg.mcp.plain import plain
from s5kg.mcp.texts import say
from s5kg.mcp.vocabulary import Vocabularies
from s5kg.namespaces import expand, shrink

MOST = 60
_MOST_RANGES = 4
# Of every thing, and told in the guide.
_HIDDEN = {expand("rdf:type"), expand("rdfs:label")}


@dataclass(frozen=True)
class ClassCount:
    """A class and how many things it has."""

    id: str
    name: str
    things: int


@dataclass(frozen=True)
class PropertyUse:
    """A property of the things of a class.

    `things` is how many of them have it, `occurs` how often the shapes ask for it (`1..1`, `1..*`),
    `ranges` of which classes or datatypes its values are, `example` one value.
    """

    id: str
    name: str
    things: int
    ranges: list[str]
    example: str
    occurs: str = ""


@dataclass(frozen=True)
class Schema:
    """The classes of the graph, or one class with its properties."""

    release: str
    id: str = ""
    name: str = ""
    things: int = 0
    classes: list[ClassCount] = field(default_factory=list)
    properties: list[PropertyUse] = field(default_factory=list)
    example_query: str = ""
    notices: list[str] = field(default_factory=list)


def schema(
    holdings: Holdings,
    vocabularies: Vocabularies,
    of: str | None = None,
    language: Language = "en",
) -> Schema:
    """Return the classes with their counts (VoID), or the properties of one.

    Raises CallError for a class of which there is nothing, LimitError.
    """
    known, release = vocabularies.now(), holdings.lookup.release
    if of is None or not of.strip():
        counts = sorted(known.classes.items(), key=lambda one: (-one[1], one[0]))
        classes = [
            ClassCount(plain(shrink(name)), holdings.name(name, language), count)
            for name, count in counts[:MOST]
        ]
        notices = [say("notice.schema", language)]
        if len(counts) > MOST:
            notices.append(say("notice.classes-cut", language, count=len(counts) - MOST))
        return Schema(release, classes=classes, notices=notices)
    name = class_of(holdings, vocabularies, of, language)
    node = ox.NamedNode(name)
    properties = _properties(holdings, node, language)
    return Schema(
        release,
        plain(shrink(name)),
        holdings.name(name, language),
        known.classes.get(name, max((one.things for one in properties), default=0)),
        properties=properties,
        example_query=_example_query(name, language),
        notices=[say("notice.schema-class", language)],
    )


def _properties(holdings: Holdings, kind: ox.NamedNode, language: Language) -> list[PropertyUse]:
    rows = holdings.lookup.rows
    counts = {iri(row, "property"): number(row, "count")
              for row in rows("reconcile-properties", kind=[kind])}  # fmt: skip
    values: dict[str, list[Row]] = {name: [] for name in counts}
    for row in rows("mcp-ranges", kind=[kind]):
        values.setdefault(iri(row, "property"), []).append(row)
    occurs = _occurs(rows("mcp-shape", kind=[kind]))
    found = [
        PropertyUse(
            plain(shrink(name)),
            holdings.name(name, language),
            count,
            [plain(shrink(iri(row, "range"))) for row in values[name]][:_MOST_RANGES],
            _example(values[name][0]) if values[name] else "",
            occurs.get(name, ""),
        )
        for name, count in counts.items()
        if name not in _HIDDEN
    ]
    return sorted(found, key=lambda one: (-one.things, one.id))[:MOST]


def _example(row: Row) -> str:
    term = row.get("example")
    return plain(shrink(term.value), 80) if isinstance(term, ox.Literal) else ""


def _occurs(rows: Iterable[Row]) -> dict[str, str]:
    """Return property → how often a thing has it, by the strictest of the shapes."""
    least: dict[str, int] = {}
    most: dict[str, int] = {}
    for row in rows:
        name = iri(row, "property")
        least[name] = max(least.get(name, 0), number(row, "min"))
        if "max" in row:
            most[name] = min(most.get(name, number(row, "max")), number(row, "max"))
    return {
        name: f"{count}..{most.get(name, '*')}"
        for name, count in least.items()
        if count or name in most
    }


def _example_query(name: str, language: Language) -> str:
    short = shrink(name)
    kind = f"<{name}>" if short == name else short
    return (
        f"SELECT ?thing ?name WHERE {{ ?thing a {kind} ; skos:prefLabel ?name . "
        f'FILTER(lang(?name) = "{language}") }} ORDER BY ?thing LIMIT 20'
    )
