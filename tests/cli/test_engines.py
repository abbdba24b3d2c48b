"""`s5kg serve --engine`: what goes together, and what is refused before anything is served."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.engine.services import free_port

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--engine", "remote"], "go together"),
        (["--remote", "http://127.0.0.1:1/"], "go together"),
        (["--engine", "elsewhere"], "not one of"),
        (
            ["--engine", "remote", "--remote", "http://127.0.0.1:1/", "--remote-user", "me"],
            "needs a password",
        ),
    ],
)
def test_options_that_do_not_go_together_are_usage_errors(
    run: Run, built: Path, words: list[str], said: str
) -> None:
    """They are named, with exit code 2."""
    result = run("serve", "--build", str(built), *words)
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://a.example/", "must begin with"),
        ("http://me:word@a.example/", "no user or password"),
        ("http://127.0.0.1:{port}/", "cannot be reached"),
    ],
)
def test_a_service_that_cannot_be_asked_is_said(run: Run, built: Path, url: str, said: str) -> None:
    """The exit code is 1, and no password is repeated."""
    words = ["--engine", "remote", "--remote", url.format(port=free_port())]
    result = run("serve", "--build", str(built), *words)
    assert result.exit_code == 1
    assert said in " ".join(result.output.split())
    assert "word@" not in result.output


def test_an_engine_on_disk_takes_no_tokens(run: Run, built: Path, tmp_path: Path) -> None:
    """Writes need the engine in memory."""
    tokens = tmp_path / "tokens"
    tokens.write_text("", encoding="utf-8")
    words = ["--build", str(built), "--engine", "disk", "--tokens", str(tokens)]
    result = run("serve", *words)
    assert result.exit_code == 2
    assert "takes no writes" in result.output


def test_a_secret_that_is_no_text_is_said(run: Run, built: Path, tmp_path: Path) -> None:
    """Its file is named, and none of its bytes."""
    file = tmp_path / "secret"
    file.write_bytes(b"\xff\xfe")
    words = ["--engine", "remote", "--remote", "http://127.0.0.1:1/", "--remote-secret", str(file)]
    result = run("serve", "--build", str(built), *words)
    assert result.exit_code == 1
    assert "no text in UTF-8" in " ".join(result.output.split())
    assert "0xff" not in result.output
