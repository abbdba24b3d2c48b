"""Triples and rows as bytes: sorted, each once, with the project's prefixes."""

import re
from collections.abc import Iterable, Sequence
from typing import IO

import pyoxigraph as ox

from s5kg.formats import Format
from s5kg.namespaces import GENID, node, prefixes

_TYPE = node("rdf:type")
# Of names that others wrote not every one can be that of a blank node.
_SKOLEM = re.compile(re.escape(GENID) + r"([A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)")


def write_turtle(triples: Iterable[ox.Triple]) -> bytes:
    """Serialise triples as Turtle, sorted by subject with `rdf:type` first.

    Skolem IRIs become blank nodes again, since SHACL reads a path that is an IRI as a predicate
    (SHACL 2.3.1).
    """
    return serialise(ordered(triples), ox.RdfFormat.TURTLE)


def ordered(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return triples as dumps have them: sorted by subject, skolem IRIs as blank nodes again."""
    return sorted({_unskolemise(triple) for triple in triples}, key=_order)


def serialise(ordered: Sequence[ox.Triple] | Sequence[ox.Quad], form: ox.RdfFormat) -> bytes:
    """Serialise triples or quads in the order in which they come, with the prefixes they use."""
    plain = form in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
    return ox.serialize(ordered, format=form, prefixes=None if plain else _used(ordered)) or b""


def write_graph(triples: Iterable[ox.Triple], form: Format) -> bytes:
    """Serialise triples in a graph format. Raises TypeError for a format of query results."""
    if not isinstance(form.oxigraph, ox.RdfFormat):
        raise TypeError(f"{form.name} is no graph format")
    unique: list[ox.Triple] = sorted(set(triples), key=_order)
    return serialise(unique, form.oxigraph)


def write_results(
    results: ox.QuerySolutions | ox.QueryBoolean, form: Format, output: IO[bytes] | None = None
) -> bytes:
    """Serialise rows, or yes and no, or write them to `output` and return nothing.

    Raises TypeError for a graph format.
    """
    if not isinstance(form.oxigraph, ox.QueryResultsFormat):
        raise TypeError(f"{form.name} is no format of query results")
    return results.serialize(output, format=form.oxigraph) or b""


def _unskolemise(triple: ox.Triple) -> ox.Triple:
    subject, value = triple.subject, triple.object
    if isinstance(subject, ox.NamedNode) and (name := _SKOLEM.fullmatch(subject.value)):
        subject = ox.BlankNode(name[1])
    if isinstance(value, ox.NamedNode) and (name := _SKOLEM.fullmatch(value.value)):
        value = ox.BlankNode(name[1])
    return ox.Triple(subject, triple.predicate, value)


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    return (
        str(triple.subject),
        triple.predicate != _TYPE,
        str(triple.predicate),
        str(triple.object),
    )


def _used(statements: Iterable[ox.Triple] | Iterable[ox.Quad]) -> dict[str, str]:
    """Return the prefixes that some of the terms use."""
    used: set[str] = set()
    for statement in statements:
        for term in statement:
            if isinstance(term, ox.NamedNode):
                used.add(term.value)
            elif isinstance(term, ox.Literal):
                used.add(term.datatype.value)
    return {
        prefix: namespace
        for prefix, namespace in prefixes().items()
        if any(iri.startswith(namespace) for iri in used)
    }
