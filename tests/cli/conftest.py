"""A build and a way to run commands."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from s5kg.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(built: Path) -> Run:
    """Run a command against the build, with standard input if given."""

    def invoke(
        *words: str | Path, stdin: str | bytes | None = None, target: Path = built
    ) -> Result:
        environment = {"S5KG_BUILD": str(target), "COLUMNS": "200"}
        return CliRunner().invoke(main, [str(word) for word in words], stdin, environment)

    return invoke
