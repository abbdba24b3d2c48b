"""An engine whose work is measured, shared out between clients and charged to their budgets."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from flask import request

from s5kg.engine import (
    Answer,
    BusyError,
    DeadlineError,
    Engine,
    LimitError,
    Question,
    RemoteError,
    ResourceError,
    TooLargeError,
    TruncatedError,
)
from s5kg.web.account import account
from s5kg.web.budget import Budget
from s5kg.web.clients import client_of
from s5kg.web.shares import Shares

# A question costs at least this (seconds): reading it is work too.
_LEAST = 0.001
_REASONS: dict[type[LimitError], str] = {
    DeadlineError: "deadline",
    ResourceError: "resources",
    TooLargeError: "size",
    BusyError: "busy",
    RemoteError: "remote",
    TruncatedError: "size",
}


class MeteredEngine:
    """Asks an engine on behalf of the client whose request is in hand."""

    def __init__(self, engine: Engine, budget: Budget, shares: Shares | None) -> None:
        """Keep what is shared; without `shares` a client may have all workers."""
        self._engine = engine
        self.budget = budget
        self._shares = shares
        self._lock = Lock()
        self._asked = 0

    @property
    def release(self) -> str:
        """The name of the state; see Engine.release."""
        return self._engine.release

    @property
    def asked(self) -> int:
        """How many questions are being answered or wait."""
        return self._asked

    def answer(self, question: Question) -> Answer:
        """Return the answer; see Engine.answer. Raises BudgetError where nothing is left."""
        with self.admit(question):
            return self.work(question)

    @contextmanager
    def admit(self, question: Question) -> Iterator[None]:
        """Let the client have a question answered meanwhile.

        Raises BudgetError where nothing is left, BusyError where the client has its share.
        """
        client = client_of(request.remote_addr)
        self.budget.check(client)
        self._count(1)
        try:
            if self._shares is None:
                yield
            else:
                with self._shares.place(client, question.timeout):
                    yield
        finally:
            self._count(-1)

    def work(self, question: Question) -> Answer:
        """Answer a question that is admitted, and charge the client for it."""
        client = client_of(request.remote_addr)
        record = account()
        record.state = self.release
        start = time.monotonic()
        seconds = 0.0
        try:
            answer = self._engine.answer(question)
            seconds = answer.seconds or time.monotonic() - start
            record.kind = answer.format.family.name.lower()
        except LimitError as error:
            record.stopped = _REASONS.get(type(error), "")
            seconds = error.seconds
            raise
        finally:
            record.engine = (record.engine or 0.0) + seconds
            self.budget.spend(client, max(seconds, _LEAST))
        return answer

    def _count(self, change: int) -> None:
        with self._lock:
            self._asked += change
