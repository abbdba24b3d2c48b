"""Turtle files as triples: faults carry file and line, blank nodes get stable IRIs."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from s5kg.formats import Format
from s5kg.namespaces import GENID, prefixes
from s5kg.problems import Problem, SourceError


def read_turtle(path: Path) -> list[ox.Triple]:
    """Read a Turtle file.

    Blank nodes, which RDF lists in shapes need, become IRIs numbered in the order of the file
    (RDF 1.1 Concepts 3.5, skolemisation). Raises SourceError with the line of a syntax error.
    """
    try:
        quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise SourceError([_fault(path, error)]) from error
    names: dict[ox.BlankNode, ox.NamedNode] = {}

    def name(node: ox.BlankNode) -> ox.NamedNode:
        return names.setdefault(node, ox.NamedNode(f"{GENID}{path.stem}-{len(names) + 1}"))

    triples = []
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            subject = name(subject)
        if isinstance(value, ox.BlankNode):
            value = name(value)
        triples.append(ox.Triple(subject, quad.predicate, value))
    return triples


def _fault(path: Path, error: SyntaxError) -> Problem:
    message = re.sub(r"^Parser error at line \d+ between columns? [\d and]+: ", "", error.msg)
    if undeclared := re.search(r"The prefix (\S*): has not been declared", message):
        prefix = undeclared[1]
        known = prefixes().get(prefix)
        remedy = (
            f"add `@prefix {prefix}: <{known}> .` at the top of the file"
            if known
            else f"use one of the declared prefixes: {', '.join(prefixes())}"
        )
        return Problem(path, error.lineno or 0, f"unknown prefix {prefix}:", remedy)
    return Problem(path, error.lineno or 0, message, "mend the Turtle at this place")


def line_of(term: ox.NamedNode, text: str) -> int:
    """Return the 1-based line where a Turtle text writes an IRI, 0 where it does not.

    A line that begins with the IRI, as a subject does, wins over an earlier mention.
    """
    names = [f"<{term.value}>"]
    names += [
        f"{prefix}:{term.value.removeprefix(namespace)}"
        for prefix, namespace in prefixes().items()
        if term.value.startswith(namespace)
    ]
    pattern = rf"(?:{'|'.join(map(re.escape, names))})(?![\w-])"
    found = re.search(rf"^{pattern}", text, re.MULTILINE) or re.search(
        rf"(?<![\w:-]){pattern}", text
    )
    return text.count("\n", 0, found.start()) + 1 if found else 0


def write_turtle(triples: Iterable[ox.Triple]) -> bytes:
    """Serialise triples, sorted by subject with `rdf:type` first, with the project's prefixes."""
    return _write(sorted(set(triples), key=_turtle_order), ox.RdfFormat.TURTLE)


def write_graph(triples: Iterable[ox.Triple], form: Format) -> bytes:
    """Serialise triples in a graph format: sorted, each once."""
    if not isinstance(form.oxigraph, ox.RdfFormat):
        raise TypeError(f"{form.name} is no graph format")
    return _write(sorted(set(triples), key=_turtle_order), form.oxigraph)


def _write(triples: list[ox.Triple], form: ox.RdfFormat) -> bytes:
    names = None if form == ox.RdfFormat.N_TRIPLES else _used_prefixes(triples)
    return ox.serialize(triples, format=form, prefixes=names) or b""


_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _turtle_order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    return (
        str(triple.subject),
        triple.predicate != _TYPE,
        str(triple.predicate),
        str(triple.object),
    )


def _used_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    used: set[str] = set()
    for triple in triples:
        for term in triple:
            if isinstance(term, ox.NamedNode):
                used.add(term.value)
            elif isinstance(term, ox.Literal):
                used.add(term.datatype.value)
    return {
        prefix: namespace
        for prefix, namespace in prefixes().items()
        if any(iri.startswith(namespace) for iri in used)
    }
