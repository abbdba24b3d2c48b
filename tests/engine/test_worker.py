"""What a worker says to one change or one call, asked over its socket."""

import signal
import socket
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest

from s5kg.engine import Question
from s5kg.engine.changes import Update, UpdateError
from s5kg.engine.trial import Rules
from s5kg.engine.wire import Frame, receive, send
from s5kg.engine.wire_calls import pack_call, unpack_call_reply
from s5kg.engine.wire_changes import pack_change, unpack_outcome
from s5kg.engine.worker import call_once, work_once
from s5kg.federation import CallRefusedError
from s5kg.federation.allowed import Allowed
from s5kg.federation.fetching import Fetcher
from s5kg.formats import Family, named
from tests.federation.conftest import LOOPBACK, Elsewhere
from tests.federation.conftest import elsewhere as elsewhere

Loop = Callable[[socket.socket], None]


@pytest.fixture(autouse=True)
def no_alarm() -> Iterator[None]:
    """Take back the alarm that would end a worker, which here is the process of the tests."""
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


def exchange(loop: Loop, frame: Frame | None) -> Frame:
    """Return what a loop replies to a frame, or to nothing; raises EOFError where it is silent."""
    ours, theirs = socket.socketpair()
    with ours:
        if frame:
            send(ours, frame)
        ours.shutdown(socket.SHUT_WR)
        with theirs:
            loop(theirs)
        return receive(ours)


def trial(sock: socket.socket) -> None:
    """Try a change on an empty store."""
    work_once(sock, ox.Store(), Rules())


def call(sock: socket.socket) -> None:
    """Answer a question that calls elsewhere, over an empty store."""
    call_once(sock, ox.Store(), 10_000, True)


def question(text: str) -> Question:
    """Return a question whose answer is CSV."""
    form = named("csv", Family.RESULTS)
    assert form
    return Question(text, {Family.RESULTS: form})


@pytest.mark.parametrize("loop", [trial, call])
def test_a_worker_that_nobody_asks_ends_in_silence(loop: Loop) -> None:
    """The other end has gone, so there is nobody to tell."""
    with pytest.raises(EOFError):
        exchange(loop, None)


def test_a_trial_says_what_would_change() -> None:
    """The row of the one new triple comes back."""
    change = Update("INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 'new' } }")
    outcome = unpack_outcome(exchange(trial, pack_change(change, None, 60)))
    assert b"new" in outcome.patch.rows


def test_a_trial_says_why_a_change_cannot_be() -> None:
    """CREATE of a graph that is there, as another process reads it."""
    change = Update("CREATE GRAPH <x:g> ; CREATE GRAPH <x:g>")
    with pytest.raises(UpdateError):
        unpack_outcome(exchange(trial, pack_change(change, None, 60)))


def test_a_call_is_made_and_answered(elsewhere: Elsewhere) -> None:
    """The value that only the other side has is in the answer."""
    elsewhere.store.load("<x:a> <x:size> 7 .", format=ox.RdfFormat.TURTLE)
    fetcher = Fetcher(Allowed.of([elsewhere.at("")]), LOOPBACK, total=20)
    asked = question(f"SELECT ?z {{ SERVICE <{elsewhere.at()}> {{ <x:a> <x:size> ?z }} }}")
    answer = unpack_call_reply(exchange(call, pack_call(asked, 60, fetcher)))
    assert answer.body == b"z\r\n7\r\n"


def test_a_call_that_is_not_allowed_is_refused_by_the_worker(elsewhere: Elsewhere) -> None:
    """It holds what may be called against the list itself, and calls nobody."""
    asked = question(f"SELECT * {{ SERVICE <{elsewhere.at()}> {{ ?s ?p ?o }} }}")
    fetcher = Fetcher(Allowed.of(["https://e.org"]), LOOPBACK)
    with pytest.raises(CallRefusedError):
        unpack_call_reply(exchange(call, pack_call(asked, 60, fetcher)))
    assert not elsewhere.asked
