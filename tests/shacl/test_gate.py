"""The gate of a write: what a store carries judges that store, and nothing passes unjudged."""

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.namespaces import GRAPH, ID, NS, SHAPES
from s5kg.shacl.gate import QUERIES_GRAPH, SHAPES_GRAPH, Gate
from s5kg.shacl.terms import TYPE, sh

CLAIM = ox.Quad(
    ox.NamedNode(f"{ID}x"), TYPE, ox.NamedNode(f"{NS}Claim"), ox.NamedNode(f"{GRAPH}external")
)


@pytest.fixture
def store(quads: bytes) -> ox.Store:
    """A store of the real graph that a test may change."""
    store = ox.Store()
    store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    return store


def test_the_real_graph_passes(store: ox.Store) -> None:
    """All shapes are covered, all checks are read, and nothing is a Violation."""
    gate = Gate.of(store)
    assert not gate.shapes.refused
    assert gate.checks
    assert gate.check(store) is None


def test_a_violation_gives_a_report(store: ox.Store) -> None:
    """The report is N-Triples that name the node, with messages in both languages."""
    gate = Gate.of(store)
    store.add(CLAIM)
    report = gate.check(store)
    assert report is not None
    triples = list(ox.parse(report, format=ox.RdfFormat.N_TRIPLES))
    assert any(t.predicate == sh("focusNode") and t.object == CLAIM.subject for t in triples)
    said = {t.object.language for t in triples if isinstance(t.object, ox.Literal)}
    assert {"en", "ja"} <= said


def test_the_compiled_shapes_count_whatever_the_store_holds(store: ox.Store) -> None:
    """A store cannot switch off what it is judged by."""
    gate = Gate.of(store)
    store.remove_graph(SHAPES_GRAPH)
    store.remove_graph(QUERIES_GRAPH)
    store.add(CLAIM)
    assert gate.check(store)


def test_a_shape_that_is_not_covered_goes_to_pyshacl(store: ox.Store) -> None:
    """A refused shape is judged all the same."""
    shape = ox.NamedNode(f"{SHAPES}Derived")
    for predicate, value in (
        ("targetNode", ox.Literal("text")),
        ("datatype", ox.NamedNode("http://www.w3.org/2001/XMLSchema#byte")),
    ):
        store.add(ox.Quad(shape, sh(predicate), value, SHAPES_GRAPH))
    gate = Gate.of(store)
    assert set(gate.shapes.refused) == {shape}
    assert {r.shape for r in gate.results(store) if r.is_violation} == {shape}


@pytest.mark.parametrize("text", ["ASK {}", "SELECT", "SELECT * { SERVICE <http://x/> { } }"])
def test_a_check_that_cannot_run_is_a_violation(store: ox.Store, text: str) -> None:
    """A check that nobody could run does not pass, and none asks another service."""
    node = ox.NamedNode(f"{ID}query-checks-broken")
    store.add(ox.Quad(node, sh("select"), ox.Literal(text), QUERIES_GRAPH))
    assert node.value.encode() in (Gate.of(store).check(store) or b"")


def test_the_gate_needs_no_rdflib(quads: bytes, tmp_path: Path) -> None:
    """A fork that validates stays small."""
    file = tmp_path / "graph.nq"
    file.write_bytes(quads)
    code = (
        "import sys, pyoxigraph as ox; from s5kg.shacl.gate import Gate; s = ox.Store(); "
        "s.bulk_load(path=sys.argv[1]); assert Gate.of(s).check(s) is None; "
        "assert 'rdflib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(file)], check=True)
