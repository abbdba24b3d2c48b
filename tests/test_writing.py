"""Triples and rows as bytes."""

import pyoxigraph as ox
import pytest

from s5kg.formats import Family, named
from s5kg.namespaces import GENID, node
from s5kg.writing import write_graph, write_results, write_turtle

THING = node("s5d:a")
TRIPLES = [
    ox.Triple(THING, node("skos:note"), ox.Literal("b")),
    ox.Triple(THING, node("rdf:type"), node("s5:Claim")),
    ox.Triple(THING, node("rdf:type"), node("s5:Claim")),
]


def test_turtle_is_sorted_with_the_class_first_and_short_names() -> None:
    """Each triple is written once, with the prefixes that are used and no others."""
    text = write_turtle(TRIPLES).decode()
    assert text.index("a s5:Claim") < text.index("skos:note")
    assert text.count("s5:Claim") == 1
    assert "@prefix org:" not in text


def test_skolem_iris_become_blank_nodes_in_turtle() -> None:
    """A SHACL path must be a blank node where it is read."""
    path = ox.NamedNode(f"{GENID}shape-1")
    text = write_turtle([ox.Triple(THING, node("sh:path"), path)]).decode()
    assert "_:shape-1" in text
    text = write_turtle([ox.Triple(path, node("sh:path"), THING)]).decode()
    assert text.splitlines()[-1].startswith("_:shape-1")


def test_a_format_of_the_wrong_family_is_refused() -> None:
    """A graph is no table, and rows are no graph."""
    csv, turtle = named("csv", Family.RESULTS), named("turtle", Family.GRAPH)
    assert csv
    assert turtle
    with pytest.raises(TypeError, match="csv is no graph format"):
        write_graph(TRIPLES, csv)
    answer = ox.Store().query("ASK {}")
    assert isinstance(answer, ox.QueryBoolean)
    with pytest.raises(TypeError, match="turtle is no format of query results"):
        write_results(answer, turtle)
