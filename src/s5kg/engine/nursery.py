"""Where workers come from, whatever becomes of the zygote."""

import threading
import time
from contextlib import suppress
from dataclasses import replace

from s5kg.engine import DeadlineError, ResourceError
from s5kg.engine.processes import Files, StartError, Worker, Zygote
from s5kg.engine.wire import Frame
from s5kg.engine.zygote import Bounds, Kind

__all__ = ["Files", "Nursery", "StartError", "Worker"]


class Nursery:
    """Where workers come from: a zygote, and another one should it die."""

    def __init__(self, files: Files, bounds: Bounds) -> None:
        """Start a zygote over open files, which this keeps and closes.

        Raises StartError where it cannot, SyntaxError where a file is not what it should be.
        """
        self._files = files
        self._bounds = bounds
        self._lock = threading.Lock()
        self._closed = False
        try:
            self._zygote = Zygote(files, bounds)
        except BaseException:
            files.close()
            raise
        self.release = self._zygote.release

    def fork(self, instead: Worker | None = None, kind: Kind = Kind.WORKER) -> Worker:
        """Return a fresh worker, in the place of one that has ended, or another process.

        Raises StartError where there can be none.
        """
        with self._lock:
            if self._closed:
                raise StartError("the engine is closed")
            try:
                ours = instead is not None and instead.zygote is self._zygote
                return self._zygote.fork(instead.process if instead and ours else 0, kind)
            except (OSError, EOFError):
                self._replace()
            try:
                return self._zygote.fork(kind=kind)
            except (OSError, EOFError) as error:
                raise StartError(str(error)) from error

    def ask_once(self, kind: Kind, frame: Frame, limit: float, most: int) -> tuple[Frame, str]:
        """Have a fresh process reply once, with at most `most` bytes, and end.

        Returns the reply and the state that it is of. Raises DeadlineError after `limit` seconds,
        ResourceError for a process that cannot be or ends before.
        """
        try:
            process = self.fork(kind=kind)
        except StartError as error:
            raise ResourceError(self._bounds.memory) from error
        start = time.monotonic()
        try:
            process.send(frame, limit)
            return process.receive(start + limit, most), process.release
        except TimeoutError as error:
            raise DeadlineError(limit) from error
        except (EOFError, OSError) as error:
            if time.monotonic() - start >= limit:
                raise DeadlineError(limit) from error
            raise ResourceError(self._bounds.memory) from error
        finally:
            self.forget(process)

    def _replace(self) -> None:
        """Start another zygote from the files. Raises StartError."""
        self._zygote.kill()
        try:
            self._zygote = Zygote(self._files, self._bounds)
        except (OSError, EOFError, SyntaxError) as error:
            raise StartError(str(error)) from error

    def forget(self, worker: Worker) -> None:
        """End a process that no other one stands in for, and let it be gone."""
        worker.end()
        with self._lock, suppress(OSError, EOFError):
            if worker.zygote is self._zygote and not self._closed:
                self._zygote.forget(worker.process)

    def advance(self, length: int, state: str) -> None:
        """Go on to the state at a length of the log; workers that are forked from now on have it.

        It is in the log, so that a zygote which fails here is replaced by one that has it.
        """
        with self._lock:
            self._files = replace(self._files, length=length)
            try:
                if not self._closed:
                    self._zygote.advance(length, state)
            except (OSError, EOFError):
                with suppress(StartError):  # when a worker is needed it is tried again
                    self._replace()
            self.release = state

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._zygote.close()
                self._files.close()
