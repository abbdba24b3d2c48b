"""Errors that are kept keep no rows: another thread could not let them go."""

from collections.abc import Iterator
from traceback import walk_tb

import pyoxigraph as ox
import pytest

from s5kg.engine import NotOfferedError, Question, RemoteError
from s5kg.engine.errors import forget_frames
from s5kg.engine.memory import MemoryEngine
from tests.engine.standin import says, standing_in
from tests.engine.test_hostile import JSON, ROWS, ask


def rows_in(error: BaseException | None) -> Iterator[object]:
    """Give the rows that the frames of an error, and of those behind it, hold."""
    while error:
        for frame, _ in walk_tb(error.__traceback__):
            yield from (
                one for one in frame.f_locals.values() if isinstance(one, ox.QuerySolutions)
            )
        error = error.__cause__ or error.__context__


def test_an_error_of_our_engine_holds_no_rows() -> None:
    """Although the rows were there when it was raised."""
    engine = MemoryEngine(b'<a:b> <a:c> "d" .')
    with pytest.raises(NotOfferedError) as caught:
        engine.answer(Question("SELECT * { ?s ?p ?o }", {}))
    assert not [*rows_in(caught.value)]


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "ASK {}"])
def test_an_error_over_a_service_holds_no_rows(query: str) -> None:
    """Whether its rows break off or answer another question."""
    with (
        standing_in(says("200 OK", ROWS[:-9] if "SELECT" in query else ROWS, JSON)) as server,
        pytest.raises(RemoteError) as caught,
    ):
        ask(server.url, query)
    assert not [*rows_in(caught.value)]


def test_errors_that_lead_back_to_themselves_come_to_an_end() -> None:
    """A cause may be behind itself."""
    one, other = ValueError(), ValueError()
    one.__cause__, other.__cause__ = other, one
    forget_frames(one)
