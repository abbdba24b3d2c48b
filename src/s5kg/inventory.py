"""Which files the watched folders may hold, and what each is. Anything else is a fault."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from s5kg.locations import Sources
from s5kg.namespaces import GRAPH
from s5kg.problems import Problem, SourceError


class Kind(Enum):
    """How a source file is read."""

    TURTLE = "things and statements"
    ASIDE = "Turtle that is checked and not loaded"
    CLAIMS = "a table of claims"
    EVIDENCE = "a table of spans"
    LINKS = "a mapping set"
    CANDIDATES = "a mapping set that is checked and not loaded"
    QUERY = "a query"
    PAGE = "a query that pages are made of"
    EXPECTED = "the expected rows of a query"
    READING = "text for people"


@dataclass(frozen=True)
class SourceFile:
    """A file of the sources and the named graph that its triples belong to."""

    path: Path
    kind: Kind
    graph: str


_DOCUMENT = r"data/documents/(?P<document>[a-z0-9-]+)/"
_PART = r"[a-z0-9][a-z0-9-]*"
_LAYOUT: tuple[tuple[str, Kind, str], ...] = (
    (r"(ontology|shapes|queries|data)/README\.md", Kind.READING, ""),
    (r"ontology/prefixes\.ttl", Kind.TURTLE, "shapes"),
    (r"ontology/alignments\.ttl", Kind.ASIDE, ""),
    (rf"ontology/{_PART}\.ttl", Kind.TURTLE, "ontology"),
    (r"ontology/schemes/[A-Za-z0-9]+\.ttl", Kind.TURTLE, "codes"),
    (rf"shapes/{_PART}\.ttl", Kind.TURTLE, "shapes"),
    (rf"queries/(checks|examples|federated|competency)/{_PART}\.rq", Kind.QUERY, "queries"),
    (rf"queries/pages/{_PART}\.rq", Kind.PAGE, ""),
    (rf"queries/competency/{_PART}\.csv", Kind.EXPECTED, ""),
    (r"data/catalog\.ttl", Kind.TURTLE, "catalog"),
    (rf"data/external/{_PART}\.ttl", Kind.TURTLE, "external"),
    (rf"data/links/{_PART}\.sssom\.tsv", Kind.LINKS, "external"),
    (rf"data/links/candidates/{_PART}\.sssom\.tsv", Kind.CANDIDATES, ""),
    (rf"{_DOCUMENT}(document|discrepancies)\.ttl", Kind.TURTLE, "source/"),
    (rf"{_DOCUMENT}things/{_PART}\.ttl", Kind.TURTLE, "source/"),
    (rf"{_DOCUMENT}claims/{_PART}\.tsv", Kind.CLAIMS, "source/"),
    (rf"{_DOCUMENT}evidence/{_PART}\.tsv", Kind.EVIDENCE, "source/"),
    (rf"{_DOCUMENT}furniture\.tsv", Kind.EVIDENCE, "source/"),
)

_NEEDED = ("ontology/prefixes.ttl", "ontology/s5kg.ttl", "ontology/alignments.ttl")


def take_inventory(sources: Sources) -> list[SourceFile]:
    """List the files of the four folders, sorted by path.

    Raises SourceError for a file that has no place in them, and for one that is missing.
    """
    files: list[SourceFile] = []
    problems = [
        Problem(sources.root / name, 0, "the sources need this file", "put it back")
        for name in _NEEDED
        if not (sources.root / name).is_file()
    ]
    for path in _walk(sources):
        name = path.relative_to(sources.root).as_posix()
        file = _classify(path, name)
        if file:
            files.append(file)
        else:
            remedy = "move or remove it; docs/architecture.md lists what each folder holds"
            problems.append(Problem(path, 0, "an unknown file in a watched folder", remedy))
    if problems:
        raise SourceError(problems)
    return files


def _walk(sources: Sources) -> Iterator[Path]:
    for folder in (sources.ontology, sources.data, sources.shapes, sources.queries):
        # a folder with an ending is one that should have been a file
        yield from sorted(p for p in folder.rglob("*") if p.suffix or not p.is_dir())


def _classify(path: Path, name: str) -> SourceFile | None:
    for pattern, kind, graph in () if path.is_dir() else _LAYOUT:
        if found := re.fullmatch(pattern, name):
            document = found.groupdict().get("document") or ""
            return SourceFile(path, kind, f"{GRAPH}{graph}{document}" if graph else "")
    return None
