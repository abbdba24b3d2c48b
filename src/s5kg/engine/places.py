"""The places in which workers answer, who waits for one, and what they may use."""

import math
import os
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Self

from s5kg.engine import BusyError, DeadlineError, ResourceError
from s5kg.engine.nursery import Nursery, StartError, Worker
from s5kg.engine.wire import Frame

MIB = 1024 * 1024
_SOON = 0.2  # seconds after which a question is slow
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
    the unnamed one. Up to `slow` questions that are not answered soon go on beside the workers, at
    a low priority, and leave their places to others. A write is held against the shapes and checks
    of the graph where there is a `gate`, and its blank nodes get IRIs with `skolemise`. `calls`
    questions that call other services run at a time, beside the workers.
    """

    workers: int = field(default_factory=_processors)
    deadline: float = 30.0
    memory: int = 1024 * MIB
    most: int = 256 * MIB
    waiting: int = 64
    slow: int = 0
    union: bool = True
    gate: bool = True
    skolemise: bool = True
    calls: int = 8

    @property
    def retry_after(self) -> int:
        """Whole seconds until a place is likely free, were all queries to run to the deadline."""
        return math.ceil(self.deadline / self.workers)


class Place:
    """A worker, and the next one when it has gone."""

    def __init__(self, nursery: Nursery) -> None:
        """Keep where workers come from; there is none yet."""
        self._nursery = nursery
        self._worker: Worker | None = None
        self._gone: Worker | None = None

    def ask(
        self, frame: Frame, limit: float, settings: Settings, leave: Callable[[Self], bool]
    ) -> tuple[Frame, str]:
        """Return a worker's reply and the state that it is of.

        While the question is slow, `leave` is asked whether another place can stand in for this.

        Raises DeadlineError or ResourceError for a killed one.
        """
        try:
            worker = self._send(frame, limit)
        except (StartError, TimeoutError) as error:
            raise ResourceError(settings.memory) from error
        start = time.monotonic()
        try:
            self._watch(worker, start + limit, leave)
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

    def _watch(self, worker: Worker, until: float, leave: Callable[[Self], bool]) -> None:
        """Wait until a reply begins, the time is over, or another place stands in for this one."""
        while (left := until - time.monotonic()) > 0 and not worker.replies(min(_SOON, left)):
            worker.step_back()
            if leave(self):
                return

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

    def retire(self) -> None:
        """Kill the worker, after which there is none; the place is of no more use."""
        if gone := self._worker or self._gone:
            self._worker = self._gone = None
            self._nursery.forget(gone)

    def another(self) -> "Place":
        """Return another place with workers from the same origin."""
        return Place(self._nursery)


class Queue:
    """The places that are free, and who waits for one: first come, first served."""

    def __init__(self, settings: Settings) -> None:
        """Begin without places."""
        self._settings = settings
        self._lock = Lock()
        self._free: deque[Place] = deque()
        self._turns: deque[SimpleQueue[Place]] = deque()
        self._slow: set[Place] = set()
        self._closed = False

    def take(self, patience: float) -> Place:
        """Return a free place. Raises BusyError where too many wait or it takes too long."""
        with self._lock:
            if self._free:
                return self._free.popleft()
            if len(self._turns) >= self._settings.waiting:
                raise BusyError(self._settings.retry_after)
            turn: SimpleQueue[Place] = SimpleQueue()
            self._turns.append(turn)
        try:
            return turn.get(timeout=patience)
        except Empty:
            with self._lock:
                if turn in self._turns:
                    self._turns.remove(turn)
                    raise BusyError(self._settings.retry_after) from None
            return turn.get()  # it came at the last moment

    def leave(self, place: Place) -> bool:
        """Let the next one have another place instead of one that is slow, where there may be."""
        with self._lock:
            if self._closed or len(self._slow) >= self._settings.slow:
                return False
            self._slow.add(place)
        self.give(place.another())
        return True

    def give(self, place: Place) -> None:
        """Let the next one have a place."""
        with self._lock:
            if place in self._slow:
                self._slow.remove(place)
                place.retire()
                return
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
