"""A build on disk: deterministic, whole, and swapped in at once."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.locations import Sources
from s5kg.namespaces import GRAPH, ID, node
from s5kg.problems import SourceError
from s5kg.release import PLACES, Graphs, build, current, make_graphs, to_nquads
from s5kg.web import origins

SOURCE = f"{GRAPH}source/databook-2020"


def _silent(_: str) -> None:
    """Report nothing."""


def test_the_same_sources_give_the_same_bytes_in_other_processes(
    tmp_path: Path, sources: Sources
) -> None:
    """Neither the process nor the hash seed shows in a build."""
    digests = set()
    for seed in ("0", "1", "4711"):
        target = tmp_path / seed
        command = [sys.executable, "-m", "s5kg", "build", "--quiet", "--build", str(target)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        files = [target / "graph.nq", *sorted((target / "dumps").iterdir())]
        digests.add(tuple(hashlib.sha256(path.read_bytes()).hexdigest() for path in files))
    assert len(digests) == 1


def test_the_release_is_named_by_its_quads(tmp_path: Path, sources: Sources) -> None:
    """The name is the SHA-256 of graph.nq, and its lines are sorted and unique."""
    release = build(sources, tmp_path, _silent)
    quads = (tmp_path / "graph.nq").read_bytes()
    assert release.name == hashlib.sha256(quads).hexdigest()
    lines = quads.splitlines()
    assert lines == sorted(set(lines))


def test_dumps_hold_the_graphs(tmp_path: Path, sources: Sources, graphs: Graphs) -> None:
    """Each Turtle dump parses to exactly its graph, and SHA256SUMS is right."""
    release = build(sources, tmp_path, _silent)
    dump = release.dumps / "source-databook-2020.ttl"
    found = {q.triple for q in ox.parse(path=str(dump), format=ox.RdfFormat.TURTLE)}
    assert found == graphs[SOURCE]
    for line in (release.dumps / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((release.dumps / name).read_bytes()).hexdigest() == digest


def test_published_data_has_no_blank_node(quads: bytes) -> None:
    """Every node has a name that others can link to."""
    found = ox.parse(quads, format=ox.RdfFormat.N_QUADS)
    assert not any(isinstance(term, ox.BlankNode) for quad in found for term in quad.triple)


def test_bad_sources_leave_the_last_good_build(
    tmp_path: Path, copy: Sources, edit: Callable[[str, str, str], Path]
) -> None:
    """A fault ends the build before anything is switched."""
    before = build(copy, tmp_path / "build", _silent)
    edit("data/documents/databook-2020/things/shared.ttl", " a dcterms:Location", " a a:b")
    with pytest.raises(SourceError):
        build(copy, tmp_path / "build", _silent)
    graph = current(tmp_path / "build")
    assert graph
    assert hashlib.sha256(graph.read_bytes()).hexdigest() == before.name


def test_a_changed_source_makes_another_release(
    tmp_path: Path, copy: Sources, edit: Callable[[str, str, str], Path]
) -> None:
    """After a change both releases are whole and the new one is current."""
    first = build(copy, tmp_path / "build", _silent)
    edit("data/documents/databook-2020/things/shared.ttl", '"Japan"@en', '"Nippon"@en')
    second = build(copy, tmp_path / "build", _silent)
    assert first.name != second.name
    assert first.graph.is_file()
    assert (tmp_path / "build" / "graph.nq").resolve() == second.graph.resolve()


@pytest.mark.parametrize("delay", [0.35, 0.5, 0.65, 0.8])
def test_a_killed_build_leaves_the_former_one_whole(
    tmp_path: Path, copy: Sources, edit: Callable[[str, str, str], Path], delay: float
) -> None:
    """Killed at any moment, the build folder holds the old release or the new one."""
    target = tmp_path / "build"
    build(copy, target, _silent)
    old = (target / "graph.nq").read_bytes()
    edit("data/documents/databook-2020/things/shared.ttl", '"Japan"@en', '"Nippon"@en')
    new = to_nquads(make_graphs(copy))
    command = [sys.executable, "-m", "s5kg", "build", "--quiet"]
    process = subprocess.Popen([*command, "--sources", str(copy.root), "--build", str(target)])
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    graph = (target / "graph.nq").read_bytes()
    assert graph in (old, new)
    sums = (target / "dumps" / "SHA256SUMS").read_text("utf-8").splitlines()
    for line in sums:
        digest, name = line.split()
        assert hashlib.sha256((target / "dumps" / name).read_bytes()).hexdigest() == digest


def test_what_killed_builds_left_is_swept(tmp_path: Path, copy: Sources) -> None:
    """The next build removes the scratch folders of builds that were killed."""
    left = tmp_path / "build" / "releases" / "next-dead"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    build(copy, tmp_path / "build", _silent)
    assert not left.exists()


def test_labels_stand_in_both_properties(graphs: Graphs) -> None:
    """Each skos:prefLabel has its rdfs:label for tools that know no SKOS."""
    for triples in graphs.values():
        named = {t for t in triples if t.predicate == node("skos:prefLabel")}
        copies = {ox.Triple(t.subject, node("rdfs:label"), t.object) for t in named}
        assert copies <= triples


def test_a_release_says_where_things_are_written(tmp_path: Path, sources: Sources) -> None:
    """File and line of each thing that a file describes, under the name that pages look for."""
    release = build(sources, tmp_path, _silent)
    assert PLACES == origins.PLACES
    found = origins.read_origins(release.folder)
    assert len(found) > 1000
    file, _, line = found[f"{ID}org-us-ostp"].rpartition(":")
    text = (sources.root / file).read_text(encoding="utf-8").splitlines()
    assert text[int(line) - 1].startswith("s5d:org-us-ostp ")
    assert origins.read_origins(tmp_path / "nowhere") == {}
