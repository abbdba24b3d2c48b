"""Hostile queries of all kinds against the service as it is started, beside honest clients."""

from pathlib import Path

import hostile


def test_hostile_queries_fail_and_honest_ones_do_not(tmp_path: Path) -> None:
    """Each hostile query ends with an honest problem; the honest get their right answers.

    Afterwards too: nothing that a hostile query has done is left.
    """
    options = ["--budget=0", "--cache=0", f"--log={tmp_path / 'log'}"]
    with hostile.serving(tmp_path, 5000, *options, deadline=0.8) as port:
        expected = hostile.honest_queries(port, 10)
        watch = hostile.load(port, expected, attackers=1, rounds=1)
        assert hostile.honest_queries(port, 10) == expected
    assert watch.faults == []
    assert len(watch.hostile) == len(hostile.HOSTILE) >= 15
    ends = {(status, problem) for found in watch.hostile.values() for status, problem, _ in found}
    assert {status for status, _ in ends} <= {400, 503}
    assert (503, "deadline") in ends
    assert len(watch.seconds) > 50
    assert "Traceback" not in (tmp_path / "stderr").read_text("utf-8")


def test_a_query_that_takes_all_memory_is_told_so(tmp_path: Path) -> None:
    """A string that doubles ends at the limit of memory where time does not end it before."""
    with hostile.serving(tmp_path, 5000, "--budget=0", "--cache=0", deadline=60) as port:
        expected = hostile.honest_queries(port, 1)
        watch = hostile.Watch()
        hostile.attack(port, "127.0.0.2", ["giant string"] * 3, watch)
        assert hostile.honest_queries(port, 1) == expected
    assert watch.faults == []
    ends = [(status, problem) for status, problem, _ in watch.hostile["giant string"]]
    assert ends == [(503, "out-of-memory")] * 3
