"""Triples and rows as bytes: sorted, each once, with the project's prefixes."""

import re
from collections.abc import Iterable
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
    return _write((_unskolemise(triple) for triple in triples), ox.RdfFormat.TURTLE)


def write_graph(triples: Iterable[ox.Triple], form: Format) -> bytes:
    """Serialise triples in a graph format. Raises TypeError for a format of query results."""
    if not isinstance(form.oxigraph, ox.RdfFormat):
        raise TypeError(f"{form.name} is no graph format")
    return _write(triples, form.oxigraph)


def write_results(
    results: ox.QuerySolutions | ox.QueryBoolean, form: Format, output: IO[bytes] | None = None
) -> bytes:
    """Serialise rows, or yes and no, or write them to `output` and return nothing.

    Raises TypeError for a graph format.
    """
    if not isinstance(form.oxigraph, ox.QueryResultsFormat):
        raise TypeError(f"{form.name} is no format of query results")
    return results.serialize(output, format=form.oxigraph) or b""


def _write(triples: Iterable[ox.Triple], form: ox.RdfFormat) -> bytes:
    ordered = sorted(set(triples), key=_order)
    names = None if form == ox.RdfFormat.N_TRIPLES else _used_prefixes(ordered)
    return ox.serialize(ordered, format=form, prefixes=names) or b""


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
