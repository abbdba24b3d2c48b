"""Questions that call other services: each in a process of its own, which keeps the network."""

import time
from dataclasses import replace
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from s5kg.engine import Answer, BusyError, LimitError, Question
from s5kg.engine.nursery import Nursery
from s5kg.engine.places import Settings
from s5kg.engine.wire_calls import pack_call, unpack_call_reply
from s5kg.engine.zygote import Kind
from s5kg.federation.allowed import Allowed
from s5kg.federation.guard import check_query

if TYPE_CHECKING:
    from s5kg.federation.fetching import Fetcher


class Caller:
    """Asks on behalf of the pool what its workers, who have no network, cannot answer.

    Up to `calls` of the settings run at a time, beside the workers: a slow service holds up no
    question but those that call it.
    """

    def __init__(self, nursery: Nursery, settings: Settings, fetcher: "Fetcher | None") -> None:
        """Keep where processes are forked; without a `fetcher` nothing may be called."""
        self._nursery = nursery
        self._settings = settings
        self._fetcher = fetcher
        self._free = BoundedSemaphore(settings.calls)

    def answer(self, question: Question, limit: float) -> Answer:
        """Return the answer to a question in which SERVICE may stand.

        Its process parses it and is killed at the limit, in seconds. Raises CallRefusedError,
        UnclearCallError, FetchError, and as Engine.answer does.
        """
        if self._fetcher is None or not self._fetcher.allowed:
            check_query(question.text, Allowed())
            raise AssertionError("a query with SERVICE passed although nothing is allowed")
        frame = pack_call(question, limit, self._fetcher)
        if not self._free.acquire(blocking=False):
            raise BusyError(self._settings.retry_after)
        start = time.monotonic()
        try:
            reply, release = self._nursery.ask_once(Kind.CALL, frame, limit, self._settings.most)
            seconds = time.monotonic() - start
            return replace(unpack_call_reply(reply), release=release, seconds=seconds)
        except LimitError as error:
            error.seconds = time.monotonic() - start
            raise
        finally:
            self._free.release()
