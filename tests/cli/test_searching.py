"""`s5kg search`."""

import json
from collections.abc import Callable

from click.testing import Result

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
