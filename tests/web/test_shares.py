"""Shares: one client cannot keep the others out."""

import threading
from contextlib import ExitStack

import pytest

from s5kg.engine import BusyError
from s5kg.web.shares import Shares


def test_a_client_that_is_alone_has_everything() -> None:
    """Nothing is held back for nobody."""
    shares = Shares(4, 4, 0.01)
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(shares.place("a"))


def test_with_others_a_client_has_half_of_the_workers() -> None:
    """The third of four waits, the other client does not; half of all places is the end."""
    shares = Shares(4, 2, 0.05)
    with ExitStack() as stack:
        stack.enter_context(shares.place("b"))
        for _ in range(2):
            stack.enter_context(shares.place("a"))
        with pytest.raises(BusyError):
            stack.enter_context(shares.place("a"))
        stack.enter_context(shares.place("b"))
    with shares.place("a"):
        pass


def test_one_who_asked_lately_is_still_there_and_later_is_not() -> None:
    """Between two short questions of another, a client must not take all; after a minute it may."""
    now = [0.0]
    shares = Shares(2, 2, 0.01, clock=lambda: now[0])
    with shares.place("b"):
        pass
    with shares.place("a"), pytest.raises(BusyError), shares.place("a"):
        pass
    now[0] = 61.0
    with shares.place("a"), shares.place("a"):
        pass


def test_too_many_questions_are_refused_at_once() -> None:
    """Half of the places, begun or waiting, is all that a client may hold."""
    shares = Shares(2, 2, 60)
    inside, leave = threading.Barrier(2), threading.Event()

    def ask() -> None:
        with shares.place("a"):
            inside.wait(10)
            leave.wait(10)

    with shares.place("b"):
        first = threading.Thread(target=ask)
        first.start()
        inside.wait(10)
        second = threading.Thread(target=lambda: shares.place("a").__enter__())
        second.start()
        while second.is_alive() and shares._lines["a"].questions < 2:
            pass
        with pytest.raises(BusyError) as caught, shares.place("a"):
            pass
        assert caught.value.retry_after >= 1
        leave.set()
        first.join(10)
        second.join(10)
        assert not second.is_alive()
