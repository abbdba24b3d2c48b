"""Turtle files as triples: faults carry file and line, blank nodes get stable IRIs."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from s5kg.namespaces import GENID, prefixes
from s5kg.problems import Problem, SourceError, read_text


def read_turtle(path: Path) -> list[ox.Triple]:
    """Read a Turtle file.

    Blank nodes, which RDF lists in shapes need, become IRIs numbered in the order of the file
    (RDF 1.1 Concepts 3.5, skolemisation). Raises SourceError with the line of a syntax error, and
    for a file without a triple.
    """
    try:
        quads = list(ox.parse(read_text(path), format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise SourceError([_fault(path, error)]) from error
    if not quads:
        what = "the file states nothing"
        raise SourceError([Problem(path, 0, what, "fill it, or remove it")])
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
    pattern = rf"(?:{'|'.join(map(re.escape, _spellings(term)))})(?![\w-])"
    found = re.search(rf"^{pattern}", text, re.MULTILINE) or re.search(
        rf"(?<![\w:-]){pattern}", text
    )
    return text.count("\n", 0, found.start()) + 1 if found else 0


def lines_of(terms: Iterable[ox.NamedNode], text: str) -> dict[ox.NamedNode, int]:
    """Return `line_of` for each of many terms, reading the text once where they begin lines."""
    begun: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line and not line[0].isspace():
            begun.setdefault(line.split(maxsplit=1)[0], number)
    found = {}
    for term in terms:
        numbers = [begun[spelling] for spelling in _spellings(term) if spelling in begun]
        found[term] = min(numbers) if numbers else line_of(term, text)
    return found


def _spellings(term: ox.NamedNode) -> list[str]:
    """Return how Turtle may write an IRI: whole, or with each prefix that fits."""
    short = [
        f"{prefix}:{term.value.removeprefix(namespace)}"
        for prefix, namespace in prefixes().items()
        if term.value.startswith(namespace)
    ]
    return [f"<{term.value}>", *short]
