"""The graph that describes the graphs."""

from collections import Counter

import pyoxigraph as ox
import pytest

from s5kg.catalog import DATASET, graph_slug
from s5kg.namespaces import GRAPH, node
from s5kg.release import Graphs

Triples = set[ox.Triple]


@pytest.fixture(scope="module")
def union(graphs: Graphs) -> Triples:
    """What the default graph holds."""
    return {triple for triples in graphs.values() for triple in triples}


def _count(triples: Triples, subject: ox.NamedNode, predicate: str) -> int:
    found = [t for t in triples if t.subject == subject and t.predicate == node(predicate)]
    assert len(found) == 1
    assert isinstance(found[0].object, ox.Literal)
    return int(found[0].object.value)


def test_the_size_of_the_whole_counts_the_catalogue_too(union: Triples) -> None:
    """The stated number of triples is the real one."""
    assert _count(union, DATASET, "void:triples") == len(union)


def test_each_graph_is_described_with_its_size(graphs: Graphs, union: Triples) -> None:
    """Every named graph has a subset with its size and a dump."""
    for graph, triples in graphs.items():
        subset = node(f"s5d:dataset-{graph_slug(graph)}")
        assert ox.Triple(subset, node("sd:name"), ox.NamedNode(graph)) in union
        assert _count(union, subset, "void:triples") == len(triples)


@pytest.mark.parametrize("kind", ["class", "property"])
def test_partitions_count_what_there_is(union: Triples, kind: str) -> None:
    """Each class and each property has a partition with the real number."""
    if kind == "class":
        real = Counter(t.object for t in union if t.predicate == node("rdf:type"))
        counted = "void:entities"
    else:
        real = Counter(t.predicate for t in union)
        counted = "void:triples"
    parts = {t.subject: t.object for t in union if t.predicate == node(f"void:{kind}")}
    stated = {
        term: _count(union, part, counted)
        for part, term in parts.items()
        if isinstance(part, ox.NamedNode)
    }
    assert stated == real


def test_a_graph_has_a_name_for_files() -> None:
    """The slug of a graph can be part of a file name."""
    assert graph_slug(f"{GRAPH}source/databook-2020") == "source-databook-2020"
