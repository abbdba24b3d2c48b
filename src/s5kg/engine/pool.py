"""An engine whose queries run in processes that can be stopped.

A zygote holds the store, and forks workers that share its memory. Each question goes to a worker
that has nothing else to do; one that passes its deadline is killed and replaced.
"""

import hashlib
import math
import os
import tempfile
import time
from collections import deque
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from types import TracebackType
from typing import Self

from s5kg.engine import Answer, BusyError, DeadlineError, Question, ResourceError
from s5kg.engine.changes import Change, Written
from s5kg.engine.nursery import Files, Nursery, StartError, Worker
from s5kg.engine.wire import Frame, pack, unpack_reply
from s5kg.engine.writer import Writer
from s5kg.engine.zygote import Bounds
from s5kg.log import Log, beside, extent

MIB = 1024 * 1024
_HANDSHAKES = 3  # a question goes to this many workers in turn should they be found dead


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Settings:
    """What a pool may use.

    `workers` questions are answered at a time; by default one for each processor. `waiting` more
    wait for their turn, and any further is refused at once. A question has `deadline` seconds
    from when a worker takes it (and as many to wait for one), `memory` bytes above those of the
    store, and an answer has `most` bytes. The default graph is the `union` of the graphs, or else
    the unnamed one. A write is held against the shapes and checks of the graph where there is a
    `gate`, and its blank nodes get IRIs with `skolemise`.
    """

    workers: int = field(default_factory=_processors)
    deadline: float = 30.0
    memory: int = 1024 * MIB
    most: int = 256 * MIB
    waiting: int = 64
    union: bool = True
    gate: bool = True
    skolemise: bool = True

    @property
    def retry_after(self) -> int:
        """Whole seconds until a place is likely free, were all queries to run to the deadline."""
        return math.ceil(self.deadline / self.workers)


class PoolEngine:
    """Workers over one `graph.nq`.

    It may be asked from any thread. Use it in a `with` statement, or close it.
    """

    def __init__(self, quads: bytes, settings: Settings | None = None) -> None:
        """Load N-Quads; writes to them last as long as the engine.

        Raises SyntaxError for what is no N-Quads, StartError without processes.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="s5kg-")
        graph = Path(self._folder.name) / "graph.nq"
        graph.write_bytes(quads)
        self._start(graph, settings or Settings(), writable=True)

    @classmethod
    def open(cls, graph: Path, settings: Settings | None = None, *, writable: bool = False) -> Self:
        """Load a `graph.nq` and the log beside it, held open: should they be replaced, these stay.

        Only one process at a time may have it `writable`. Raises as the constructor does, and
        PatchError for a log that is not as it was written, LogInUseError, OSError.
        """
        engine = cls.__new__(cls)
        engine._folder = None
        engine._start(graph.resolve(), settings or Settings(), writable)
        return engine

    _folder: "tempfile.TemporaryDirectory[str] | None"

    def _start(self, graph: Path, settings: Settings, writable: bool) -> None:
        self.settings = settings
        files, self._log = _open_files(graph, writable)
        bounds = Bounds(
            settings.memory, settings.most, settings.union, settings.gate, settings.skolemise
        )
        try:
            self._nursery = Nursery(files, bounds)
        except BaseException:
            if self._log:
                self._log.close()
            raise
        self._writer = Writer(self._nursery, self._log, settings)
        self._queue = _Queue(settings)
        try:
            for _ in range(settings.workers):
                place = _Place(self._nursery)
                self._queue.give(place)
                place.fill()
        except BaseException:
            self.close()
            raise

    @property
    def release(self) -> str:
        """The name of the state; see Engine.release."""
        return self._nursery.release

    def write(
        self, change: Change, graphs: frozenset[str] | None = None, author: str = ""
    ) -> Written:
        """Change what is there, all or nothing; see WritableEngine.write."""
        return self._writer.write(change, graphs, author)

    def answer(self, question: Question) -> Answer:
        """Return the answer; see Engine.answer."""
        limit = self.settings.deadline
        if question.timeout is not None:
            limit = min(limit, question.timeout)
        frame = pack(question, limit)
        place = self._queue.take(limit)
        try:
            reply, release = place.ask(frame, limit, self.settings)
        finally:
            self._queue.give(place)
        return replace(unpack_reply(reply), release=release)

    def close(self) -> None:
        """End all processes; what is being asked fails."""
        self._nursery.close()
        self._queue.close()
        if self._log:
            self._log.close()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        """Return this engine."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End all processes."""
        self.close()


def _open_files(graph: Path, writable: bool) -> tuple[Files, Log | None]:
    """Open a graph, its log where there is one, and the same log for writing."""
    log = None
    file = graph.open("rb")
    try:
        release = hashlib.file_digest(file, "sha256").hexdigest()
        path = beside(graph)
        if writable:
            log = Log(path, release)
        _, length = (log.state, log.length) if log else extent(path, release)
        return Files(file, path.open("rb") if path.exists() else None, length), log
    except BaseException:
        file.close()
        if log:
            log.close()
        raise


class _Place:
    """A worker, and the next one when it has gone."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._worker: Worker | None = None
        self._gone: Worker | None = None

    def ask(self, frame: Frame, limit: float, settings: Settings) -> tuple[Frame, str]:
        """Return a worker's reply and the state that it is of.

        Raises DeadlineError or ResourceError for a killed one.
        """
        try:
            worker = self._send(frame, limit)
        except (StartError, TimeoutError) as error:
            raise ResourceError(settings.memory) from error
        start = time.monotonic()
        try:
            reply = worker.receive(start + limit, settings.most)
        except TimeoutError as error:
            self._renew()
            raise DeadlineError(limit) from error
        except (EOFError, OSError) as error:
            self._renew()
            if time.monotonic() - start >= limit:
                raise DeadlineError(limit) from error
            raise ResourceError(settings.memory) from error
        if reply.last:
            self._renew()
        return reply, worker.release

    def _send(self, frame: Frame, limit: float) -> Worker:
        """Send a question to a living worker."""
        for _ in range(_HANDSHAKES):
            worker = self.fill()
            try:
                worker.send(frame, limit)
            except TimeoutError:
                self._renew()
                raise
            except OSError:
                self._renew()
            else:
                return worker
        raise StartError("workers end as soon as they begin")

    def fill(self) -> Worker:
        """Return a worker that has the latest state. Raises StartError."""
        if self._worker is not None and self._worker.release != self._nursery.release:
            self.empty()
        if self._worker is None:
            self._worker = self._nursery.fork(self._gone)
            self._gone = None
        return self._worker

    def _renew(self) -> None:
        """Kill the worker, and have another one now, or else when it is needed."""
        self.empty()
        try:
            self.fill()
        except StartError:
            return

    def empty(self) -> None:
        """Kill the worker."""
        if self._worker is not None:
            self._worker.end()
            self._gone, self._worker = self._worker, None


class _Queue:
    """The places that are free, and who waits for one: first come, first served."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._free: deque[_Place] = deque()
        self._turns: deque[SimpleQueue[_Place]] = deque()
        self._closed = False

    def take(self, patience: float) -> _Place:
        """Return a free place. Raises BusyError where too many wait or it takes too long."""
        with self._lock:
            if self._free:
                return self._free.popleft()
            if len(self._turns) >= self._settings.waiting:
                raise BusyError(self._settings.retry_after)
            turn: SimpleQueue[_Place] = SimpleQueue()
            self._turns.append(turn)
        try:
            return turn.get(timeout=patience)
        except Empty:
            with self._lock:
                if turn in self._turns:
                    self._turns.remove(turn)
                    raise BusyError(self._settings.retry_after) from None
            return turn.get()  # it came at the last moment

    def give(self, place: _Place) -> None:
        """Let the next one have a place."""
        with self._lock:
            if self._turns:
                self._turns.popleft().put(place)
            else:
                if self._closed:
                    place.empty()
                self._free.append(place)

    def close(self) -> None:
        """Let go of the workers, those in use when their places are given back."""
        with self._lock:
            self._closed = True
            for place in self._free:
                place.empty()
