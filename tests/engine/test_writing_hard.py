"""Writes where it hurts: kills at each step, full disks, readers in between, odd bases."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.engine import LimitError, Question, processes
from s5kg.engine.changes import Action, GraphWrite, LogError, RefusedError, Update
from s5kg.engine.data_updates import data_steps, net
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.engine.processes import StartError
from s5kg.formats import Family, named
from s5kg.log import beside
from s5kg.namespaces import prefixes
from tests.processes import children

QUADS = b"<https://e.org/a> <https://e.org/p> _:b <https://e.org/g> .\n"
TURTLE = named("turtle", Family.GRAPH)
INSERT = "INSERT DATA { GRAPH <https://e.org/n> { <https://e.org/s> <https://e.org/x> %d } }"
SH = "http://www.w3.org/ns/shacl#"
SHAPES = "https://w3id.org/s5kg/graph/shapes"
RULE = f"""
<https://e.org/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SH}NodeShape> <{SHAPES}> .
<https://e.org/s> <{SH}targetClass> <https://e.org/T> <{SHAPES}> .
<https://e.org/s> <{SH}property> <https://e.org/sp> <{SHAPES}> .
<https://e.org/sp> <{SH}path> <https://e.org/name> <{SHAPES}> .
<https://e.org/sp> <{SH}minCount> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <{SHAPES}> .
<https://e.org/bad> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://e.org/T> <u:g> .
""".encode()


def select(engine: MemoryEngine | PoolEngine, pattern: str) -> list[str]:
    """Return the rows of a query as lines of CSV."""
    form = named("csv", Family.RESULTS)
    assert form
    answer = engine.answer(Question(f"SELECT * {{ {pattern} }}", {Family.RESULTS: form}))
    return answer.body.decode().splitlines()[1:]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A release of one quad with a blank node."""
    path = tmp_path / "graph.nq"
    path.write_bytes(QUADS)
    return path


STEPS = {
    "between sync and advance": "os.kill(os.getpid(), signal.SIGKILL)",
    "before the zygote advances": "os.kill(zygote, signal.SIGKILL)",
    "before it says that it has": "real.__self__._zygote.kill()",
}
PROGRAM = f"""
import os, signal, sys
from pathlib import Path
from s5kg.engine.changes import Update
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.engine.processes import StartError
engine = PoolEngine.open(Path(sys.argv[1]), Settings(workers=1), writable=True)
zygote = int(Path(f"/proc/self/task/{{os.getpid()}}/children").read_text().split()[0])
engine.write(Update({INSERT % 1!r}))
real = engine._nursery.advance
def advance(length, state):
    exec(sys.argv[2])
    real(length, state)
engine._nursery.advance = advance
engine.write(Update({INSERT % 2!r}))
print("said", flush=True)
engine.close()
"""


@pytest.mark.parametrize("step", STEPS)
def test_what_is_in_the_log_is_there_whatever_dies(graph: Path, step: str) -> None:
    """From the sync on a write stays: the server dies and restarts, or another zygote has it."""
    command = [sys.executable, "-c", PROGRAM, str(graph), STEPS[step]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout == ("" if "getpid" in STEPS[step] else "said\n"), done.stderr
    with PoolEngine.open(graph, Settings(workers=1), writable=True) as engine:
        assert sorted(select(engine, "<https://e.org/s> <https://e.org/x> ?n")) == ["1", "2"]
        assert engine.write(Update(INSERT % 3)).added == 1


def test_a_worker_that_is_killed_during_writes_costs_one_question(graph: Path) -> None:
    """The write goes on, and the next question sees it."""
    with PoolEngine.open(graph, Settings(workers=1), writable=True) as engine:
        for number in range(10):
            place = engine._queue.take(5)
            worker = place._worker
            engine._queue.give(place)
            assert worker
            with ThreadPoolExecutor() as threads:
                future = threads.submit(engine.write, Update(INSERT % number))
                os.kill(worker.process, signal.SIGKILL)
                assert future.result().added == 1
            pattern = f"<https://e.org/s> <https://e.org/x> {number} BIND (1 AS ?x)"
            try:
                assert select(engine, pattern) == ["1"]
            except LimitError:
                assert select(engine, pattern) == ["1"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root may mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_full_and_a_restart(small_disk: Path) -> None:
    """What was refused is not there, what was acknowledged is, and with room it goes on."""
    graph = small_disk / "graph.nq"
    graph.write_bytes(QUADS)
    said = 0
    with PoolEngine.open(graph, Settings(workers=1), writable=True) as engine:
        with pytest.raises(LogError):
            for number in range(1000):
                engine.write(Update(INSERT % number))
                said = number + 1
        state = engine.release
    assert said > 10
    with PoolEngine.open(graph, Settings(workers=1), writable=True) as engine:
        assert engine.release == state
        assert len(select(engine, "<https://e.org/s> <https://e.org/x> ?n")) == said
        command = ["mount", "-o", "remount,size=128k", str(small_disk)]
        subprocess.run(command, check=True)
        assert engine.write(Update(INSERT % -1)).added == 1


def test_readers_see_no_mix(graph: Path) -> None:
    """Two numbers that change together are never seen apart, whoever asks and whenever."""
    pair = "GRAPH <https://e.org/l> { ?s <https://e.org/l> ?left } "
    pair += "GRAPH <https://e.org/r> { ?s <https://e.org/r> ?right }"
    left, right = (f"GRAPH <https://e.org/{c}> {{ <urn:s> <https://e.org/{c}> %d }}" for c in "lr")
    seen = set[str]()
    with (
        PoolEngine.open(graph, Settings(workers=2), writable=True) as engine,
        ThreadPoolExecutor() as threads,
    ):
        engine.write(Update(f"INSERT DATA {{ {left % 0} {right % 0} }}"))

        def write() -> None:
            for number in range(100):
                old, new = number, number + 1
                text = f"DELETE DATA {{ {left % old} {right % old} }} ; "
                engine.write(Update(text + f"INSERT DATA {{ {left % new} {right % new} }}"))

        writing = threads.submit(write)

        def read() -> None:
            while not writing.done():
                (row,) = select(engine, pair)
                one, other = (value for value in row.split(",") if value != "urn:s")
                assert one == other
                seen.add(one)

        for reader in [threads.submit(read) for _ in range(3)]:
            reader.result()
        writing.result()
        assert sorted(select(engine, pair)[0].split(",")) == ["100", "100", "urn:s"]
    assert len(seen) > 5


def test_blank_nodes_stay_what_they_are(graph: Path) -> None:
    """Without skolem names too: those of the base and of writes are the same after a restart."""
    settings = Settings(workers=1, skolemise=False)
    with PoolEngine.open(graph, settings, writable=True) as engine:
        data = b"[] <https://e.org/q> [ <https://e.org/q> 01 ] ."
        assert engine.write(GraphWrite(Action.MERGE, "https://e.org/g", data, TURTLE)).added == 2
        text = "INSERT { GRAPH <https://e.org/h> { ?b <https://e.org/is> ?b } } "
        assert engine.write(Update(f"{text} WHERE {{ ?a <https://e.org/p> ?b }}")).added == 1
        again = "INSERT DATA { GRAPH <https://e.org/g> { _:b <https://e.org/q> _:b } }"
        assert engine.write(Update(again)).added == 1
        state = engine.release
    assert b"_:" in beside(graph).read_bytes()
    joined = "<https://e.org/a> <https://e.org/p> ?b . ?b <https://e.org/is> ?b . BIND (1 AS ?one)"
    with PoolEngine.open(graph, settings, writable=True) as engine:
        assert engine.release == state
        assert len(select(engine, joined)) == 1
        assert engine.write(GraphWrite(Action.REMOVE, "https://e.org/g")).removed == 4
        assert engine.write(
            Update("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }")
        )
        assert select(engine, "?s ?p ?o") == []


@pytest.mark.parametrize("kind", ["memory", "pool"])
def test_a_base_with_violations_takes_writes_that_bring_none(kind: str, tmp_path: Path) -> None:
    """New ones are refused, with a report of these alone; one that was mended may not come back."""
    path = tmp_path / "graph.nq"
    path.write_bytes(RULE)
    engine: MemoryEngine | PoolEngine = MemoryEngine(RULE)
    if kind == "pool":
        engine = PoolEngine.open(path, Settings(workers=1), writable=True)
    bad = "{ GRAPH <u:g> { <https://e.org/%s> a <https://e.org/T> } }"
    try:
        assert engine.write(Update(INSERT % 1)).added == 1
        with pytest.raises(RefusedError) as caught:
            engine.write(Update(f"INSERT DATA {bad % 'worse'}"))
        assert b"e.org/worse" in caught.value.report
        assert b"e.org/bad" not in caught.value.report
        engine.write(Update(f"DELETE DATA {bad % 'bad'}"))
        with pytest.raises(RefusedError):
            engine.write(Update(f"INSERT DATA {bad % 'bad'}"))
    finally:
        if isinstance(engine, PoolEngine):
            engine.close()


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <u:a> <u:b> 1, '01'^^xsd:integer, 'x;DELETE'@en ; <u:c> '}' }",
        "PREFIX u: <u:> INSERT DATA { u:a u:b 1 } ; INSERT DATA { u:a u:b 2 } ;",
        "insert data { <u:n> <u:b> 1 } ; delete data { <u:n> <u:b> 1 . <u:a> <u:b> 7 }",
        "DELETE DATA { <u:a> <u:b> 7 } ; INSERT DATA { <u:a> <u:b> 7 }",
        "DELETE DATA { GRAPH <u:g> { <u:a> <u:b> 7 , 8 , <<( <u:a> <u:b> 'x'@ar--rtl )>> } }",
        "INSERT DATA { GRAPH <u:g> { } } # ; DELETE\n",
    ],
)
def test_data_are_changed_as_the_engine_does(text: str) -> None:
    """What INSERT DATA and DELETE DATA change is found without the store being changed."""
    base = "INSERT DATA { <u:a> <u:b> 7 GRAPH <u:g> { <u:a> <u:b> 7 , "
    base += "<<( <u:a> <u:b> 'x'@ar--rtl )>> } }"
    store = ox.Store()
    store.update(base)
    before = set(store)
    steps = data_steps(Update(text))
    assert steps is not None
    added, removed = net(store, steps)
    assert set(store) == before
    store.update(text, prefixes=dict(prefixes()))
    assert (added, removed) == (set(store) - before, before - set(store))


@pytest.mark.parametrize(
    "text", ["INSERT DATA { <u:a> <u:b> 1 } ; CLEAR ALL", "DELETE WHERE { ?s ?p ?o }", "DROP ALL"]
)
def test_other_updates_are_not_taken_for_data(text: str) -> None:
    """They may change what they do not name."""
    assert data_steps(Update(text)) is None


def test_a_zygote_that_stands_still_is_replaced(
    graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write and the questions after it wait for a bounded time, and the write is there."""
    before = children(os.getpid())
    with PoolEngine.open(graph, Settings(workers=1), writable=True) as engine:
        (zygote,) = children(os.getpid()) - before
        real = engine._nursery.advance

        def advance(length: int, state: str) -> None:
            os.kill(zygote, signal.SIGSTOP)
            real(length, state)

        monkeypatch.setattr(engine._nursery, "advance", advance)
        monkeypatch.setattr(processes, "_PATIENCE", 0.5)
        assert engine.write(Update(INSERT % 1)).added == 1
        assert select(engine, "<https://e.org/s> <https://e.org/x> ?n") == ["1"]
        assert zygote not in children(os.getpid())


def test_a_zygote_that_does_not_load_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start fails with a reason, and leaves no process behind."""
    path = tmp_path / "graph.nq"
    path.write_bytes(QUADS)
    monkeypatch.setattr(processes, "_STARTING", 0.0)
    before = children(os.getpid())
    with pytest.raises(StartError, match="does not come to an end"):
        PoolEngine.open(path, Settings(workers=1))
    assert children(os.getpid()) == before


def test_a_report_has_only_what_the_write_brings(tmp_path: Path) -> None:
    """What was found before, of whatever severity, is not held against the writer."""
    path = tmp_path / "graph.nq"
    mild = RULE.replace(b"/T>", b"/U>").replace(b"e.org/s", b"e.org/s2").replace(b"/bad", b"/old")
    mild += f"<https://e.org/s2p> <{SH}severity> <{SH}Info> <{SHAPES}> .\n".encode()
    path.write_bytes(RULE + mild)
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    text = f"INSERT DATA {{ <u:new> {kind} <https://e.org/T> . <u:mild> {kind} <https://e.org/U> }}"
    with pytest.raises(RefusedError) as caught:
        MemoryEngine.open(path).write(Update(text))
    found = [line for line in caught.value.report.decode().splitlines() if "#focusNode" in line]
    assert sorted(line.split()[2] for line in found) == ["<u:mild>", "<u:new>"]
