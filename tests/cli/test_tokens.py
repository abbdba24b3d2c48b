"""`s5kg token`, and the file as `s5kg serve` takes it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from s5kg.web.tokens import find_token, read_tokens

Run = Callable[..., Result]
GRAPH = "https://w3id.org/s5kg/graph/external"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the tokens are kept."""
    return tmp_path / "tokens.tsv"


def test_a_token_is_printed_once(run: Run, file: Path) -> None:
    """Nothing but the token is on standard output, for a script to take."""
    result = run("token", "add", "ana", "--graph", GRAPH, "--days", "30", "--tokens", file)
    assert result.exit_code == 0
    token = find_token(read_tokens(file), result.stdout.strip())
    assert token
    assert (token.name, token.graphs) == ("ana", frozenset({GRAPH}))
    assert token.expires
    listed = run("token", "list", "--tokens", file)
    assert GRAPH in listed.stdout
    assert result.stdout.strip() not in listed.stdout


def test_the_list_is_for_scripts_too(run: Run, file: Path) -> None:
    """As JSON, null stands for all graphs and for never."""
    run("token", "add", "ben", "--all", "--tokens", file)
    listed = json.loads(run("token", "list", "--json", "--tokens", file).stdout)
    assert listed == [{"name": "ben", "graphs": None, "expires": None, "expired": False}]


def test_a_token_is_taken_back(run: Run, file: Path) -> None:
    """Twice is a fault."""
    run("token", "add", "ben", "--all", "--tokens", file)
    assert run("token", "remove", "ben", "--tokens", file).exit_code == 0
    again = run("token", "remove", "ben", "--tokens", file)
    assert (again.exit_code, "no token ben" in again.stderr) == (1, True)


@pytest.mark.parametrize(
    "words", [(), ("--all", "--graph", GRAPH), ("--graph", "no iri"), ("--all", "--days", "0")]
)
def test_a_scope_has_to_be_clear(run: Run, file: Path, words: tuple[str, ...]) -> None:
    """All or some graphs, by their IRIs; no file is made otherwise."""
    assert run("token", "add", "a", *words, "--tokens", file).exit_code == 2
    assert not file.exists()


def test_faults_of_the_file_are_said(run: Run, file: Path) -> None:
    """Each command names the file, and the service does not start with it."""
    file.write_text("secret\n", encoding="utf-8")
    file.chmod(0o600)
    for words in (("token", "add", "a", "--all"), ("token", "list"), ("serve", "--port", "0")):
        result = run(*words, "--tokens", file)
        assert result.exit_code == 1
        assert "no file of tokens" in result.stderr
