"""`s5kg compact` and `s5kg restore`, and what other commands say of pending writes."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result

from s5kg.catalog import graph_slug
from s5kg.dumps import set_aside
from s5kg.engine.changes import Action, GraphWrite, Update
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.formats import Family, named
from s5kg.labels import collect_labels
from s5kg.locations import Sources
from s5kg.log import Log, beside
from s5kg.namespaces import GRAPH, node
from s5kg.release import Graphs, with_catalog, write_release
from s5kg.shacl.gate import Gate

Run = Callable[..., Result]
NOTE = (
    "INSERT DATA { GRAPH <https://w3id.org/s5kg/graph/notes> "
    "{ s5d:org-us-ostp skos:note 'ask again'@en , 'もう一度'@ja } }"
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, graphs: Graphs, sources: Sources) -> Path:
    """A build of two graphs and some of what the document says."""
    folder = tmp_path_factory.mktemp("small")
    some = {f"{GRAPH}{name}": graphs[f"{GRAPH}{name}"] for name in ("codes", "external")}
    source = f"{GRAPH}source/databook-2020"
    some[source] = set(sorted(graphs[source], key=str)[:100])
    labels = collect_labels(triple for triples in some.values() for triple in triples)
    aside = set_aside(sources.ontology / "alignments.ttl", [])
    write_release(with_catalog(some, labels), aside, folder, lambda _: None)
    return folder


@pytest.fixture
def target(small: Path, tmp_path: Path) -> Path:
    """A copy of the small build, to write to."""
    return shutil.copytree(small, tmp_path / "build", symlinks=True)


@pytest.fixture
def whole(built: Path, tmp_path: Path) -> Path:
    """A copy of the build of the real sources, to write to."""
    return shutil.copytree(built, tmp_path / "whole", symlinks=True)


def write(target: Path, *changes: Update | GraphWrite, gate: bool = False) -> str:
    """Write as a service does, and return the state."""
    settings = Settings(workers=1, gate=gate)
    with PoolEngine.open(target / "graph.nq", settings, writable=True) as engine:
        for change in changes:
            engine.write(change, author="me")
        return engine.release


def lines(target: Path) -> set[bytes]:
    """Return the quads of the current release."""
    return set((target / "graph.nq").read_bytes().splitlines())


def test_writes_become_a_release(run: Run, whole: Path) -> None:
    """Triples are those that were served, the catalogue is counted anew, dumps and sums fit."""
    old = lines(whole)
    wikidata = "<http://www.wikidata.org/entity/Q30>"
    less = f"DELETE WHERE {{ GRAPH ?g {{ s5d:place-usa skos:exactMatch {wikidata} }} }}"
    write(whole, Update(NOTE), Update(less), gate=True)
    before = MemoryEngine.open(whole / "graph.nq")
    said = json.loads(run("compact", "--json", target=whole).stdout)
    quads = (whole / "graph.nq").read_bytes()
    assert said == {"release": hashlib.sha256(quads).hexdigest(), "writes": 2}
    catalog = f"<{GRAPH}catalog> .".encode()
    gone, come = old - lines(whole), lines(whole) - old
    assert all(b"entity/Q30" in line or line.endswith(catalog) for line in gone)
    store, served = ox.Store(), before._held[1]
    store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    for graph in set(store.named_graphs()) - {ox.NamedNode(f"{GRAPH}catalog")}:
        found = set(store.quads_for_pattern(None, None, None, graph))
        assert found == set(served.quads_for_pattern(None, None, None, graph))
    (size,) = store.quads_for_pattern(node("s5d:dataset-notes"), node("void:triples"), None)
    assert (size.object, len(come) > 2) == (ox.Literal("2", datatype=node("xsd:integer")), True)
    assert Gate.of(store).check(store) is None
    for row in (whole / "dumps" / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = row.split()
        assert hashlib.sha256((whole / "dumps" / name).read_bytes()).hexdigest() == digest
    assert "no write is pending" in run("compact", target=whole).stderr


def test_counts_are_those_of_a_build(run: Run, whole: Path) -> None:
    """Writes that undo each other lead back to the very same release, without them."""
    first = (whole / "graph.nq").resolve()
    write(whole, Update(NOTE), Update("DROP GRAPH <https://w3id.org/s5kg/graph/notes>"))
    assert run("compact", target=whole).exit_code == 0
    assert (whole / "graph.nq").resolve() == first
    assert [path.name for path in first.parent.glob("log*")] == ["log-1.rdfp", "log.rdfp"][:1]


def test_any_graph_gets_a_file_of_its_own(run: Run, target: Path) -> None:
    """Names that others chose neither leave the folder nor meet those that are there."""
    names = ("source-databook-2020", "alignments", "default", "a/../b", "n" * 300, "é", "A", "a")
    turtle = named("turtle", Family.GRAPH)
    data = b"<https://e.org/s> <https://e.org/p> <https://w3id.org/s5kg/.well-known/genid/a/b> ."
    graphs = [f"{GRAPH}{name}" for name in names] + ["urn:x", None]
    write(target, *(GraphWrite(Action.REPLACE, graph, data, turtle) for graph in graphs))
    kept = {path.name for path in (target / "dumps").iterdir()}
    result = run("compact", target=target)
    assert result.exit_code == 0, result.stderr
    made = {path.name for path in (target / "dumps").iterdir()}
    turtle_files = {name for name in made - kept if name.endswith(".ttl")}
    assert turtle_files == {f"{graph_slug(graph or '')}.ttl" for graph in graphs}
    assert len(turtle_files) == len(graphs)


def test_a_release_is_restored_with_its_writes_or_without(run: Run, target: Path) -> None:
    """The way back and forth; a log that is set aside stays on the disk."""
    first = (target / "graph.nq").resolve().parent.name
    state = write(target, Update(NOTE))
    assert run("compact", target=target).exit_code == 0
    second = (target / "graph.nq").resolve().parent.name
    assert run("restore", first[:6], target=target).exit_code == 0
    assert MemoryEngine.open(target / "graph.nq").release == state
    listed = json.loads(run("restore", "--json", target=target).stdout)
    assert [(one["name"], one["current"], one["writes"]) for one in listed] == [
        (first, True, 1),
        (second, False, 0),
    ]
    result = run("restore", first, "--without-writes", target=target)
    assert "log-1.rdfp" in result.stderr
    assert MemoryEngine.open(target / "graph.nq").release.startswith(first)
    assert (target / "releases" / first / "log-1.rdfp").stat().st_size
    assert run("restore", second, target=target).exit_code == 0
    assert (target / "graph.nq").resolve().parent.name == second


def test_an_unknown_release_names_the_known_ones(run: Run, target: Path) -> None:
    """Also one that is no name at all."""
    first = (target / "graph.nq").resolve().parent.name
    for name in ("zzz", "", "../..", "*"):
        result = run("restore", name, target=target)
        assert (result.exit_code, first in result.stdout) == (1, True)


def test_a_damaged_log_or_release_is_not_restored(run: Run, target: Path) -> None:
    """The message says how to go on; without its writes the release can be had."""
    first = (target / "graph.nq").resolve().parent
    (first / "log.rdfp").write_bytes(b"H id <x> .\nTX .\nTC .\n")
    for command in ("compact", "dump", "validate"):
        assert "line 1" in run(command, target=target).stderr
    assert "--without-writes" in run("restore", first.name, target=target).stderr
    assert run("restore", first.name, "--without-writes", target=target).exit_code == 0
    with (first / "graph.nq").open("ab") as file:
        file.write(b"\n")
    assert "not as it was built" in run("restore", first.name, target=target).stderr


@pytest.mark.parametrize("said", ["{", "[]", '{"origin": 1}', '{"writes": "many"}'])
def test_a_damaged_note_is_no_note(run: Run, target: Path, said: str) -> None:
    """Where a release comes from only informs: it is listed and restored all the same."""
    first = (target / "graph.nq").resolve().parent
    (first / "compacted.json").write_text(said, encoding="utf-8")
    result = run("restore", target=target)
    assert (result.exit_code, first.name in result.stdout) == (0, True)
    assert run("restore", first.name, target=target).exit_code == 0


def test_a_release_that_cannot_be_read_is_said(run: Run, target: Path) -> None:
    """A message, and no traceback."""
    log = (target / "graph.nq").resolve().parent / "log.rdfp"
    log.mkdir()
    result = run("restore", target=target)
    assert result.exit_code == 1
    assert "log.rdfp" in result.stderr


@pytest.mark.parametrize("command", [["compact"], ["restore", "RELEASE"]])
def test_a_service_that_writes_is_in_the_way(run: Run, target: Path, command: list[str]) -> None:
    """Both say to stop it first, and change nothing."""
    graph = (target / "graph.nq").resolve()
    words = [graph.parent.name if word == "RELEASE" else word for word in command]
    log = Log(beside(graph), hashlib.sha256(graph.read_bytes()).hexdigest())
    result = run(*words, target=target)
    log.close()
    assert (result.exit_code, "stop that service first" in result.stderr) == (1, True)
    assert (target / "graph.nq").resolve() == graph


def test_a_log_that_was_set_aside_while_one_waited_is_not_written(tmp_path: Path) -> None:
    """Who waits for the lock of a log gets that of the one in force."""
    path = tmp_path / "log.rdfp"
    waiting = os.open(path, os.O_RDWR | os.O_CREAT)
    os.close(waiting)
    path.write_bytes(b"")
    log = Log(path, "0" * 64)
    path.rename(tmp_path / "log-1.rdfp")
    log.close()
    fresh = Log(path, "0" * 64)
    assert os.path.samestat(os.fstat(fresh._descriptor), path.stat())
    fresh.close()


def test_pending_writes_are_said(run: Run, target: Path) -> None:
    """By what shows the build alone, and by a build that leaves them behind."""
    first = (target / "graph.nq").resolve().parent.name
    write(target, Update(NOTE))
    assert "1 write since the build is not in this" in run("dump", "--list", target=target).stderr
    result = run("build", target=target)
    assert f"`s5kg restore {first}`" in result.stderr
    write(target, Update(NOTE))
    assert run("restore", first, target=target).exit_code == 0
    assert run("compact", target=target).exit_code == 0
    second = (target / "graph.nq").resolve().parent.name
    result = run("build", target=target)
    assert f"`s5kg restore {second}`" in result.stderr
    assert "1 write to this release in force" in result.stderr
