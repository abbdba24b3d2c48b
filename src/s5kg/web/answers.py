"""Answers that are kept: bounded in bytes, and each worked out once however many ask for it."""

import hashlib
import re
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from threading import BoundedSemaphore, Lock

from cachetools import LRUCache

from s5kg.engine import Answer, Engine, Question
from s5kg.web.rowcount import count_rows

MOST_KEPT = 64 * 1024 * 1024
MOST_SHARING = 32  # threads that wait for another one's answer; any further asks for itself
_SHARE = 8  # no answer takes more than this part of the room
_OVERHEAD = 512  # bytes that an entry costs beyond its body, by estimate

# Text alone decides, and wrongly only in one direction: what looks like a function whose value
# differs each time, or like a call to another service, is taken for one. An escape could spell it.
_CHANGING = re.compile(
    r"(?:NOW|RAND|UUID|BNODE)(?:\s|#[^\n\r]*[\n\r])*+\(|SERVICE|\\u", re.IGNORECASE
)
Work = Callable[[Question], Answer]
Admission = Callable[[Question], AbstractContextManager[None]]


def changes(query: str) -> bool:
    """Return whether the answer to a query may differ from one time to the next."""
    return bool(_CHANGING.search(query))


@dataclass(frozen=True)
class Given:
    """An answer, the seconds that the engine took for it, and whether it was there already."""

    answer: Answer
    seconds: float = 0.0
    kept: bool = False

    @cached_property
    def rows(self) -> int | None:
        """How many rows or triples the answer has, None where only a parser could tell.

        An answer that is kept is counted once.
        """
        return count_rows(self.answer.body, self.answer.format.media_type)


def _free(question: Question) -> AbstractContextManager[None]:
    return nullcontext()


class Answers:
    """The answers of an engine, of which up to `most` bytes are kept; 0 keeps none.

    It may be asked from any thread. Who asks what another one is asking gets that one's answer,
    or error.
    """

    def __init__(self, engine: Engine, most: int = MOST_KEPT, union: bool = True) -> None:
        """Keep nothing yet; `union` is what the engine takes for its default graph."""
        self._engine = engine
        self._most = most
        self._union = union
        self._lock = Lock()
        self._kept: LRUCache[str, Given] = LRUCache(most, getsizeof=_size)
        self._asked: dict[tuple[str, float | None], Future[Given]] = {}
        self._sharing = BoundedSemaphore(MOST_SHARING)

    def lasting(self, text: str) -> bool:
        """Return whether the answer to a query holds as long as the state, and that is known."""
        return bool(self._engine.release) and not changes(text)

    def name(self, question: Question, release: str | None = None) -> str:
        """Return the name of an answer: the same state, query, dataset and formats give it."""
        formats = [form.name for form in question.formats.values()]
        parts = [release or self._engine.release, question.text, question.base, str(self._union)]
        parts += [*formats, "default", *question.default_graphs, "named", *question.named_graphs]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def ask(self, question: Question, work: Work, admit: Admission = _free) -> Given:
        """Return an answer that is kept, or that `work` gives; raises what `work` raises.

        Whoever needs work, or another one's answer, is admitted first: what `admit` refuses to one
        asker is nothing to the others, nor do they wait for it.
        """
        if not self.lasting(question.text):
            with admit(question):
                return self._timed(question, work)
        with self._lock:
            if given := self._kept.get(self.name(question)):
                return given
        with admit(question):
            return self._share(question, work)

    def _share(self, question: Question, work: Work) -> Given:
        # Who would wait for another time asks alone, so that nobody gets another one's deadline.
        name = self.name(question), question.timeout
        with self._lock:
            if given := self._kept.get(name[0]):
                return given
            others = self._asked.get(name)
            if others is None:
                self._asked[name] = mine = Future[Given]()
        if others is None:
            return self._ask_for_all(question, work, name, mine)
        if not self._sharing.acquire(blocking=False):
            return self._timed(question, work)
        try:
            return Given(others.result().answer, kept=True)
        finally:
            self._sharing.release()

    def _ask_for_all(
        self, question: Question, work: Work, name: tuple[str, float | None], all_: Future[Given]
    ) -> Given:
        try:
            given = self._timed(question, work)
            self._keep(question, given.answer)
        except BaseException as error:
            all_.set_exception(error)
            raise
        else:
            all_.set_result(given)
            return given
        finally:
            with self._lock:
                del self._asked[name]

    def _timed(self, question: Question, work: Work) -> Given:
        start = time.perf_counter()
        before = self._engine.release
        answer = work(question)
        if not answer.release and before == self._engine.release:
            answer = replace(answer, release=before)
        return Given(answer, time.perf_counter() - start)

    def _keep(self, question: Question, answer: Answer) -> None:
        """Keep an answer under the name of the state that it comes from, if that is known."""
        if answer.release and _size(Given(answer)) <= self._most // _SHARE:
            name = self.name(question, answer.release)
            with self._lock:
                self._kept[name] = Given(answer, kept=True)


def _size(given: Given) -> int:
    return len(given.answer.body) + _OVERHEAD
