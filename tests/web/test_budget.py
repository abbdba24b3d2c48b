"""Budgets of work: what is spent, what flows back, and what an asker is told."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.web.budget import Budget, BudgetError


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time that it shows."""
        return self.now


SECONDS = st.floats(0, 100)


@given(st.lists(st.tuples(SECONDS, SECONDS), max_size=30), st.floats(1, 200), st.floats(1, 200))
def test_work_stays_within_rate_and_burst(
    steps: list[tuple[float, float]], rate: float, burst: float
) -> None:
    """Whatever is asked, work begun in a time is at most burst, rate and one last question."""
    clock, spent = Clock(), 0.0
    budget = Budget(rate, burst, clock=clock)
    start, largest = clock.now, max((cost for _, cost in steps), default=0.0)
    for pause, cost in steps:
        clock.now += pause
        try:
            budget.check("a")
        except BudgetError:
            continue
        budget.spend("a", cost)
        spent += cost
    assert spent <= burst + (clock.now - start) * rate / 60 + largest + 1e-6


@given(st.floats(0.1, 500), st.floats(1, 500))
def test_who_waits_as_told_is_let_in_and_not_much_earlier(cost: float, rate: float) -> None:
    """Retry-After is true: refused two seconds before, served at the time."""
    clock = Clock()
    budget = Budget(rate, 1, clock=clock)
    budget.spend("a", cost)
    try:
        budget.check("a")
    except BudgetError as error:
        clock.now += error.retry_after - 2
        if error.retry_after > 2:
            with pytest.raises(BudgetError):
                budget.check("a")
        clock.now += 2
        budget.check("a")
    else:
        assert cost < 1


def test_one_client_does_not_pay_for_another() -> None:
    """Each has a bucket of its own."""
    budget = Budget(60, 1, clock=Clock())
    budget.spend("a", 5)
    with pytest.raises(BudgetError):
        budget.check("a")
    budget.check("b")


def test_no_rate_is_no_limit() -> None:
    """A budget of 0 is turned off, and remembers nobody."""
    budget = Budget(0, 0, clock=Clock())
    budget.spend("a", 1e9)
    budget.check("a")
    assert not len(budget)


@given(st.lists(st.integers(0, 50), max_size=200))
def test_only_so_many_clients_are_remembered(clients: list[int]) -> None:
    """However many ask, memory is bounded, and the last one is among the remembered."""
    budget = Budget(60, 1, clock=Clock(), most=8)
    for client in clients:
        budget.spend(str(client), 5)
        assert len(budget) <= 8
        assert budget.left(str(client)) < 1


def test_a_full_bucket_is_forgotten() -> None:
    """When all has flowed back there is nothing to remember."""
    clock = Clock()
    budget = Budget(60, 10, clock=clock)
    budget.spend("a", 5)
    assert len(budget) == 1
    clock.now += 5
    assert budget.left("a") == 10
    assert not len(budget)


@pytest.mark.parametrize("jump", [-86400.0, -10.0, 86400.0, 1e12])
def test_a_clock_that_jumps_takes_nothing_and_gives_no_more_than_the_burst(jump: float) -> None:
    """Set back, time stands still for a bucket; set forward, it is full and no fuller."""
    clock = Clock()
    budget = Budget(60, 5, clock=clock)
    budget.spend("a", 8)
    clock.now += jump
    assert budget.left("a") == (-3 if jump < 0 else 5)
    clock.now += 2
    budget.spend("a", 1)
    assert budget.left("a") <= 4
    assert budget.left("a") == (-4 if jump < 0 else 4)
    clock.now += 1
    assert budget.left("a") == (-3 if jump < 0 else 5)


def test_work_is_measured_by_a_clock_that_nobody_sets() -> None:
    """The one that a service uses does not follow the time of day."""
    assert Budget(1, 1)._clock is time.monotonic
