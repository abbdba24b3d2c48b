"""The graph of the sources or of a build, in this process."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset

from s5kg.api.knowledge import KnowledgeGraph
from s5kg.engine.memory import MemoryEngine
from s5kg.guarded import GuardedStore
from s5kg.locations import default_sources
from s5kg.namespaces import prefixes
from s5kg.patches import PatchError
from s5kg.release import make_graphs, to_nquads
from s5kg.rows import Language, Rows


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


def open(path: str | Path | None = None, *, language: Language = "en") -> KnowledgeGraph:
    """Return the graph of the sources, or that of a build: its folder, or its `graph.nq`.

    `language` is that of names where a method is given none. Raises FileNotFoundError where there
    is no build, ValueError for a file that is no graph.
    """
    if path is None:
        return KnowledgeGraph(_engine(), language=language)
    file = Path(path)
    if file.is_dir():
        file = file / "graph.nq"
    if not file.is_file():
        raise FileNotFoundError(f"there is no {file}: `s5kg build` makes one")
    try:
        return KnowledgeGraph(MemoryEngine.open(file), language=language)
    except (SyntaxError, PatchError) as error:
        raise ValueError(f"{file} is no graph.nq that can be read: {error}") from None


def query(text: str) -> Rows:
    """Return the rows of a SELECT query.

    The project's prefixes need no declaration. Raises QuerySyntaxError for bad SPARQL and
    QueryFormError for a query of another form.
    """
    return _local().query(text)


@cache
def _local() -> KnowledgeGraph:
    return KnowledgeGraph(_engine())
