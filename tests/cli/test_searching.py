"""`s5kg search`."""

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from rdflib.namespace import SKOS

Run = Callable[..., Result]


def test_things_are_found_by_words(run: Run) -> None:
    """A table for people; a misprint shows the name."""
    result = run("search", "ﾋﾞｯｸﾃﾞｰﾀ", "--lang", "ja")
    assert result.exit_code == 0
    assert "s5c:technology-big-data" in result.stdout
    assert "hidden: ビックデータ" in result.stdout


def test_programs_get_json(run: Run) -> None:
    """With offsets of what was asked for, at most as many things as wanted."""
    found = json.loads(run("search", "smart", "city", "--format", "json", "--limit", "2").stdout)
    assert len(found) == 2
    assert found[0]["marks"][0][0] == 0


def test_nothing_is_a_failure(run: Run) -> None:
    """A script sees it by the exit code."""
    result = run("search", "zzzzzz")
    assert result.exit_code == 1
    assert "nothing was found" in result.stderr


def test_no_name_steers_a_terminal(run: Run, built: Path, tmp_path: Path) -> None:
    """A name that somebody wrote into the graph is printed as text."""
    thing, label = "<https://w3id.org/s5kg/id/org-us-ostp>", str(SKOS.altLabel)
    told = f'{thing} <{label}> "zebra\\u001B[2J\u202e"@en <https://w3id.org/s5kg/graph/codes> .\n'
    graph = (built / "graph.nq").read_text("utf-8")
    (tmp_path / "graph.nq").write_text(graph + told, encoding="utf-8")
    result = run("search", "zebra", target=tmp_path)
    assert "zebra\ufffd[2J\ufffd" in result.stdout
