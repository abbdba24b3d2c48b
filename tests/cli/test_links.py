"""`s5kg links`."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from click.testing import CliRunner, Result

from s5kg.cli import main
from s5kg.locations import Sources
from s5kg.mappings import MappingSet, read_mappings

Run = Callable[..., Result]
ROR = "https://ror.org/"
LINKS = "data/links/dbpedia.sssom.tsv"
CANDIDATES = "data/links/candidates/dbpedia.sssom.tsv"
LIBRARY = "ignore::DeprecationWarning"  # of what sssom imports


def _invoke(copy: Sources, *words: object, stdin: str = "") -> Result:
    environment = {"S5KG_SOURCES": str(copy.root), "COLUMNS": "200"}
    return CliRunner().invoke(main, [str(word) for word in words], stdin, environment)


@pytest.mark.filterwarnings(LIBRARY)
def test_the_sets_are_sound(sources: Sources) -> None:
    """By the library of those who made the specification, and by ours."""
    result = CliRunner().invoke(main, ["links", "check", "--json", "--sources", str(sources.root)])
    assert result.exit_code == 0, result.output
    counts = json.loads(result.stdout)
    assert counts["links"] > 240
    assert counts["negative"] > 10
    assert counts["candidates"] > 30


def test_no_sign_reaches_the_terminal_unseen(copy: Sources) -> None:
    """Neither a mark of direction nor an escape sequence, in whichever cell it stands."""
    path = copy.root / CANDIDATES
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[-1].split("\t")
    for at, name in ((1, "ours"), (5, "theirs"), (10, "why")):
        cells[at] = f"{name}\x1b[2J\u202e[b]"
    path.write_text("\n".join([*lines[:-1], "\t".join(cells)]) + "\n", encoding="utf-8")
    result = _invoke(copy, "links", "review", "dbpedia", stdin="s" * len(lines))
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    for name in ("ours", "theirs", "why"):
        assert f"{name}\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}[b]" in result.stdout


@pytest.mark.filterwarnings(LIBRARY)
def test_what_is_wrong_is_told(sources: Sources, tmp_path: Path) -> None:
    """A conflict, a name that the specification refuses, and a prefix that nothing declares."""
    real = (sources.root / "data/links/ror.sssom.tsv").read_text(encoding="utf-8")
    lines = real.splitlines()
    first = next(line for line in lines if line.startswith("s5d:"))
    wrong = first.replace("semapv:ManualMappingCuration", "semapv:Guess")
    path = tmp_path / "ror.sssom.tsv"
    path.write_text("\n".join([*lines, wrong]) + "\n", encoding="utf-8")
    words = ["links", "check", str(path), "--sources", str(sources.root)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert "this pair stands twice" in result.stderr
    assert "semapv:Guess" in result.stderr


@pytest.mark.filterwarnings(LIBRARY)
def test_an_empty_set_is_nothing_wrong(copy: Sources, capfd: pytest.CaptureFixture[str]) -> None:
    """A review leaves one; nothing is said but what the command says."""
    path = copy.root / CANDIDATES
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:4] != "s5c:"]
    path.write_text("\n".join(line for line in head if line[:4] != "s5d:") + "\n", encoding="utf-8")
    result = _invoke(copy, "links", "check")
    assert result.exit_code == 0, result.output
    assert result.stderr + capfd.readouterr().err == ""


@pytest.mark.filterwarnings(LIBRARY)
def test_a_row_that_sssom_would_leave_out_is_told(
    copy: Sources, edit: Callable[[str, str, str], Path], capfd: pytest.CaptureFixture[str]
) -> None:
    """By file and line, in our words, and as often as it stands there."""
    edit("data/links/dbpedia.sssom.tsv", "https://github.com/iai-group/DBpedia-Entity", "not a url")
    edit("data/links/ror.sssom.tsv", "#license:", "#comment:")
    result = _invoke(copy, "links", "check")
    assert result.exit_code == 1
    assert "data/links/dbpedia.sssom.tsv:12: SSSOM refuses this row: 'not a url'" in result.stderr
    assert "data/links/ror.sssom.tsv: the set has no license" in result.stderr
    assert "2 faults" in result.stderr
    assert capfd.readouterr().err == ""


@pytest.mark.filterwarnings(LIBRARY)
def test_files_are_held_against_the_links_and_each_other(copy: Sources, tmp_path: Path) -> None:
    """Two targets, a target that is taken, and a trap; a copy of a set contradicts nothing."""
    lines = (copy.root / "data/links/ror.sssom.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.startswith("s5d:")]
    trap = next(row for row in rows if row[2])
    one, two = [row for row in rows if not row[2] and row[3] == "skos:exactMatch"][:2]
    head = [line for line in lines if not line.startswith("s5d:")]
    free = "ror:02yx7zx43"
    made = {
        "same": [one, two, trap],
        "taken": [[*one[:4], two[4], *one[5:]]],
        "trap": [[*trap[:2], "", *trap[3:]]],
        "new": [["s5d:org-de-cyber-agency", *one[1:4], free, *one[5:]]],
        "other": [["s5d:org-google", *one[1:4], free, *one[5:]]],
    }
    paths = {name: tmp_path / f"{name}.sssom.tsv" for name in made}
    for name, cells in made.items():
        text = "\n".join([*head, *("\t".join(row) for row in cells)]) + "\n"
        paths[name].write_text(text, encoding="utf-8")
    published = copy.root / "data/links/ror.sssom.tsv"
    sound = _invoke(copy, "links", "check", paths["same"], paths["new"], published)
    assert sound.exit_code == 0, sound.output
    result = _invoke(copy, "links", "check", *paths.values())
    assert result.exit_code == 1
    assert "taken.sssom.tsv:" in result.stderr
    assert "has two exact matches in one scheme, see links/ror.sssom.tsv:" in result.stderr
    assert f"{ROR}{two[4][4:]} is the exact match of two things, see links/ror" in result.stderr
    assert (
        f"{ROR}{trap[4][4:]} is linked, and said not to be a match, see links/ror" in result.stderr
    )
    assert f"{ROR}02yx7zx43 is the exact match of two things, see " in result.stderr


@pytest.mark.filterwarnings(LIBRARY)
def test_candidates_are_held_against_the_links(copy: Sources) -> None:
    """One that is refused there, and one that has another thing; what to do is said."""
    aside = (copy.root / CANDIDATES).read_text(encoding="utf-8").splitlines()
    row = aside[-1].split("\t")
    path = copy.root / "data/links/dbpedia.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    refused = "\t".join([*row[:2], "Not", *row[3:]])
    path.write_text(f"{text}{refused}\n", encoding="utf-8")
    result = _invoke(copy, "links", "check")
    assert result.exit_code == 1
    assert f"{CANDIDATES}:{len(aside)}: " in result.stderr
    assert "is linked, and said not to be a match" in result.stderr
    assert "s5kg links review takes it out" in result.stderr


@pytest.mark.filterwarnings(LIBRARY)
def test_candidates_of_another_scheme_are_told(copy: Sources) -> None:
    """Each row; the review writes none of them, whatever the key."""
    path = copy.data / "links/candidates/wikidata.sssom.tsv"
    path.write_text((copy.root / CANDIDATES).read_text(encoding="utf-8"), encoding="utf-8")
    links = (copy.data / "links/wikidata.sssom.tsv").read_text(encoding="utf-8")
    result = _invoke(copy, "links", "check")
    assert result.exit_code == 1
    assert "candidates/wikidata.sssom.tsv:12: http://dbpedia.org/resource/" in result.stderr
    assert "is not in the namespace of the scheme" in result.stderr
    reviewed = _invoke(copy, "links", "review", "wikidata", stdin="ar")
    assert "0 accepted, 0 rejected" in reviewed.stdout
    assert reviewed.stderr.count("not written: http://dbpedia.org/resource/") == 2
    assert (copy.data / "links/wikidata.sssom.tsv").read_text(encoding="utf-8") == links


def _wait(process: Popen[str]) -> None:
    """Read on until a review asks for a key."""
    assert process.stdout
    text = ""
    while not text.endswith("q end: "):
        letter = process.stdout.read(1)
        assert letter, text
        text += letter


def _press(process: Popen[str], key: str) -> None:
    assert process.stdin
    process.stdin.write(key)
    process.stdin.flush()
    _wait(process)


@contextmanager
def _review(copy: Sources) -> Iterator[Popen[str]]:
    """Open a review in a process of its own, which has read the sets."""
    words = [
        sys.executable,
        "-m",
        "s5kg",
        "links",
        "review",
        "dbpedia",
        "--sources",
        str(copy.root),
    ]
    with Popen(words, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) as process:
        _wait(process)
        yield process
        if process.poll() is None:
            process.communicate()


def _rows(copy: Sources, name: str) -> MappingSet:
    return read_mappings(copy.root / name)


def test_two_reviews_may_be_open_at_once(copy: Sources) -> None:
    """Each answer of either is kept, and neither shows what the other has judged."""
    before = _rows(copy, CANDIDATES).rows
    with _review(copy) as one, _review(copy) as two:
        for process, key in ((one, "a"), (two, "s"), (one, "r"), (two, "r"), (two, "a")):
            _press(process, key)
    links = {row.object: row.negative for row in _rows(copy, LINKS).rows}
    judged = [row.object in links for row in before]
    assert sum(judged) + len(_rows(copy, CANDIDATES).rows) == len(before)
    assert sum(judged) >= 3
    assert links[before[0].object] is False


def test_proposals_made_during_a_review_are_kept(
    copy: Sources, built: Path, tmp_path: Path
) -> None:
    """They are written beside what is left, and the next answer leaves them there."""
    dump = tmp_path / "dump.csv"
    dump.write_text("id,label\nhttp://dbpedia.org/resource/Goggle,Google\n", encoding="utf-8")
    words = ("link", dump, "--scheme", "dbpedia", "--all", "--least", "0", "--build", built)
    with _review(copy) as process:
        made = _invoke(copy, *words)
        assert made.exit_code == 0, made.output
        _press(process, "a")
    assert any("Goggle" in row.object.value for row in _rows(copy, CANDIDATES).rows)


@pytest.mark.parametrize("key", ["a", "r"])
def test_a_pair_that_is_linked_already_is_cleared(copy: Sources, key: str) -> None:
    """A crash leaves it; either key takes the candidate out, and the sets stay sound."""
    first = (copy.root / CANDIDATES).read_text(encoding="utf-8")
    _invoke(copy, "links", "review", "dbpedia", stdin="a")
    (copy.root / CANDIDATES).write_text(first, encoding="utf-8")
    links = (copy.root / LINKS).read_text(encoding="utf-8")
    result = _invoke(copy, "links", "review", "dbpedia", stdin=key)
    assert "taken out of the candidates: it is linked already, see links/dbpedia" in result.stderr
    assert f"0 accepted, 0 rejected, {first.count('UnspecifiedMatching') - 1} left" in result.stdout
    assert (copy.root / LINKS).read_text(encoding="utf-8") == links


def test_a_set_broken_during_a_review_is_told(copy: Sources) -> None:
    """By file and line, with what was judged until then; the answer is not written over it."""
    with _review(copy) as process:
        path = copy.root / LINKS
        path.write_text(f"{path.read_text(encoding='utf-8')}one cell\n", encoding="utf-8")
        broken = path.read_text(encoding="utf-8")
        said, faults = process.communicate("a")
    assert process.returncode == 1
    assert "0 accepted, 0 rejected" in said
    assert "1 cells where the header names 11" in faults
    assert path.read_text(encoding="utf-8") == broken


def test_a_name_that_is_not_ascii_comes_through(copy: Sources, built: Path, tmp_path: Path) -> None:
    """SSSOM takes it encoded; the link leads to the thing of the dump, and is not proposed again.

    One with a mark of direction is left out.
    """
    theirs = "http://dbpedia.org/resource/国立研究開発法人科学技術振興機構"
    path = tmp_path / "names.csv"
    name = "国立研究開発法人科学技術振興機構"
    path.write_text(f"id,label\n{theirs},{name}\n{theirs}\u200e,{name}\n", encoding="utf-8")
    (copy.root / "data/links/candidates/dbpedia.sssom.tsv").unlink()
    words = ("link", path, "--scheme", "dbpedia", "--all", "--least", "0", "--build", built)
    result = _invoke(copy, *words)
    assert result.exit_code == 0, result.output
    assert "it holds signs that nobody sees" in result.stderr
    rows = read_mappings(copy.root / "data/links/candidates/dbpedia.sssom.tsv").rows
    assert {row.object.value for row in rows} == {theirs}
    assert all(row.cells["object_id"].isascii() for row in rows)
    assert "0 proposals" in _invoke(copy, *words).stderr
