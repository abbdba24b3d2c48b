"""Triples and rows as bytes: sorted, each once, with the project's prefixes."""

import re
from collections.abc import Iterable, Mapping
from typing import IO

import pyoxigraph as ox

from s5kg.formats import Format
from s5kg.namespaces import GENID, node, prefixes

Order = tuple[str, bool, str, str]  # subject, whether it is no class, predicate, object

_TYPE = node("rdf:type")
# Of names that others wrote not every one can be that of a blank node.
_SKOLEM = re.compile(re.escape(GENID) + r"([A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)")


def write_turtle(triples: Iterable[ox.Triple]) -> bytes:
    """Serialise triples as Turtle, sorted by subject with `rdf:type` first.

    Skolem IRIs become blank nodes again, since SHACL reads a path that is an IRI as a predicate
    (SHACL 2.3.1).
    """
    found = ordered(triples).values()
    return serialise(found, ox.RdfFormat.TURTLE, used_prefixes(found))


def ordered(triples: Iterable[ox.Triple]) -> dict[Order, ox.Triple]:
    """Return triples as dumps have them, each once, by what they are sorted by.

    They are sorted by subject with `rdf:type` first; skolem IRIs are blank nodes again.
    """
    return _sorted(map(_unskolemise, triples))


def ordered_union(parts: Iterable[dict[Order, ox.Triple]]) -> dict[Order, ox.Triple]:
    """Return the triples of several ordered parts in order, each once."""
    whole: dict[Order, ox.Triple] = {}
    for part in parts:
        whole.update(part)
    return dict(sorted(whole.items()))


def used_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return the prefixes that some of the terms use, with their namespaces."""
    terms = {term for triple in triples for term in triple}
    iris = {term.datatype if isinstance(term, ox.Literal) else term for term in terms}
    # an IRI has no line break, so that each begins a line
    lines = "\n".join(["", *(iri.value for iri in iris if isinstance(iri, ox.NamedNode))])
    return {
        prefix: namespace for prefix, namespace in prefixes().items() if f"\n{namespace}" in lines
    }


def serialise(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad],
    form: ox.RdfFormat,
    names: Mapping[str, str],
) -> bytes:
    """Serialise triples or quads in the order in which they come, with prefixes as `names`."""
    plain = form in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
    return ox.serialize(statements, format=form, prefixes=None if plain else dict(names)) or b""


def write_graph(triples: Iterable[ox.Triple], form: Format) -> bytes:
    """Serialise triples in a graph format. Raises TypeError for a format of query results."""
    if not isinstance(form.oxigraph, ox.RdfFormat):
        raise TypeError(f"{form.name} is no graph format")
    found = _sorted(triples).values()
    return serialise(found, form.oxigraph, used_prefixes(found))


def write_results(
    results: ox.QuerySolutions | ox.QueryBoolean, form: Format, output: IO[bytes] | None = None
) -> bytes:
    """Serialise rows, or yes and no, or write them to `output` and return nothing.

    Raises TypeError for a graph format.
    """
    if not isinstance(form.oxigraph, ox.QueryResultsFormat):
        raise TypeError(f"{form.name} is no format of query results")
    return results.serialize(output, format=form.oxigraph) or b""


def _sorted(triples: Iterable[ox.Triple]) -> dict[Order, ox.Triple]:
    return dict(sorted({_order(triple): triple for triple in triples}.items()))


def _unskolemise(triple: ox.Triple) -> ox.Triple:
    if GENID not in str(triple):  # nearly all
        return triple
    subject, value = triple.subject, triple.object
    if isinstance(subject, ox.NamedNode) and (name := _SKOLEM.fullmatch(subject.value)):
        subject = ox.BlankNode(name[1])
    if isinstance(value, ox.NamedNode) and (name := _SKOLEM.fullmatch(value.value)):
        value = ox.BlankNode(name[1])
    return ox.Triple(subject, triple.predicate, value)


def _order(triple: ox.Triple) -> Order:
    subject, predicate, value = triple
    return str(subject), predicate != _TYPE, str(predicate), str(value)
