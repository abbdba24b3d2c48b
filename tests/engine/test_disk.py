"""A store on disk answers as the one in memory, takes no writes and calls nobody."""

import socket
from pathlib import Path

import pytest

from s5kg.engine import Question
from s5kg.engine.changes import Update, WritableEngine
from s5kg.engine.disk import DiskEngine
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.nursery import StartError
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.federation import CallRefusedError
from s5kg.formats import FORMATS, Family

SETTINGS = Settings(workers=1, deadline=20)
QUADS = b'<https://e.org/a> <https://e.org/p> "x"@en <https://e.org/g1> .\n'
FORMS = {Family.RESULTS: next(form for form in FORMATS if form.name == "csv")}


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A `graph.nq`."""
    (tmp_path / "graph.nq").write_bytes(QUADS)
    return tmp_path / "graph.nq"


def test_a_worker_over_a_store_on_disk_calls_nobody(graph: Path) -> None:
    """SERVICE reaches no listener, and the next query is answered."""
    with socket.create_server(("127.0.0.1", 0)) as listener, DiskEngine(graph, SETTINGS) as engine:
        listener.settimeout(0.5)
        call = f"ASK {{ SERVICE <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(CallRefusedError):
            engine.answer(Question(call, FORMS))
        assert engine.answer(Question("ASK {}", FORMS)).body == b"true"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_store_is_made_once_and_for_each_graph(graph: Path) -> None:
    """Another start takes the one that is there; another graph gets another one."""
    DiskEngine(graph, SETTINGS).close()
    (made,) = graph.parent.glob("store-*")
    when = made.stat().st_mtime_ns
    DiskEngine(graph, SETTINGS).close()
    assert [path.stat().st_mtime_ns for path in graph.parent.glob("store-*")] == [when]
    graph.write_bytes(QUADS + QUADS.replace(b"/a", b"/b"))
    with DiskEngine(graph, SETTINGS) as engine:
        text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        assert engine.answer(Question(text, FORMS)).body == b"n\r\n2\r\n"
    assert not list(graph.parent.glob("next-store-*"))


def test_writes_beside_a_store_are_refused(graph: Path) -> None:
    """It would answer from a state that is past; it takes none itself either."""
    with PoolEngine.open(graph, SETTINGS, writable=True) as engine:
        engine.write(Update("INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1 } }"))
    with pytest.raises(StartError, match=r"log\.rdfp holds writes"):
        DiskEngine(graph, SETTINGS)


def test_a_store_on_disk_takes_no_writes(graph: Path) -> None:
    """It is no engine for who wants to write."""
    with DiskEngine(graph, SETTINGS) as engine:
        assert not isinstance(engine, WritableEngine)


def test_a_graph_that_is_none_leaves_no_store(graph: Path) -> None:
    """Half a store would be taken for a whole one."""
    graph.write_bytes(QUADS + b"<https://e.org/a> <")
    with pytest.raises(SyntaxError):
        DiskEngine(graph, SETTINGS)
    assert [path.name for path in graph.parent.iterdir()] == ["graph.nq"]


@pytest.mark.parametrize("name", ["cq01", "cq04", "cq15", "cq30"])
def test_our_questions_have_the_same_answers(
    tmp_path_factory: pytest.TempPathFactory, quads: bytes, name: str
) -> None:
    """The bytes are those of the engine in memory."""
    (path,) = (Path(__file__).parents[2] / "queries" / "competency").glob(f"{name}-*.rq")
    graph = tmp_path_factory.mktemp("disk") / "graph.nq"
    graph.write_bytes(quads)
    question = Question(path.read_text(encoding="utf-8"), FORMS)
    with DiskEngine(graph, SETTINGS) as engine:
        assert engine.answer(question).body == MemoryEngine(quads).answer(question).body
