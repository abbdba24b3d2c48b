"""The one table of formats: what answers can be written in, by name, media type and file ending."""

from dataclasses import dataclass
from enum import Enum

import pyoxigraph as ox


class Family(Enum):
    """What an answer is: rows (or yes and no), or a graph."""

    RESULTS = "query results"
    GRAPH = "a graph"


@dataclass(frozen=True)
class Format:
    """A way to write an answer.

    `name` is what `?format=` and `--format` take; `aliases` are further media types that ask
    for it.
    """

    name: str
    family: Family
    media_type: str
    extension: str
    oxigraph: ox.QueryResultsFormat | ox.RdfFormat
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type as sent: text says its encoding."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


FORMATS = (
    Format(
        "json",
        Family.RESULTS,
        "application/sparql-results+json",
        "srj",
        ox.QueryResultsFormat.JSON,
        ("application/json",),
    ),
    Format(
        "xml",
        Family.RESULTS,
        "application/sparql-results+xml",
        "srx",
        ox.QueryResultsFormat.XML,
        ("application/xml", "text/xml"),
    ),
    Format("csv", Family.RESULTS, "text/csv", "csv", ox.QueryResultsFormat.CSV),
    Format("tsv", Family.RESULTS, "text/tab-separated-values", "tsv", ox.QueryResultsFormat.TSV),
    Format("turtle", Family.GRAPH, "text/turtle", "ttl", ox.RdfFormat.TURTLE),
    Format(
        "ntriples",
        Family.GRAPH,
        "application/n-triples",
        "nt",
        ox.RdfFormat.N_TRIPLES,
        ("text/plain",),
    ),
    Format(
        "rdfxml",
        Family.GRAPH,
        "application/rdf+xml",
        "rdf",
        ox.RdfFormat.RDF_XML,
        ("application/xml", "text/xml"),
    ),
    Format(
        "jsonld",
        Family.GRAPH,
        "application/ld+json",
        "jsonld",
        ox.RdfFormat.JSON_LD,
        ("application/json",),
    ),
)


def named(name: str, family: Family) -> Format | None:
    """Return the format of a family that has this name or file ending.

    `json` and `xml` name a graph format too, so that one `?format=` fits either family.
    """
    generic = {"json": "jsonld", "xml": "rdfxml"}
    wanted = generic.get(name, name) if family is Family.GRAPH else name
    for candidate in FORMATS:
        if candidate.family is family and wanted in (candidate.name, candidate.extension):
            return candidate
    return None
