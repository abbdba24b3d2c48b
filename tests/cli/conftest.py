"""A build and a way to run commands."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from s5kg.cli import main
from s5kg.locations import Sources
from s5kg.release import build

Run = Callable[..., Result]


def _silent(_: str) -> None:
    """Report nothing."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, sources: Sources) -> Path:
    """A build of the real sources."""
    target = tmp_path_factory.mktemp("build")
    build(sources, target, _silent)
    return target


@pytest.fixture
def run(built: Path) -> Run:
    """Run a command against the build, with standard input if given."""

    def invoke(
        *words: str | Path, stdin: str | bytes | None = None, target: Path = built
    ) -> Result:
        environment = {"S5KG_BUILD": str(target), "COLUMNS": "200"}
        return CliRunner().invoke(main, [str(word) for word in words], stdin, environment)

    return invoke
