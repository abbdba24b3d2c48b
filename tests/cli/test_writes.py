"""`s5kg log`."""

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from s5kg.engine.changes import Update
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.log import beside

GRAPH = b'<https://e.org/a> <https://e.org/p> "1" <https://e.org/g> .\n'


def test_the_log_lists_and_shows_writes(run: Callable[..., Result], tmp_path: Path) -> None:
    """Each write has its number, author and counts; one is shown as it was logged."""
    graph = tmp_path / "graph.nq"
    graph.write_bytes(GRAPH)
    with PoolEngine.open(graph, Settings(workers=1, gate=False), writable=True) as engine:
        state = engine.write(Update("CLEAR ALL"), author="me").release
    (listed,) = json.loads(run("log", "--json", target=tmp_path).stdout)
    assert (listed["author"], listed["removed"], listed["state"]) == ("me", 1, state)
    assert state[:16] in run("log", target=tmp_path).stdout
    assert run("log", "1", target=tmp_path).stdout_bytes == beside(graph).read_bytes()
    assert "the log has 1" in run("log", "2", target=tmp_path).stderr


def test_a_damaged_log_is_said(run: Callable[..., Result], tmp_path: Path) -> None:
    """With its line, and without a traceback."""
    (tmp_path / "graph.nq").write_bytes(GRAPH)
    (tmp_path / "log.rdfp").write_bytes(b"H id <x> .\nTX .\nTC .\n")
    result = run("log", target=tmp_path)
    assert (result.exit_code, "line 1" in result.stderr) == (1, True)
