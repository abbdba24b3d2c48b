"""Writes: all or nothing, the same in every engine that takes them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from s5kg.engine import DeadlineError, QuerySyntaxError, Question, ResourceError
from s5kg.engine.changes import (
    Action,
    FixedGraphsError,
    ForbiddenError,
    GraphWrite,
    LogError,
    NoGraphError,
    RefusedError,
    UnreadableError,
    Update,
    UpdateError,
    WritableEngine,
)
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.formats import Family, named
from s5kg.log import Log, beside, extent
from s5kg.patches import PatchError
from tests.processes import children

SH = "http://www.w3.org/ns/shacl#"
SHAPES = "https://w3id.org/s5kg/graph/shapes"
QUADS = f"""<https://e.org/a> <https://e.org/p> "1" <https://e.org/g> .
<https://e.org/a> <https://e.org/p> "1" <https://e.org/h> .
<https://e.org/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SH}NodeShape> <{SHAPES}> .
<https://e.org/s> <{SH}targetClass> <https://e.org/T> <{SHAPES}> .
<https://e.org/s> <{SH}property> <https://e.org/sp> <{SHAPES}> .
<https://e.org/sp> <{SH}path> <https://e.org/name> <{SHAPES}> .
<https://e.org/sp> <{SH}minCount> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <{SHAPES}> .
""".encode()
TURTLE = named("turtle", Family.GRAPH)
SLOW = """INSERT { GRAPH <https://e.org/slow> { <https://e.org/a> <https://e.org/n> ?n } } WHERE {
{ SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?q . ?r ?s ?t .
?u ?v ?w . ?x ?y ?z . ?a1 ?a2 ?a3 . ?b1 ?b2 ?b3 } } }"""


def ask(engine: WritableEngine, pattern: str) -> bool:
    """Return whether a pattern matches."""
    form = named("csv", Family.RESULTS)
    assert form
    answer = engine.answer(Question(f"ASK {{ {pattern} }}", {Family.RESULTS: form}))
    return answer.body.startswith(b"true")


def insert(number: int) -> Update:
    """Return an update that adds two triples, which must be there together."""
    return Update(
        f"INSERT DATA {{ GRAPH <https://e.org/n> {{ <https://e.org/{number}> <https://e.org/x> 1 ; "
        "<https://e.org/y> 2 } }"
    )


@pytest.fixture(params=["memory", "pool"])
def engine(request: pytest.FixtureRequest) -> Iterator[WritableEngine]:
    """A fresh engine of each kind that takes writes."""
    if request.param == "memory":
        yield MemoryEngine(QUADS)
        return
    with PoolEngine(QUADS, Settings(workers=2, deadline=20)) as pool:
        yield pool


def test_a_write_is_seen_by_the_next_question(engine: WritableEngine) -> None:
    """The state has another name, and the answer says which it is of."""
    before = engine.release
    written = engine.write(insert(1), author="me")
    assert (written.added, written.removed, written.created) == (2, 0, True)
    assert engine.release == written.release != before
    assert ask(engine, "<https://e.org/1> <https://e.org/y> 2")
    again = engine.write(insert(1))
    assert (again.release, again.added) == (written.release, 0)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Update("INSERT DATA {"), QuerySyntaxError),
        (Update("LOAD <https://e.org/none> ; ADD"), QuerySyntaxError),
        (Update("CREATE GRAPH <https://e.org/g>"), UpdateError),
        (Update("INSERT DATA { <https://e.org/b> a <https://e.org/T> }"), RefusedError),
        (GraphWrite(Action.REMOVE, "https://e.org/none"), NoGraphError),
        (GraphWrite(Action.MERGE, "https://e.org/g", b"<a> <b>", TURTLE), UnreadableError),
    ],
)
def test_what_cannot_be_changes_nothing(
    engine: WritableEngine, change: Update | GraphWrite, error: type[Exception]
) -> None:
    """Each fault has its own error, and the state stays."""
    before = engine.release
    with pytest.raises(error):
        engine.write(change)
    assert engine.release == before


def test_only_allowed_graphs_may_change(engine: WritableEngine) -> None:
    """What an update changes counts, not what it names."""
    text = "DELETE { GRAPH ?g { ?s ?p '1' } } WHERE { GRAPH ?g { ?s ?p '1' } }"
    with pytest.raises(ForbiddenError) as caught:
        engine.write(Update(text), frozenset(["https://e.org/g"]))
    assert caught.value.graphs == ("https://e.org/h",)
    both = frozenset(["https://e.org/g", "https://e.org/h"])
    assert engine.write(Update(text), both).removed == 2


RULES = "https://w3id.org/s5kg/graph/"
SHAPE = "<https://e.org/s> <http://www.w3.org/ns/shacl#targetClass> <https://e.org/T>"


@pytest.mark.parametrize(
    "change",
    [
        Update("DROP ALL"),
        Update("CLEAR NAMED"),
        Update(f"DROP GRAPH <{SHAPES}>"),
        Update(f"MOVE <{SHAPES}> TO <https://e.org/away>"),
        Update(f"COPY <https://e.org/g> TO <{SHAPES}>"),
        Update(f"ADD <https://e.org/g> TO <{RULES}queries>"),
        Update(f"INSERT DATA {{ GRAPH <{RULES}ontology> {{ <x:a> <x:b> 1 }} }}"),
        Update(f"DELETE DATA {{ GRAPH <{SHAPES}> {{ {SHAPE} }} }}"),
        Update("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"),
        GraphWrite(Action.REPLACE, SHAPES, b"<a:a> <a:b> 1 .", TURTLE),
        GraphWrite(Action.MERGE, f"{RULES}queries", b"<a:a> <a:b> 1 .", TURTLE),
        GraphWrite(Action.REMOVE, SHAPES),
    ],
)
def test_no_write_changes_the_rules(engine: WritableEngine, change: Update | GraphWrite) -> None:
    """Whoever writes and however: the shapes of the release stay, and go on to judge."""
    before = engine.release
    with pytest.raises(FixedGraphsError) as caught:
        engine.write(change)
    assert all(graph.startswith(RULES) for graph in caught.value.graphs)
    assert engine.release == before
    with pytest.raises(RefusedError):
        engine.write(Update("INSERT DATA { <https://e.org/b> a <https://e.org/T> }"))
    assert engine.write(Update(f"CREATE SILENT GRAPH <{SHAPES}>")).release == before


def test_rules_that_a_log_has_removed_go_on_to_judge(tmp_path: Path) -> None:
    """The gate is that of the release, not that of the state which is written to."""
    graph = tmp_path / "graph.nq"
    graph.write_bytes(QUADS)
    with PoolEngine.open(graph, Settings(workers=1, gate=False), writable=True) as engine:
        engine.write(Update(f"DROP GRAPH <{SHAPES}>"))
    bad = Update("INSERT DATA { <https://e.org/b> a <https://e.org/T> }")
    with (
        PoolEngine.open(graph, Settings(workers=1), writable=True) as engine,
        pytest.raises(RefusedError),
    ):
        engine.write(bad)
    with pytest.raises(RefusedError):
        MemoryEngine.open(graph).write(bad)


def test_graphs_are_put_merged_and_removed(engine: WritableEngine) -> None:
    """Relative IRIs are of the graph, blank nodes get names, an emptied graph is gone."""
    graph = "https://e.org/d/new"
    put = GraphWrite(
        Action.REPLACE, graph, b"<x> <https://e.org/p> [ <https://e.org/q> 1 ] .", TURTLE
    )
    assert (engine.write(put).created, engine.write(put).created) == (True, False)
    genid = "FILTER (STRSTARTS(STR(?o), 'https://w3id.org/s5kg/.well-known/genid/'))"
    assert ask(engine, f"<https://e.org/d/x> <https://e.org/p> ?o {genid}")
    merge = GraphWrite(Action.MERGE, graph, b"<x> <https://e.org/p> 5 .", TURTLE)
    assert engine.write(merge).added == 1
    assert engine.write(GraphWrite(Action.REMOVE, graph)).removed == 3
    assert not ask(engine, f"GRAPH <{graph}> {{}}")


def test_where_sees_the_union_once(engine: WritableEngine) -> None:
    """A triple of two graphs is one, as in a query; a later operation sees an earlier one."""
    engine.write(
        Update(
            "PREFIX e: <https://e.org/> INSERT DATA { GRAPH e:n { e:z e:p 9 } } ; "
            "INSERT { GRAPH e:n { e:z e:count ?n } } "
            "WHERE { SELECT (COUNT(*) AS ?n) { ?s e:p ?o } }"
        )
    )
    assert ask(engine, "<https://e.org/z> <https://e.org/count> 2")


def test_using_parameters_are_the_dataset_of_where(engine: WritableEngine) -> None:
    """As the protocol says; with a dataset in the text too it is an error with its place."""
    data = "INSERT { GRAPH <https://e.org/r> { ?s ?p ?g } } WHERE { GRAPH ?g { ?s ?p ?o } }"
    engine.write(Update(data, (), ("https://e.org/h",)))
    assert ask(engine, "<https://e.org/a> <https://e.org/p> <https://e.org/h>")
    assert not ask(engine, "<https://e.org/a> <https://e.org/p> <https://e.org/g>")
    with pytest.raises(QuerySyntaxError) as caught:
        engine.write(
            Update("WITH <https://e.org/g> DELETE { ?s ?p ?o } WHERE {}", ("https://e.org/g",))
        )
    assert (caught.value.line, caught.value.column) == (1, 1)


def test_readers_do_not_wait_for_a_write() -> None:
    """While a write computes they are answered from the state before; then it meets its limit."""
    with (
        PoolEngine(QUADS, Settings(workers=2, deadline=2)) as engine,
        ThreadPoolExecutor() as threads,
    ):
        before = engine.release
        many = b"".join(b"<x%d> <https://e.org/p> 1 .\n" % n for n in range(50))
        engine.write(GraphWrite(Action.MERGE, "https://e.org/g", many, TURTLE))
        state = engine.release
        slow = threads.submit(engine.write, Update(SLOW))
        answered = 0
        while not slow.done():
            assert ask(engine, "?s <https://e.org/p> '1'")
            answered += 1
        assert isinstance(slow.exception(), DeadlineError)
        assert answered > 3
        assert engine.release == state != before


@pytest.mark.parametrize("victim", ["trial", "zygote", "both"])
def test_a_process_that_is_killed_amid_a_write(victim: str) -> None:
    """Without its trial a write fails; without the zygote it goes on; nothing is lost."""
    others = children(os.getpid())
    slow = Update(SLOW) if victim != "zygote" else insert(7)
    with (
        PoolEngine(QUADS * 1, Settings(workers=1, deadline=60)) as engine,
        ThreadPoolExecutor() as threads,
    ):
        (zygote,) = children(os.getpid()) - others
        first = engine.write(insert(1)).release
        many = b"".join(b"<x%d> <https://e.org/p> 1 .\n" % n for n in range(50))
        if victim != "zygote":
            first = engine.write(GraphWrite(Action.MERGE, "https://e.org/g", many, TURTLE)).release
            workers = children(zygote)
            future = threads.submit(engine.write, slow)
            while not (trials := children(zygote) - workers):
                time.sleep(0.01)
            for process in trials if victim == "trial" else {zygote, *trials}:
                os.kill(process, signal.SIGKILL)
            with pytest.raises(ResourceError):
                future.result()
            assert engine.release == first
        else:
            os.kill(zygote, signal.SIGKILL)
            assert engine.write(slow).added == 2
        assert ask(engine, "<https://e.org/1> <https://e.org/y> 2")
        assert engine.write(insert(2)).added == 2
        assert ask(engine, "<https://e.org/2> <https://e.org/x> 1")


def test_after_a_restart_everything_is_there(tmp_path: Path) -> None:
    """The log is applied over the release; state and answers are the same in both engines."""
    graph = tmp_path / "graph.nq"
    graph.write_bytes(QUADS)
    with PoolEngine.open(graph, Settings(workers=1), writable=True) as engine:
        for number in range(3):
            engine.write(insert(number), author='one\n"two"')
        state = engine.release
    with beside(graph).open("ab") as file:
        file.write(b"H id <torn")
    with PoolEngine.open(graph, Settings(workers=1), writable=True) as engine:
        assert engine.release == state == MemoryEngine.open(graph).release
        assert ask(engine, "<https://e.org/2> <https://e.org/y> 2")
    log = beside(graph)
    log.write_bytes(log.read_bytes().replace(b"/1> <https://e.org/x>", b"/9> <https://e.org/x>"))
    with pytest.raises(PatchError, match="line 9"):
        MemoryEngine.open(graph)


def test_only_one_process_writes(tmp_path: Path) -> None:
    """A second writer is refused; one that only reads is not, and cannot write."""
    graph = tmp_path / "graph.nq"
    graph.write_bytes(QUADS)
    with PoolEngine.open(graph, Settings(workers=1), writable=True):
        with pytest.raises(OSError, match="another process writes"):
            PoolEngine.open(graph, Settings(workers=1), writable=True)
        with PoolEngine.open(graph, Settings(workers=1)) as reading, pytest.raises(LogError):
            reading.write(insert(1))


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    """A write that does not fit is refused whole, and the next one that fits is taken."""
    program = f"""
import resource, sys
from pathlib import Path
from s5kg.engine.changes import Action, GraphWrite, LogError, Update
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.formats import Family, named
engine = PoolEngine.open(Path(sys.argv[1]), Settings(workers=1), writable=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
big = b"".join(b"<x%d> <https://e.org/p> 1 .\\n" % n for n in range(500))
try:
    engine.write(GraphWrite(Action.MERGE, "https://e.org/g", big, named("turtle", Family.GRAPH)))
except LogError:
    print("refused", engine.write(Update({insert(1).text!r})).added)
engine.close()
"""
    graph = tmp_path / "graph.nq"
    graph.write_bytes(QUADS)
    run = [sys.executable, "-c", program, str(graph)]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "refused 2\n"
    engine = MemoryEngine.open(graph)
    assert ask(engine, "<https://e.org/1> <https://e.org/x> 1")
    assert not ask(engine, "<https://e.org/x1> ?p ?o")


SERVER = f"""
import sys
from pathlib import Path
from s5kg.engine.changes import Update
from s5kg.engine.pool import PoolEngine, Settings
engine = PoolEngine.open(Path(sys.argv[1]), Settings(workers=1), writable=True)
for number in range(int(sys.argv[2]), 1 << 30):
    engine.write(Update({insert(0).text!r}.replace("/0>", f"/{{number}}>")))
    print(number, flush=True)
"""


def kill_at_random(graph: Path, times: int) -> None:
    """Kill a writing process some times; what it said is there, and nothing by halves."""
    said = -1
    for turn in range(times):
        command = [sys.executable, "-c", SERVER, str(graph), str(said + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            said = int(process.stdout.readline())
            timer = threading.Timer(0.002 * (turn % 20), process.kill)
            timer.start()
            for line in process.stdout:
                if line.endswith("\n"):
                    said = int(line)
            timer.join()
        engine = MemoryEngine.open(graph)
        for number in range(said + 1):
            assert ask(
                engine, f"<https://e.org/{number}> <https://e.org/x> 1 ; <https://e.org/y> 2"
            )
        half = "?s <https://e.org/x> 1 FILTER NOT EXISTS { ?s <https://e.org/y> 2 }"
        assert not ask(engine, half)


def test_every_acknowledged_write_survives_random_kills(tmp_path: Path) -> None:
    """Twenty times amid a stream of writes; `make soak` does it more often."""
    graph = tmp_path / "graph.nq"
    graph.write_bytes(QUADS)
    kill_at_random(graph, 20)
    release = MemoryEngine(QUADS).release
    Log(beside(graph), release).close()
    assert extent(beside(graph), release)[1] == beside(graph).stat().st_size
