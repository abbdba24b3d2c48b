"""Queries in processes that can be stopped: nothing but the query that goes too far fails."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.engine import (
    BusyError,
    DeadlineError,
    Question,
    ResourceError,
    TooLargeError,
)
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.pool import MIB, PoolEngine, Settings
from s5kg.engine.processes import StartError
from s5kg.engine.wire import Frame, Kind, pack, receive, send, unpack_reply
from s5kg.engine.worker import work
from s5kg.formats import FORMATS, Family, Format, named
from tests.processes import children

ROWS = 1000
QUADS = "".join(
    f'<https://e.org/{n % 40}> <https://e.org/p{n % 7}> "{n}の値"@ja <https://e.org/g{n % 2}> .\n'
    for n in range(ROWS)
).encode()
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOG = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
DEEP = "ASK { FILTER(" + "!" * 100_000 + "true) }"  # no bracket is too deep here
HONEST = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNTED = b"n\r\n1000\r\n"
SMALL = Settings(workers=2, deadline=20, memory=96 * MIB, most=200_000, waiting=8)


def form(name: str, family: Family) -> Format:
    """Return a format that is known to be there."""
    found = named(name, family)
    assert found
    return found


FORMS = {
    Family.RESULTS: form("csv", Family.RESULTS),
    Family.GRAPH: form("ntriples", Family.GRAPH),
}


def ask(engine: PoolEngine, text: str, timeout: float | None = None) -> bytes:
    """Return the body of an answer."""
    return engine.answer(Question(text, FORMS, timeout=timeout)).body


def state(process: int) -> tuple[str, int]:
    """Return the state of a process, and its work so far; X where there is none."""
    try:
        text = Path(f"/proc/{process}/stat").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return "X", 0
    fields = text.rpartition(")")[2].split()
    return fields[0], int(fields[11])


def gone(processes: set[int]) -> bool:
    """Return whether none of these processes does anything any more."""
    return all(state(process)[0] in "XZ" for process in processes)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait for what must come; a test that hangs is ended by its timeout."""
    while not condition():
        time.sleep(0.01)


class Pool(PoolEngine):
    """A pool that knows its zygote from the outside."""

    others: set[int]

    @property
    def zygote(self) -> int:
        """The process that holds the store, as soon as it can be seen.

        A thread that ends hands its children on, and for a moment no thread has them.
        """
        while len(found := self._zygotes()) != 1:
            time.sleep(0.01)
        return found[0]

    def _zygotes(self) -> list[int]:
        return [
            child
            for child in children(os.getpid()) - self.others
            if "s5kg.engine.zygote" in Path(f"/proc/{child}/cmdline").read_text("utf-8")
        ]


@contextmanager
def pool(settings: Settings = SMALL) -> Iterator[Pool]:
    """Give a pool over the thousand triples; no process may be left of it."""
    others = children(os.getpid())
    with Pool(QUADS, settings) as engine:
        engine.others = others
        yield engine
    wait_for(lambda: children(os.getpid()) <= others)


@pytest.fixture(scope="module")
def engine() -> Iterator[Pool]:
    """A pool that tests share: whatever one does, the next finds it in order."""
    with pool() as engine:
        yield engine


@pytest.fixture(autouse=True)
def in_order(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test all workers of the shared pool answer, and no dead one is left."""
    yield
    if "engine" in request.fixturenames:
        engine = request.getfixturevalue("engine")
        with ThreadPoolExecutor() as threads:
            assert set(threads.map(lambda _: ask(engine, HONEST), range(8))) == {COUNTED}
        workers = children(engine.zygote)
        assert len(workers) == engine.settings.workers
        assert not any(state(worker)[0] == "Z" for worker in workers)


@contextmanager
def asking(engine: PoolEngine, *texts: str) -> Iterator[list["Future[bytes]"]]:
    """Ask in other threads, all at once."""
    with ThreadPoolExecutor(len(texts)) as threads:
        yield [threads.submit(ask, engine, text) for text in texts]


def busy(engine: Pool) -> int:
    """Return a worker that computes, as soon as one does."""
    while True:
        for worker in children(engine.zygote):
            if state(worker)[1] > 5:
                return worker
        time.sleep(0.01)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: f"{form.family.name}-{form.name}")
def test_the_answers_are_those_of_the_engine_in_process(engine: Pool, form: Format) -> None:
    """Each format has the same bytes, over the whole and over a dataset of the asker's."""
    rows = "{ ?s ?p ?o } ORDER BY ?o LIMIT 200"
    start = "SELECT *" if form.family is Family.RESULTS else "CONSTRUCT { ?s ?p ?o }"
    plain = MemoryEngine(QUADS)
    for graphs in ((), ("https://e.org/g1",)):
        question = Question(f"{start} {rows}", {form.family: form}, graphs, graphs)
        assert engine.answer(question) == plain.answer(question)
    assert engine.release == plain.release


def test_a_runaway_query_is_stopped_and_nobody_else_notices(engine: Pool) -> None:
    """It fails at its deadline; the queries beside it, and the next one, are answered."""
    with ThreadPoolExecutor() as threads:
        runaway = threads.submit(ask, engine, RUNAWAY, 1)
        beside = 0
        while not runaway.done():
            assert ask(engine, HONEST) == COUNTED
            beside += 1
        with pytest.raises(DeadlineError) as caught:
            runaway.result()
    assert caught.value.limit == 1
    assert beside > 3
    assert ask(engine, HONEST) == COUNTED


def test_many_runaway_queries_leave_the_pool_as_it_was(engine: Pool) -> None:
    """More of them than workers, one after the other, end each at its deadline."""
    with ThreadPoolExecutor() as threads:
        asked = [threads.submit(ask, engine, RUNAWAY, 0.5) for _ in range(2)]
        asked += [threads.submit(ask, engine, HONEST) for _ in range(4)]
        ends = [future.exception() for future in asked]
    assert [type(end) for end in ends[:2]] == [DeadlineError] * 2
    assert ends[2:] == [None] * 4


def test_nobody_waits_longer_than_the_setting() -> None:
    """An asker may shorten the deadline, not lengthen it."""
    with pool(Settings(workers=1, deadline=0.5)) as engine:
        for asked, limit in ((1000, 0.5), (0.25, 0.25)):
            with pytest.raises(DeadlineError, match=f"within {limit} s"):
                ask(engine, RUNAWAY, asked)


@pytest.mark.parametrize("text", [HOG, DEEP], ids=["memory", "stack"])
def test_a_query_that_kills_its_process_fails_alone(engine: Pool, text: str) -> None:
    """Too much memory or stack ends the worker; queries at the same time are answered."""
    with asking(engine, text, HONEST, HONEST) as (hostile, *honest):
        with pytest.raises(ResourceError, match="may use 100,663,296 bytes"):
            hostile.result()
        assert [future.result() for future in honest] == [COUNTED] * 2


@pytest.mark.parametrize("form", ["SELECT *", "CONSTRUCT { ?c ?b ?f . ?a ?b ?f }"])
def test_an_answer_that_is_too_large_is_not_begun(form: str) -> None:
    """Rows are counted as they are written, graphs when they are whole."""
    with (
        pool(Settings(workers=1, most=20_000)) as engine,
        pytest.raises(TooLargeError, match="more than 20,000 bytes"),
    ):
        ask(engine, form + "{ ?a ?b ?c . ?a ?e ?f }")


def test_a_worker_that_is_killed_costs_its_query_only(engine: Pool) -> None:
    """Who asked it learns so; the next worker stands ready."""
    with asking(engine, RUNAWAY) as (future,):
        os.kill(busy(engine), signal.SIGKILL)
        with pytest.raises(ResourceError):
            future.result()


def test_workers_that_are_killed_while_nobody_asks_cost_nothing(engine: Pool) -> None:
    """They are found dead and replaced before a question is lost."""
    workers = children(engine.zygote)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    wait_for(lambda: gone(workers))
    for _ in workers:
        assert ask(engine, HONEST) == COUNTED
    assert not workers & children(engine.zygote)


def test_a_zygote_that_is_killed_is_started_again() -> None:
    """Its workers go on; when one of them is to be replaced, the graph is loaded anew."""
    with pool() as engine:
        first = engine.zygote
        workers = children(first)
        with asking(engine, RUNAWAY) as (runaway,):
            victim = busy(engine)
            os.kill(first, signal.SIGKILL)
            assert ask(engine, HONEST) == COUNTED
            os.kill(victim, signal.SIGKILL)
            with pytest.raises(ResourceError):
                runaway.result()
        assert ask(engine, HONEST) == COUNTED
        assert engine.zygote != first
        with pytest.raises(DeadlineError):
            ask(engine, RUNAWAY, 0.2)  # on a worker whose zygote is gone, or on a new one
    wait_for(lambda: gone(workers))


def test_all_processes_may_be_killed_at_once() -> None:
    """The next question starts everything again."""
    with pool() as engine:
        processes = {engine.zygote, *children(engine.zygote)}
        for process in processes:
            os.kill(process, signal.SIGKILL)
        wait_for(lambda: gone(processes))
        assert ask(engine, HONEST) == COUNTED


def test_an_engine_that_cannot_start_processes_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """While none can be had, a question fails; afterwards the pool works again."""
    with pool(Settings(workers=1, memory=96 * MIB)) as engine:
        zygote = engine.zygote
        (worker,) = children(zygote)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", "/bin/false")
            for process in (zygote, worker):
                os.kill(process, signal.SIGKILL)
            wait_for(lambda: gone({zygote, worker}))
            for _ in range(2):
                with pytest.raises(ResourceError):
                    ask(engine, HONEST)
        assert ask(engine, HONEST) == COUNTED


def test_a_lack_of_descriptors_leaves_the_zygote_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has nothing to do with it, and no process or socket is left over."""

    def none_left(*_: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    with pool(Settings(workers=1, memory=96 * MIB)) as engine:
        zygote = engine.zygote
        nursery = engine._nursery
        before = children(zygote)
        for owner, name in ((socket, "socketpair"), (os, "pidfd_open")):
            with monkeypatch.context() as patch:
                patch.setattr(owner, name, none_left)
                with pytest.raises(StartError):
                    nursery.fork()
            assert engine.zygote == zygote
            assert children(zygote) == before
        assert ask(engine, HONEST) == COUNTED


def test_no_more_wait_than_the_queue_holds() -> None:
    """Who comes when it is full is refused at once; who waits is served."""
    with (
        pool(Settings(workers=1, deadline=30, waiting=1)) as engine,
        ThreadPoolExecutor() as threads,
    ):
        runaway = threads.submit(ask, engine, RUNAWAY, 5)
        busy(engine)
        with pytest.raises(BusyError) as caught:
            ask(engine, HONEST, 0.1)  # it waits no longer than it would be asked
        waiting = threads.submit(ask, engine, HONEST)
        wait_for(lambda: len(engine._queue._turns) == 1)
        with pytest.raises(BusyError):
            ask(engine, HONEST)
        assert not runaway.done()
        assert waiting.result() == COUNTED
        assert isinstance(runaway.exception(), DeadlineError)
    assert caught.value.retry_after == 30


def test_a_worker_whose_memory_has_grown_is_replaced() -> None:
    """The next query finds the memory that a query may use, not what an earlier one left."""
    with pool(Settings(workers=1)) as engine:
        before = children(engine.zygote)
        many = "VALUES ?e { <https://e.org/p1> <https://e.org/p2> <https://e.org/p3> }"
        text = f"SELECT * {{ {many} ?a ?b ?c . ?d ?e ?f }} ORDER BY ?c ?f LIMIT 1"
        assert ask(engine, text).startswith(b"a,b,c,d,e,f\r\n")
        assert ask(engine, HONEST) == COUNTED
        assert not before & children(engine.zygote)


def test_closing_ends_all_processes_and_what_they_do() -> None:
    """A running query fails, and so does one that comes later."""
    with pool() as engine:
        processes = {engine.zygote, *children(engine.zygote)}
        with asking(engine, RUNAWAY) as (future,):
            busy(engine)
            engine.close()
            assert gone(processes)
            with pytest.raises(ResourceError):
                future.result()
        with pytest.raises(ResourceError):
            ask(engine, HONEST)


PROGRAM = f"""
import sys, threading
from pathlib import Path
from s5kg.engine import Question
from s5kg.engine.pool import PoolEngine
from s5kg.formats import FORMATS
engine = PoolEngine.open(Path(sys.argv[1]))
question = Question({RUNAWAY!r}, {{FORMATS[0].family: FORMATS[0]}})
threading.Thread(target=engine.answer, args=[question]).start()
print("ready", flush=True)
"""


def test_nothing_survives_the_asking_process(tmp_path: Path) -> None:
    """When it is killed amid a query, zygote and workers end too."""
    graph = tmp_path / "graph.nq"
    graph.write_bytes(QUADS)
    command = [sys.executable, "-c", PROGRAM, str(graph)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        (zygote,) = children(process.pid)
        wait_for(lambda: any(state(worker)[1] > 5 for worker in children(zygote)))
        processes = {zygote, *children(zygote)}
        process.kill()
    wait_for(lambda: gone(processes))


def unguarded(engine: Pool, text: str) -> None:
    """Have a worker answer what the engine would not let through."""
    place = engine._queue.take(1)
    try:
        reply, _ = place.ask(
            pack(Question(text, FORMS), 5), 5, engine.settings, lambda place: False
        )
    finally:
        engine._queue.give(place)
    unpack_reply(reply)


def test_a_worker_can_call_no_other_service(engine: Pool) -> None:
    """What pyoxigraph would ask of another host does not leave a worker."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def count() -> None:
            while True:
                caller, _ = listener.accept()
                with caller:
                    calls.append(caller.recv(100))
                if calls[-1] == b"end":
                    return

        counting = threading.Thread(target=count)
        counting.start()
        port = listener.getsockname()[1]
        silent = f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
        for host in ("127.0.0.1", "localhost"):
            text = f"ASK {{ SERVICE <http://{host}:{port}/> {{ ?s ?p ?o }} }}"
            with pytest.raises(RuntimeError):
                unguarded(engine, text)
        unguarded(engine, silent)
        assert calls == []
        ox.Store().query(silent)
        assert len(calls) >= 1  # so the listener would have noticed
        with socket.create_connection(("127.0.0.1", port)) as end:
            end.sendall(b"end")
        counting.join()


def test_workers_draw_random_numbers_of_their_own() -> None:
    """Blank nodes in the graph, whose names are drawn, do not give all workers one state."""
    with PoolEngine(b"_:a <https://e.org/p> _:b .\n", Settings(workers=1)) as engine:
        drawn = set()
        for _ in range(3):
            drawn.add(ask(engine, "SELECT (UUID() AS ?u) {}"))
            with pytest.raises(ResourceError):
                ask(engine, DEEP)  # so that the next is another worker
    assert len(drawn) == 3


def test_a_graph_that_cannot_be_loaded_is_said() -> None:
    """The loader's complaint comes back, and no process stays."""
    others = children(os.getpid())
    with pytest.raises(SyntaxError, match="line 1"):
        PoolEngine(b"<https://e.org/a> nonsense")
    assert children(os.getpid()) <= others


def test_a_file_that_is_replaced_stays_what_it_was(tmp_path: Path) -> None:
    """A zygote that starts again loads the same release, whatever has been built since."""
    graph = tmp_path / "graph.nq"
    graph.write_bytes(QUADS)
    others = children(os.getpid())
    with Pool.open(graph, Settings(workers=1)) as engine:
        engine.others = others
        graph.unlink()
        graph.write_bytes(b"")
        processes = {engine.zygote, *children(engine.zygote)}
        for process in processes:
            os.kill(process, signal.SIGKILL)
        wait_for(lambda: gone(processes))
        assert ask(engine, HONEST) == COUNTED


def test_by_default_there_is_a_worker_for_each_processor() -> None:
    """The defaults are those of the documentation."""
    settings = Settings()
    assert settings.workers == len(os.sched_getaffinity(0))
    assert (settings.deadline, settings.waiting) == (30, 64)
    assert (settings.memory, settings.most) == (1 << 30, 1 << 28)


# One process for both ends of the wire


def test_a_worker_answers_until_nobody_asks() -> None:
    """Answers and errors come back as themselves, and the end of the questions is the end."""
    store = MemoryEngine(QUADS)._held[1]
    for text, kind in (
        (HONEST, Kind.ANSWER),
        ("ASK {", Kind.SYNTAX),
        ("SELECT * { ?s ?p ?o }", Kind.TOO_LARGE),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", Kind.NOT_OFFERED),
        ("ASK { SERVICE <no-iri:> {} }", Kind.FAILED),
    ):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            formats = {Family.RESULTS: FORMS[Family.RESULTS]}
            send(ours, pack(Question(text, formats), 60))
            ours.shutdown(socket.SHUT_WR)
            work(theirs, store, 1000)
            reply = receive(ours)
        assert reply.kind is kind
        if kind is not Kind.ANSWER:
            with pytest.raises(Exception, match=r"."):
                unpack_reply(reply)


def test_frames_of_any_size_arrive_whole() -> None:
    """A frame that comes in pieces is put together; a part of one is the end."""
    body = os.urandom(3 * MIB)
    for frame in (Frame(Kind.ANSWER, 3, body), Frame(Kind.FAILED, 0, b"", last=True)):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            sending = threading.Thread(target=send, args=(ours, frame))
            sending.start()
            assert receive(theirs, time.monotonic() + 60) == frame
            sending.join()
    for sent, most in ((b"\0", 10), (b"\1\0" + bytes(7) + b"\5abc", 10), (b"\1" * 10, 10)):
        ours, theirs = socket.socketpair()
        with theirs:
            with ours:
                ours.sendall(sent)
            with pytest.raises(EOFError):
                receive(theirs, most=most)


def test_nobody_waits_for_a_frame_beyond_the_limit() -> None:
    """Neither for its beginning nor for its end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with pytest.raises(TimeoutError):
            receive(theirs, time.monotonic() + 0.05)
        ours.sendall(b"\1\0" + bytes(7) + b"\5abc")
        with pytest.raises(TimeoutError):
            receive(theirs, time.monotonic() + 0.05)
        with pytest.raises(TimeoutError):
            receive(theirs, time.monotonic() - 1)


def test_a_question_is_json() -> None:
    """It is read as what it was, whatever its text."""
    text = 'ASK { ?s ?p "\ud800\u0000日本" }'
    frame = pack(Question(text, FORMS), 1.5)
    assert json.loads(frame.body)["text"] == text


def test_slow_questions_leave_their_places() -> None:
    """One worker answers on while two runaway queries go on beside it, at the lowest priority.

    A third one has no room there, so that the next question waits for it. Nothing is left of them.
    """
    with pool(Settings(workers=1, deadline=20, slow=2)) as engine:
        zygote = engine._nursery._zygote._process.pid
        with ThreadPoolExecutor() as threads:
            slow = [threads.submit(ask, engine, RUNAWAY, 6) for _ in range(2)]
            wait_for(lambda: len(engine._queue._slow) == 2)
            assert ask(engine, HONEST) == COUNTED
            priorities = sorted(os.getpriority(os.PRIO_PROCESS, n) for n in children(zygote))
            assert priorities[-2:] == [19, 19]
            assert priorities[0] < 19
            third = threads.submit(ask, engine, RUNAWAY, 3)
            wait_for(lambda: not engine._queue._free)
            assert ask(engine, HONEST) == COUNTED
            for one in (*slow, third):
                with pytest.raises(DeadlineError):
                    one.result(20)
        assert ask(engine, HONEST) == COUNTED
        assert len(children(zygote)) == 1
