"""`s5kg evidence`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from s5kg.locations import Sources

Run = Callable[..., Result]


def test_the_readers_copy_verifies(run: Run, document: Path) -> None:
    """Every span is exact in the copy that the offsets were measured in."""
    result = run("evidence", "verify", document, "--json")
    counts = json.loads(result.stdout)["counts"]
    assert result.exit_code == 0
    assert counts == {"exact": sum(counts.values()), "moved": 0, "ambiguous": 0, "lost": 0}


def test_a_copy_with_other_white_space_verifies_and_says_so(
    run: Run, document: Path, tmp_path: Path
) -> None:
    """Joined lines and another preface move all spans and lose none."""
    copy = tmp_path / "copy.txt"
    text = document.read_text(encoding="utf-8").replace("\n", "\r\n")
    copy.write_bytes(("Preface\r\n" + text).encode())
    result = run("evidence", "verify", copy)
    assert result.exit_code == 0
    assert " moved" in result.stderr
    assert "lost" not in result.stderr
    assert "is at line" in result.stdout


def test_a_changed_copy_fails_with_a_table(run: Run, document: Path, tmp_path: Path) -> None:
    """A span whose words were changed is listed, and the exit code is 1."""
    copy = tmp_path / "copy.txt"
    copy.write_text(document.read_text("utf-8").replace("GmbH", "AG"), encoding="utf-8")
    result = run("evidence", "verify", copy, "--quiet")
    assert result.exit_code == 1
    assert "ev-sprind-legal-form" in result.stdout
    assert "moved" not in result.stdout


def test_every_stating_line_is_supported(run: Run, document: Path) -> None:
    """Coverage is 100 % in each of the twelve segments."""
    result = run("evidence", "coverage", document, "--json")
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert [row["segment"] for row in rows] == [f"seg-{n:02}" for n in range(1, 13)]
    assert all(row["share"] == 1 and not row["lines_without"] for row in rows)


def test_lines_without_support_are_listed(
    run: Run, document: Path, copy: Sources, tmp_path: Path
) -> None:
    """Without its evidence a line is named, with its words from the reader's copy."""
    longer = tmp_path / "longer.txt"
    text = document.read_text(encoding="utf-8")
    longer.write_text(text[:-2] + "追加の文" + "\n", encoding="utf-8")
    result = run("evidence", "coverage", longer)
    assert result.exit_code == 1
    assert "追加の文" in result.stdout


@pytest.mark.parametrize("command", ["verify", "coverage"])
def test_a_copy_must_be_text(run: Run, tmp_path: Path, command: str) -> None:
    """A PDF or other bytes are refused in words."""
    (tmp_path / "copy.pdf").write_bytes(b"%PDF\xff\xfe")
    result = run("evidence", command, tmp_path / "copy.pdf")
    assert (result.exit_code, "is not UTF-8 text" in result.stderr) == (1, True)


@pytest.mark.parametrize("command", ["verify", "coverage"])
def test_bad_sources_are_explained(run: Run, copy: Sources, tmp_path: Path, command: str) -> None:
    """Faults of the sources are told as by build."""
    (tmp_path / "copy.txt").write_text("text", encoding="utf-8")
    (copy.data / "junk").write_text("x", encoding="utf-8")
    result = run("evidence", command, tmp_path / "copy.txt", "--sources", copy.root)
    assert (result.exit_code, "unknown file" in result.stderr) == (1, True)


def test_an_unknown_document_is_named(run: Run, tmp_path: Path) -> None:
    """A document that is not in the data is an error, not an empty success."""
    (tmp_path / "copy.txt").write_text("text", encoding="utf-8")
    result = run("evidence", "verify", tmp_path / "copy.txt", "--name", "nope")
    assert result.exit_code == 1
    assert "databook-2020" in result.stderr


def test_locate_prints_a_row(run: Run, tmp_path: Path) -> None:
    """The words of a span become the row that a curator adds."""
    copy = tmp_path / "copy.txt"
    copy.write_text("一行目\n二行目のOMB\n三行目のOMB\n", encoding="utf-8")
    words = ["evidence", "locate", copy, "OMB", "--id", "ev-omb", "--segment", "seg-07"]
    row = run(*words, "--lines", "3-3").stdout.split("\t")
    assert row[:6] == ["ev-omb", "seg-07", "3", "3", "16", "19"]
    assert run(*words[:3], "行目\\n二").stdout.split("\t")[2:4] == ["1", "2"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "these words are not there"),
        (["OMB"], "more than once"),
        (["OMB", "--lines", "x-y"], "is not of the form 244-246"),
    ],
)
def test_locate_says_why_not(run: Run, tmp_path: Path, words: list[str], message: str) -> None:
    """Words that are missing or repeated are explained."""
    copy = tmp_path / "copy.txt"
    copy.write_text("OMBとOMB\n", encoding="utf-8")
    result = run("evidence", "locate", copy, *words)
    assert (result.exit_code, message in result.stderr) == (1, True)
