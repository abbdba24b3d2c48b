"""`s5kg build` and `s5kg dump`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from s5kg.locations import Sources

Run = Callable[..., Result]
SHARED = "data/documents/databook-2020/things/shared.ttl"


def test_build_speaks_json(run: Run, tmp_path: Path) -> None:
    """A script gets the release and the size of each graph, and nothing else."""
    result = run("build", "--json", target=tmp_path)
    answer = json.loads(result.stdout)
    assert len(answer["release"]) == 64
    assert answer["triples"]["source-databook-2020"] > 10_000


def test_a_quiet_build_is_silent(run: Run, tmp_path: Path) -> None:
    """With --quiet nothing is said when all is well."""
    assert run("build", "--quiet", target=tmp_path).output == ""


def test_a_fault_is_shown_with_place_and_remedy(
    run: Run, tmp_path: Path, copy: Sources, edit: Callable[[str, str, str], Path]
) -> None:
    """The file, the line, what is wrong, what to do; exit code 1 and no traceback."""
    edit(SHARED, "a dcterms:Location", "a dcterms:Location ; zz:b 1")
    result = run("build", "--sources", copy.root, target=tmp_path)
    assert result.exit_code == 1
    assert f"{SHARED}:" in result.stderr
    assert "unknown prefix zz:" in result.stderr
    assert "→ use one of the declared prefixes" in result.stderr
    assert "1 fault; nothing was written" in result.stderr


def test_faults_speak_json(
    run: Run, tmp_path: Path, copy: Sources, edit: Callable[[str, str, str], Path]
) -> None:
    """A script gets the same faults as data."""
    edit(SHARED, "a dcterms:Location", "a dcterms:Place")
    result = run("build", "--json", "--sources", copy.root, target=tmp_path)
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["file"] == SHARED
    assert problem["what"] == "dcterms:Place has no label"


def test_a_folder_that_cannot_be_written_is_an_error(run: Run, tmp_path: Path) -> None:
    """A file in the way is said, without a traceback."""
    (tmp_path / "releases").write_text("in the way", encoding="utf-8")
    result = run("build", target=tmp_path)
    assert (result.exit_code, "cannot write the build" in result.stderr) == (1, True)


def test_dump_lists_and_writes_graphs(run: Run, built: Path, tmp_path: Path) -> None:
    """One graph goes to standard output in a format, all of them into a folder."""
    assert "source-databook-2020\t" in run("dump", "--list").stdout
    nt = run("dump", "--graph", "codes", "--format", "ntriples")
    assert "<https://w3id.org/s5kg/code/modality-actual>" in nt.stdout
    result = run("dump", "--output", tmp_path / "out")
    assert result.exit_code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {path.name for path in (built / "dumps").iterdir()}


@pytest.mark.parametrize(
    ("words", "message"),
    [(["dump", "--graph", "nope"], "there is no graph 'nope'; there are: catalog")],
)
def test_an_unknown_graph_names_the_known_ones(run: Run, words: list[str], message: str) -> None:
    """The error says what there is."""
    result = run(*words)
    assert (result.exit_code, message in result.stderr) == (1, True)


@pytest.mark.parametrize("command", ["dump", "validate"])
def test_without_a_build_the_next_step_is_said(run: Run, tmp_path: Path, command: str) -> None:
    """Commands that need a build say how to make one."""
    result = run(command, target=tmp_path)
    assert (result.exit_code, "run `s5kg build` first" in result.stderr) == (1, True)
