"""An engine whose queries run in processes that can be stopped.

A zygote holds the store, and forks workers that share its memory. Each question goes to a worker
that has nothing else to do; one that passes its deadline is killed and replaced.
"""

import hashlib
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from s5kg.engine import Answer, LimitError, Question
from s5kg.engine.caller import Caller
from s5kg.engine.changes import Change, Written
from s5kg.engine.closing import Closing
from s5kg.engine.nursery import Files, Nursery
from s5kg.engine.places import MIB, Place, Queue, Settings
from s5kg.engine.wire import pack, unpack_reply
from s5kg.engine.writer import Writer
from s5kg.engine.zygote import Bounds
from s5kg.federation.algebra import may_call
from s5kg.log import Log, LogInUseError, beside, extent

if TYPE_CHECKING:
    from s5kg.federation.fetching import Fetcher

__all__ = ["MIB", "PoolEngine", "Settings"]


class PoolEngine(Closing):
    """Workers over one `graph.nq`.

    It may be asked from any thread. Use it in a `with` statement, or close it.
    """

    def __init__(
        self, quads: bytes, settings: Settings | None = None, fetcher: "Fetcher | None" = None
    ) -> None:
        """Load N-Quads; writes to them last as long as the engine.

        Queries may call what `fetcher` allows; without one they call nothing.

        Raises SyntaxError for what is no N-Quads, StartError without processes.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="s5kg-")
        graph = Path(self._folder.name) / "graph.nq"
        graph.write_bytes(quads)
        try:
            self._start(graph, settings or Settings(), fetcher, writable=True)
        except BaseException:
            self._folder.cleanup()
            raise

    @classmethod
    def open(
        cls,
        graph: Path,
        settings: Settings | None = None,
        fetcher: "Fetcher | None" = None,
        *,
        writable: bool = False,
        store: Path | None = None,
    ) -> Self:
        """Load a `graph.nq` and the log beside it, held open: should they be replaced, these stay.

        Only one process at a time may have it `writable`. With a `store`, the folder of a store on
        disk made from the graph, workers ask that one; it takes no writes. Raises as the
        constructor does, and PatchError for a log that is not as it was written, LogInUseError,
        OSError.
        """
        engine = cls.__new__(cls)
        engine._folder = None
        opened = graph.resolve()
        engine._start(opened, settings or Settings(), fetcher, writable, store)
        if writable and graph.resolve() != opened:  # before the log was locked
            engine.close()
            raise LogInUseError(f"{graph} has become another release meanwhile; start again")
        return engine

    _folder: "tempfile.TemporaryDirectory[str] | None"

    def _start(
        self,
        graph: Path,
        settings: Settings,
        fetcher: "Fetcher | None",
        writable: bool,
        store: Path | None = None,
    ) -> None:
        self.settings = settings
        files, self._log = _open_files(graph, writable)
        if store:
            files = replace(files, store=store)
        bounds = Bounds(
            settings.memory,
            settings.most,
            settings.union,
            settings.gate,
            settings.skolemise,
            fetcher is not None,
        )
        try:
            self._nursery = Nursery(files, bounds)
        except BaseException:
            if self._log:
                self._log.close()
            raise
        self._writer = Writer(self._nursery, self._log, settings)
        self._caller = Caller(self._nursery, settings, fetcher)
        self._queue = Queue(settings)
        try:
            for _ in range(settings.workers):
                place = Place(self._nursery)
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
        """Return the answer; see Engine.answer.

        Raises CallRefusedError, UnclearCallError and FetchError for calls to elsewhere.
        """
        limit = self.settings.deadline
        if question.timeout is not None:
            limit = min(limit, question.timeout)
        if may_call(question.text):
            return self._caller.answer(question, limit)
        frame = pack(question, limit)
        place = self._queue.take(limit)
        start = time.monotonic()
        try:
            reply, release = place.ask(frame, limit, self.settings, self._queue.leave)
            seconds = time.monotonic() - start
            return replace(unpack_reply(reply), release=release, seconds=seconds)
        except LimitError as error:
            error.seconds = time.monotonic() - start
            raise
        finally:
            self._queue.give(place)

    def close(self) -> None:
        """End all processes; what is being asked fails."""
        self._nursery.close()
        self._queue.close()
        if self._log:
            self._log.close()
        if self._folder:
            self._folder.cleanup()


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
