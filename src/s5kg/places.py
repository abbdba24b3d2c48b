"""Where a node is written: file and line, so that a finding can be mended."""

from pathlib import Path

import pyoxigraph as ox

from s5kg.assembly import Assembly, assemble
from s5kg.inventory import take_inventory
from s5kg.locations import Sources
from s5kg.namespaces import node
from s5kg.problems import SourceError
from s5kg.turtle import lines_of

Place = tuple[Path, int]


def write_places(assembly: Assembly, sources: Sources, path: Path) -> None:
    """Write IRI, file and line of what files describe, separated by tabs and sorted by IRI."""
    named = (triple.subject for triple in assembly.all_triples())
    iris = {subject.value for subject in named if isinstance(subject, ox.NamedNode)}
    found = sorted(_places(assembly, sources, iris).items())
    lines = (f"{iri}\t{file.as_posix()}\t{line}\n" for iri, (file, line) in found)
    path.write_text("".join(lines), encoding="utf-8")


def find_places(sources: Sources, iris: set[str]) -> dict[str, Place]:
    """Return IRI → file (relative to the sources) and line, for those that a file describes.

    Sources that cannot be read give no places.
    """
    try:
        assembly = assemble(take_inventory(sources))
    except SourceError:
        return {}
    return _places(assembly, sources, iris)


def _places(assembly: Assembly, sources: Sources, iris: set[str]) -> dict[str, Place]:
    places: dict[str, Place] = {}
    type_ = node("rdf:type")
    for file, triples in assembly.turtle.items():
        wanted = {
            t.subject
            for t in triples
            if isinstance(t.subject, ox.NamedNode)
            and t.subject.value in iris
            and t.predicate == type_
        }
        if wanted:
            name = sources.name(file.path)
            found = lines_of(wanted, file.path.read_text(encoding="utf-8"))
            places.update((subject.value, (name, line)) for subject, line in found.items())
    for claims in assembly.claims.values():
        for claim in claims:
            if claim.iri.value in iris:
                places[claim.iri.value] = (sources.name(claim.file), claim.line)
    for file, spans in assembly.spans.items():
        for line, span in enumerate(spans, start=2):
            for iri in (span.iri.value, f"{span.iri.value}-position"):
                if iri in iris:
                    places[iri] = (sources.name(file.path), line)
    return places
