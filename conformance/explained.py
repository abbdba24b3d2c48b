"""The tests that are known not to pass, each with its reason."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from conformance.outcome import Outcome, Result

FILE = Path(__file__).with_name("explained.toml")


@dataclass(frozen=True)
class Reason:
    """Why some tests do not pass."""

    why: str
    tests: tuple[str, ...]


def read_reasons(path: Path = FILE) -> list[Reason]:
    """Read the reasons. Raises ValueError where a test has two."""
    with path.open("rb") as file:
        tables = tomllib.load(file)["reason"]
    reasons = [Reason(table["why"], tuple(table["tests"])) for table in tables]
    names = [name for reason in reasons for name in reason.tests]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"explained twice: {sorted(twice)}")
    return reasons


def unexplained(results: list[Result], reasons: list[Reason]) -> list[Result]:
    """Return the results that neither pass, by value at least, nor have a reason."""
    known = {name for reason in reasons for name in reason.tests}
    wrong = (Outcome.FAILED, Outcome.NOT_OFFERED)
    return [r for r in results if r.outcome in wrong and r.case.key not in known]


def outdated(results: list[Result], reasons: list[Reason]) -> list[str]:
    """Return the tests that have a reason but pass."""
    good = (Outcome.PASSED, Outcome.BY_VALUE)
    passing = {result.case.key for result in results if result.outcome in good}
    return [name for reason in reasons for name in reason.tests if name in passing]
