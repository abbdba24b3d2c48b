"""What notebooks and scripts use: the graph as an rdflib Dataset, and rows for a query."""

from functools import cache

import pyoxigraph as ox
from rdflib import Dataset

from s5kg.engine import Question
from s5kg.engine.memory import MemoryEngine
from s5kg.formats import Family, named
from s5kg.guarded import GuardedStore
from s5kg.locations import default_sources
from s5kg.namespaces import prefixes
from s5kg.release import make_graphs, to_nquads
from s5kg.rows import Rows


@cache
def _quads() -> bytes:
    """Return the N-Quads of the sources; they are built once in a process."""
    return to_nquads(make_graphs(default_sources()))


@cache
def _engine() -> MemoryEngine:
    return MemoryEngine(_quads())


def graph() -> Dataset:
    """Return the whole graph as an rdflib Dataset on Oxigraph, a copy of your own.

    The default graph is the union of the named graphs. Pass queries as text: rdflib evaluates a
    prepared query by itself, many times slower. SERVICE and LOAD raise CallRefusedError.
    """
    store = ox.Store()
    store.bulk_load(_quads(), format=ox.RdfFormat.N_QUADS)
    dataset = Dataset(store=GuardedStore(store=store), default_union=True)
    for prefix, namespace in prefixes().items():
        dataset.bind(prefix, namespace)
    return dataset


def query(text: str) -> Rows:
    """Return the rows of a SELECT query.

    The project's prefixes need no declaration. Raises QuerySyntaxError for bad SPARQL and
    NotOfferedError for a query that returns a graph.
    """
    form = named("json", Family.RESULTS)
    formats = {Family.RESULTS: form} if form else {}
    return Rows(_engine().answer(Question(text, formats)).body)
