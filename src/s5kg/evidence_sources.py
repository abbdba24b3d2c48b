"""The spans of the sources, which of them are used, and the lines of each segment."""

import pyoxigraph as ox

from s5kg.assembly import Assembly, assemble
from s5kg.inventory import take_inventory
from s5kg.locations import Sources
from s5kg.namespaces import ID, node
from s5kg.problems import Problem, SourceError
from s5kg.spans import Span


def read_all_spans(sources: Sources, document: str | None = None) -> list[Span]:
    """Return the spans of evidence and furniture of a document, in the order of its text.

    Raises SourceError, also where the document is unknown, or there are several and none is named.
    """
    evidence, furniture, _ = read_support(sources, document)
    return sorted([*evidence, *furniture], key=lambda span: (span.start, span.end, span.id))


def read_support(
    sources: Sources, document: str | None = None
) -> tuple[list[Span], list[Span], dict[str, tuple[int, int]]]:
    """Return used evidence, furniture, and segment → first and last line of a document."""
    assembly = assemble(take_inventory(sources))
    name = _document(document, documents(assembly), sources)
    spans = [
        span
        for file, found in assembly.spans.items()
        if file.graph.endswith(f"/source/{name}")
        for span in found
    ]
    used = {
        triple.object
        for triple in assembly.all_triples()
        if triple.predicate in (node("s5:supportedBy"), node("oa:hasTarget"))
    }
    evidence = [span for span in spans if not span.reason and span.iri in used]
    furniture = [span for span in spans if span.reason]
    return evidence, furniture, _segments(assembly, name)


def documents(assembly: Assembly) -> list[str]:
    """Return the names of the documents that have spans."""
    return sorted({file.graph.rsplit("/", 1)[-1] for file in assembly.spans})


def _document(wanted: str | None, names: list[str], sources: Sources) -> str:
    if wanted in names:
        return wanted
    if wanted is None and len(names) == 1:
        return names[0]
    what = f"there is no document {wanted!r}" if wanted else f"there are {len(names)} documents"
    remedy = f"name one of {', '.join(names)}" if names else "add a document"
    raise SourceError([Problem(sources.data / "documents", 0, what, remedy)])


def _segments(assembly: Assembly, document: str) -> dict[str, tuple[int, int]]:
    """Return the segments that the files of a document describe, with first and last line."""
    firsts: dict[str, int] = {}
    lasts: dict[str, int] = {}
    for file, triples in assembly.turtle.items():
        if not file.graph.endswith(f"/source/{document}"):
            continue
        kinds = {
            t.subject
            for t in triples
            if t.predicate == node("rdf:type") and t.object == node("s5:Segment")
        }
        for t in triples:
            if t.subject in kinds and isinstance(t.object, ox.Literal):
                name = str(t.subject.value).removeprefix(ID)  # type: ignore[union-attr] # a segment is an IRI
                if t.predicate == node("s5:lineStart"):
                    firsts[name] = int(t.object.value)
                elif t.predicate == node("s5:lineEnd"):
                    lasts[name] = int(t.object.value)
    return {name: (first, lasts[name]) for name, first in firsts.items() if name in lasts}
