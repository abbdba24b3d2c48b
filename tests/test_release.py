"""A build on disk: deterministic, whole, and swapped in at once."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.lineage import NOTE
from s5kg.locations import Sources
from s5kg.namespaces import GRAPH, ID, node
from s5kg.problems import SourceError
from s5kg.release import (
    PLACES,
    RECORD,
    Graphs,
    Release,
    build,
    current,
    make_graphs,
    to_nquads,
    write_release,
)
from s5kg.web import origins
from tests.copies import copy_sources
from tests.measuring import unmeasured_environment

SOURCE = f"{GRAPH}source/databook-2020"


def _silent(_: str) -> None:
    """Report nothing."""


def _check_sums(dumps: Path) -> None:
    """Hold each dump against its line in SHA256SUMS."""
    for line in (dumps / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((dumps / name).read_bytes()).hexdigest() == digest


def test_the_same_sources_give_the_same_bytes_in_other_processes(
    tmp_path: Path, sources: Sources
) -> None:
    """Neither the process nor the hash seed shows in a build."""
    digests = set()
    for seed in ("0", "4711"):
        target = tmp_path / seed
        command = [sys.executable, "-m", "s5kg", "build", "--quiet", "--build", str(target)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        files = [target / "graph.nq", *sorted((target / "dumps").iterdir())]
        digests.add(tuple(hashlib.sha256(path.read_bytes()).hexdigest() for path in files))
    assert len(digests) == 1


def test_the_release_is_named_by_its_quads(release: Release, built: Path) -> None:
    """The name is the SHA-256 of graph.nq, and its lines are sorted and unique."""
    quads = (built / "graph.nq").read_bytes()
    assert release.name == hashlib.sha256(quads).hexdigest()
    lines = quads.splitlines()
    assert lines == sorted(set(lines))


def test_dumps_hold_the_graphs(release: Release, graphs: Graphs) -> None:
    """Each Turtle dump parses to exactly its graph, and SHA256SUMS is right."""
    dump = release.dumps / "source-databook-2020.ttl"
    found = {q.triple for q in ox.parse(path=str(dump), format=ox.RdfFormat.TURTLE)}
    assert found == graphs[SOURCE]
    _check_sums(release.dumps)


def test_published_data_has_no_blank_node(quads: bytes) -> None:
    """Every node has a name that others can link to."""
    found = ox.parse(quads, format=ox.RdfFormat.N_QUADS)
    assert not any(isinstance(term, ox.BlankNode) for quad in found for term in quad.triple)


@pytest.fixture
def target(built: Path, tmp_path: Path) -> Path:
    """A copy of the build of the real sources, to build into."""
    return shutil.copytree(built, tmp_path / "build", symlinks=True)


def test_bad_sources_leave_the_last_good_build(
    target: Path, copy: Sources, edit: Callable[[str, str, str], Path], release: Release
) -> None:
    """A fault ends the build before anything is switched."""
    edit("data/documents/databook-2020/things/shared.ttl", " a dcterms:Location", " a a:b")
    with pytest.raises(SourceError):
        build(copy, target, _silent)
    graph = current(target)
    assert graph
    assert hashlib.sha256(graph.read_bytes()).hexdigest() == release.name


def test_a_changed_source_makes_another_release(
    target: Path, copy: Sources, edit: Callable[[str, str, str], Path], release: Release
) -> None:
    """After a change both releases are whole and the new one is current; scratch is swept."""
    left = target / "releases" / "next-dead"
    left.mkdir()
    os.utime(left, (0, 0))
    edit("data/documents/databook-2020/things/shared.ttl", '"Japan"@en', '"Nippon"@en')
    second = build(copy, target, _silent)
    assert second.name != release.name
    assert (target / "releases" / release.folder.name / "graph.nq").is_file()
    assert (target / "graph.nq").resolve() == second.graph.resolve()
    assert not left.exists()


def test_a_file_that_no_graph_holds_is_renewed(target: Path, copy: Sources) -> None:
    """The same graph is the same release, and its dumps are those of the sources all the same."""
    path = copy.ontology / "alignments.ttl"
    note = (target / "current" / NOTE).read_bytes()
    path.write_text(f"# Looked at again.\n{path.read_text('utf-8')}", encoding="utf-8")
    before = (target / "graph.nq").resolve()
    after = build(copy, target, _silent)
    assert after.graph.resolve() == before
    assert (after.dumps / "alignments.ttl").read_bytes() == path.read_bytes()
    _check_sums(after.dumps)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest in (after.folder / RECORD).read_text("utf-8")
    assert (after.folder / NOTE).read_bytes() == note
    assert [one.name for one in (target / "releases").iterdir()] == [after.folder.name]


@pytest.mark.parametrize("moves", range(6))
def test_a_killed_renewal_misses_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    """Killed between any two of its moves, it leaves each file there; the next build ends it."""
    triple = ox.Triple(node("s5d:a"), node("rdfs:label"), ox.Literal("A"))
    target, aside = tmp_path / "build", {"alignments.ttl": tmp_path / "alignments.ttl"}

    def make(text: str) -> Release:
        aside["alignments.ttl"].write_text(text, encoding="utf-8")
        return write_release({f"{GRAPH}codes": {triple}}, aside, target, _silent)

    made = make("# One.")
    before = sorted(path.name for path in made.dumps.iterdir())
    left = moves
    for name in ("rename", "replace"):
        move = getattr(Path, name)

        def counted(path: Path, to: Path, move: Callable[[Path, Path], Path] = move) -> Path:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            return move(path, to)

        monkeypatch.setattr(Path, name, counted)
    with suppress(KeyboardInterrupt):
        make("# Two.")
    monkeypatch.undo()
    assert sorted(path.name for path in (target / "dumps").iterdir()) == before
    (target / "dumps" / "links-gone.sssom.tsv").touch()
    for text in ("# Two.", "# One."):
        digest = hashlib.sha256(text.encode()).hexdigest()
        assert digest in (make(text).folder / RECORD).read_text("utf-8")
        _check_sums(target / "dumps")
    assert sorted(path.name for path in (target / "dumps").iterdir()) == before


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """A copy of the sources that makes another release."""
    copied = copy_sources(tmp_path_factory.mktemp("changed") / "sources")
    path = copied.root / "data/documents/databook-2020/things/shared.ttl"
    path.write_text(path.read_text("utf-8").replace('"Japan"@en', '"Nippon"@en'), "utf-8")
    return copied


@pytest.fixture(scope="module")
def fresh(changed: Sources) -> bytes:
    """The graph that they make."""
    return to_nquads(make_graphs(changed))


@pytest.mark.parametrize(
    ("stage", "delay"),
    [("reading sources", 0.0), ("writing graph.nq", 0.0), ("writing dumps", 0.0)]
    + [("writing dumps", delay) for delay in (0.3, 1.0, 3.0)],
)
def test_a_killed_build_leaves_the_former_one_whole(
    target: Path, changed: Sources, fresh: bytes, stage: str, delay: float
) -> None:
    """Killed at any moment, the build folder holds the old release or the new one, whole."""
    old = (target / "graph.nq").read_bytes()
    words = ["build", "--sources", str(changed.root), "--build", str(target)]
    command = [sys.executable, "-m", "s5kg", *words]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=unmeasured_environment()
    ) as process:
        assert process.stderr
        assert any(line.strip() == stage for line in process.stderr)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
    assert (target / "graph.nq").read_bytes() in (old, fresh)
    _check_sums(target / "dumps")


def test_labels_stand_in_both_properties(graphs: Graphs) -> None:
    """Each skos:prefLabel has its rdfs:label for tools that know no SKOS."""
    for triples in graphs.values():
        named = {t for t in triples if t.predicate == node("skos:prefLabel")}
        copies = {ox.Triple(t.subject, node("rdfs:label"), t.object) for t in named}
        assert copies <= triples


def test_a_release_says_where_things_are_written(
    tmp_path: Path, release: Release, sources: Sources
) -> None:
    """File and line of each thing that a file describes, under the name that pages look for."""
    assert PLACES == origins.PLACES
    found = origins.read_origins(release.folder)
    assert len(found) > 1000
    file, _, line = found[f"{ID}org-us-ostp"].rpartition(":")
    text = (sources.root / file).read_text(encoding="utf-8").splitlines()
    assert text[int(line) - 1].startswith("s5d:org-us-ostp ")
    assert origins.read_origins(tmp_path / "nowhere") == {}
