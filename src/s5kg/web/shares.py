"""No client may take all the workers, nor all the places in the queue, from the others."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock

from s5kg.engine import BusyError

_RECENT = 60.0  # seconds for which a client that has asked may be about to ask again
_MOST = 1 << 12  # clients that are remembered; two would do to know that one is not alone


class _Line:
    """The questions of one client: how many there are, and how many of them the engine has."""

    def __init__(self, lock: Lock) -> None:
        self.questions = 0
        self.begun = 0
        self.changed = Condition(lock)


class Shares:
    """Half of the workers and half of all places for a client, while there are others.

    A client that is alone may have everything. Others are there when one has asked within a
    minute, so that a runaway query does not find both workers free between two short ones.
    Questions above the share wait here, out of the engine's own queue, where all are equal.
    """

    def __init__(
        self,
        workers: int,
        waiting: int,
        patience: float,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Share `workers` and the places of `waiting` more; one waits at most `patience` s."""
        self._workers = max(1, workers // 2)
        self._places = max(1, (workers + waiting) // 2)
        self._patience = patience
        self._clock = clock
        self._lock = Lock()
        self._lines: dict[str, _Line] = {}
        self._seen: OrderedDict[str, float] = OrderedDict()

    @contextmanager
    def place(self, client: str, patience: float | None = None) -> Iterator[None]:
        """Hold a place for a question of a client.

        Raises BusyError where the client has too many questions already, or waits too long.
        """
        limit = self._patience if patience is None else min(patience, self._patience)
        with self._lock:
            self._see(client)
            line = self._lines.setdefault(client, _Line(self._lock))
            if line.questions >= self._places and self._others(client):
                raise BusyError(max(1, round(limit)))
            line.questions += 1
            try:
                if not line.changed.wait_for(lambda: self._free(client, line), limit):
                    raise BusyError(max(1, round(limit)))
            except BaseException:
                self._leave(client, line)
                raise
            line.begun += 1
        try:
            yield
        finally:
            with self._lock:
                line.begun -= 1
                line.changed.notify()
                self._leave(client, line)

    def _leave(self, client: str, line: _Line) -> None:
        line.questions -= 1
        if not line.questions:
            del self._lines[client]

    def _free(self, client: str, line: _Line) -> bool:
        return line.begun < self._workers or not self._others(client)

    def _see(self, client: str) -> None:
        now = self._clock()
        self._seen[client] = now
        self._seen.move_to_end(client)
        while now - next(iter(self._seen.values())) > _RECENT or len(self._seen) > _MOST:
            self._seen.popitem(last=False)

    def _others(self, client: str) -> bool:
        if any(other != client for other in self._lines):
            return True
        recent = next((one for one in reversed(self._seen) if one != client), None)
        return recent is not None and self._clock() - self._seen[recent] <= _RECENT
