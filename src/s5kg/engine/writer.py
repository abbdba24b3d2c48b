"""Writes as the asking process carries them out: tried, logged, and only then visible."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from s5kg.engine import BusyError
from s5kg.engine.changes import Change, LogError, Written
from s5kg.engine.nursery import Nursery
from s5kg.engine.places import Settings
from s5kg.engine.trial import Outcome
from s5kg.engine.wire_changes import pack_change, unpack_outcome
from s5kg.engine.zygote import Kind
from s5kg.log import Log


class Writer:
    """The one at a time who writes."""

    def __init__(self, nursery: Nursery, log: Log | None, settings: Settings) -> None:
        """Keep where trials are forked, and the log; without one nothing can be written."""
        self._nursery = nursery
        self._log = log
        self._settings = settings
        self._turn = Lock()
        self._count = Lock()
        self._waiting = 0

    def write(self, change: Change, graphs: frozenset[str] | None, author: str) -> Written:
        """Carry a change out; see WritableEngine.write.

        Until the log has it on disk, whatever fails changes nothing. From then on it is there,
        whatever fails: a zygote that starts again applies the log.
        """
        with self._alone():
            if self._log is None:
                raise LogError("this engine was opened for reading")
            outcome = self._try(change, graphs)
            patch = outcome.patch
            if not patch:
                return Written(self._nursery.release, 0, 0)
            try:
                entry = self._log.append(patch, author)
            except OSError as error:
                raise LogError(str(error)) from error
            self._nursery.advance(self._log.length, entry.state)
            return Written(entry.state, len(patch.added), len(patch.removed), outcome.created)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for one's turn. Raises BusyError where too many wait or it takes too long."""
        busy = BusyError(self._settings.retry_after)
        with self._count:
            if self._waiting > self._settings.waiting:
                raise busy
            self._waiting += 1
        try:
            if not self._turn.acquire(timeout=self._settings.deadline):
                raise busy
            try:
                yield
            finally:
                self._turn.release()
        finally:
            with self._count:
                self._waiting -= 1

    def _try(self, change: Change, graphs: frozenset[str] | None) -> Outcome:
        """Have a forked copy of the store changed, and learn what that changes."""
        limit = self._settings.deadline
        frame = pack_change(change, graphs, limit)
        reply, _ = self._nursery.ask_once(Kind.TRIAL, frame, limit, self._settings.memory)
        return unpack_outcome(reply)
