"""Kept answers: the same bytes without the engine, within a bound, and never wrong ones."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from s5kg.engine import Answer, BusyError, DeadlineError, Question
from s5kg.formats import Family, Format, named
from s5kg.web.answers import Answers, changes


class Counting:
    """An engine that counts how often it is asked."""

    release = "one"

    def __init__(self, body: bytes = b"x") -> None:
        """Answer with a body."""
        self.asked = 0
        self._body = body

    def answer(self, question: Question) -> Answer:
        """Return the body."""
        self.asked += 1
        return Answer(self._body, _format("json"))


def _format(name: str) -> Format:
    found = named(name, Family.RESULTS)
    assert found
    return found


def question(text: str = "ASK {}", form: str = "json", **fields: tuple[str, ...]) -> Question:
    """Return a question."""
    return Question(text, {Family.RESULTS: _format(form)}, **fields)  # type: ignore[arg-type]


def test_an_answer_is_asked_for_once() -> None:
    """The second time it is there; another query, format, dataset or state is another one."""
    engine = Counting()
    answers = Answers(engine)
    assert not answers.ask(question(), engine.answer).kept
    again = answers.ask(question(), engine.answer)
    assert (again.kept, again.answer.body, engine.asked) == (True, b"x", 1)
    for other in (question("ASK { }"), question(form="csv"), question(default_graphs=("a:b",))):
        assert not answers.ask(other, engine.answer).kept
    engine.release = "two"
    assert not answers.ask(question(), engine.answer).kept


def test_an_answer_belongs_to_the_state_it_comes_from() -> None:
    """Should the state change meanwhile, the answer is not kept, for nobody knows whose it is."""
    engine = Counting()

    def work(asked: Question) -> Answer:
        engine.release += "+"
        return engine.answer(asked)

    answers = Answers(engine)
    assert answers.ask(question(), work).answer.release == ""
    assert not answers.ask(question(), engine.answer).kept


@pytest.mark.parametrize(("most", "body"), [(0, b"x"), (8192, b"x" * 1024)])
def test_there_is_no_room(most: int, body: bytes) -> None:
    """Nothing is kept in no room, nor what would take more than an eighth of it."""
    engine = Counting(body)
    answers = Answers(engine, most)
    for _ in range(2):
        assert not answers.ask(question(), engine.answer).kept


def test_the_room_is_bounded() -> None:
    """The answer that was asked for longest ago goes first."""
    engine = Counting(b"x" * 512)
    answers = Answers(engine, 10240)
    texts = [f"ASK {{ # {number}\n}}" for number in range(11)]
    for text in texts:
        answers.ask(question(text), engine.answer)
    assert answers.ask(question(texts[-1]), engine.answer).kept
    assert not answers.ask(question(texts[0]), engine.answer).kept


def _together(answers: Answers, work: Callable[[Question], Answer], begun: threading.Event) -> int:
    """Ask from two threads, the second once the first one works; return how many failed."""
    failed = 0
    with ThreadPoolExecutor() as threads:
        first = threads.submit(answers.ask, question(), work)
        assert begun.wait(10)
        second = threads.submit(answers.ask, question(), work)
        for one in (first, second):
            try:
                one.result(10)
            except DeadlineError:
                failed += 1
    return failed


def test_the_same_question_at_once_is_worked_out_once() -> None:
    """Who asks meanwhile gets the same answer, or error; an error is not kept."""
    for fails in (False, True):
        engine, begun = Counting(), threading.Event()

        def work(asked: Question, fails: bool = fails, begun: threading.Event = begun) -> Answer:
            begun.set()
            threading.Event().wait(0.3)
            if fails:
                raise DeadlineError(1)
            return engine.answer(asked)  # noqa: B023 # asked before the next round

        answers = Answers(engine)
        assert _together(answers, work, begun) == (2 if fails else 0)
        assert answers.ask(question(), engine.answer).kept is not fails
        assert engine.asked == 1


def test_what_one_asker_is_refused_is_nothing_to_the_others() -> None:
    """One waits for its share and gets none; who asks the same has the answer before that."""
    engine, released = Counting(), threading.Event()
    answers = Answers(engine)

    @contextmanager
    def refuse(asked: Question) -> Iterator[None]:
        assert released.wait(10)
        raise BusyError(1)
        yield

    with ThreadPoolExecutor() as threads:
        first = threads.submit(answers.ask, question(), engine.answer, refuse)
        second = threads.submit(answers.ask, question(), engine.answer)
        assert second.result(10).answer.body == b"x"
        released.set()
        with pytest.raises(BusyError):
            first.result(10)
    assert engine.asked == 1
    assert answers.ask(question(), engine.answer, refuse).kept


def test_the_rows_of_a_kept_answer_are_counted_once() -> None:
    """The same object comes each time, so that its count is there already."""
    engine = Counting(b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"b":"c"}}]}}')
    answers = Answers(engine)
    assert answers.ask(question(), engine.answer).rows == 1
    first, second = (answers.ask(question(), engine.answer) for _ in range(2))
    assert first is second
    assert first.rows == 1


@pytest.mark.parametrize(
    "call", ["NOW()", "rand ( )", "UUID#x\n()", "STRUUID()", "BNODE('x')", "\\u004eOW()"]
)
def test_what_changes_is_seen(call: str) -> None:
    """However it is written, also with a comment before the bracket."""
    assert changes(f"SELECT ({call} AS ?x) {{}}")
    assert changes("ASK { SERVICE <a:b> {} }")
    assert not changes("SELECT ?now ?rand { ?now ?bnode 'uuid' }")
