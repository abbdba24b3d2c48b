"""Faults of naming in otherwise well-formed sources."""

from collections.abc import Callable
from pathlib import Path

import pytest

from s5kg.locations import Sources
from s5kg.problems import Problem, SourceError
from s5kg.release import make_graphs

DATA = "data/documents/databook-2020"
US = f"{DATA}/things/07-us-system.ttl"
CLAIMS = f"{DATA}/claims/07-us-system.tsv"


def _problem(copy: Sources) -> Problem:
    with pytest.raises(SourceError) as caught:
        make_graphs(copy)
    return caught.value.problems[0]


def _append(copy: Sources, name: str, text: str) -> int:
    """Append to a file and return the number of the first new line."""
    path = copy.root / name
    before = path.read_text(encoding="utf-8")
    path.write_text(before + text, encoding="utf-8")
    return before.count("\n") + 1


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("s5d:org-us-ostp s5:leeds s5d:org-us-omb .", "unknown term s5:leeds", "s5kg.ttl"),
        ("s5d:org-us-ostp a s5:Agency .", "unknown term s5:Agency", "s5kg.ttl"),
        ("s5d:org-us-ostp s5:stage s5c:stage-done .", "unknown code s5c:stage-done", "scheme"),
        ("s5d:org-us-ostp s5:leads s5d:org-us-xx .", "unknown thing s5d:org-us-xx", "things/"),
        ("s5d:org-us-ostp skos:altLabell 'x' .", "skos:altLabell has no label", "foreign-labels"),
    ],
)
def test_an_undeclared_name_in_turtle_is_a_fault(
    copy: Sources, text: str, what: str, remedy: str
) -> None:
    """A misspelt term, code, thing or property is found with its line."""
    line = _append(copy, US, f"\n{text}\n") + 1
    problem = _problem(copy)
    assert (problem.file, problem.what) == (copy.root / US, what)
    assert remedy in problem.remedy
    if "org-us-ostp" not in what:
        assert problem.line == line


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (
            "s5d:org-us-nope\ts5:leads\ts5d:org-us-omb\tactual\tas-stated\tev-us-title",
            "org-us-nope",
        ),
        ("s5d:org-us-omb\ts5:leeds\ts5d:org-us-nstc\tactual\tas-stated\tev-us-title", "s5:leeds"),
        (
            "s5d:org-us-omb\ts5:leads\ts5d:org-us-nstc\tsure\tas-stated\tev-us-title",
            "ty-sure",
        ),
        (
            "s5d:org-us-omb\ts5:leads\ts5d:org-us-nstc\tactual\tguessed\tev-us-title",
            "guessed",
        ),
        ("s5d:org-us-omb\ts5:leads\ts5d:org-us-nstc\tactual\tas-stated\tev-none", "s5d:ev-none"),
        ("s5d:org-us-omb\tdcterms:isued\t1\tactual\tas-stated\tev-us-title", "dcterms:isued"),
    ],
)
def test_an_undeclared_name_in_a_claim_is_a_fault(copy: Sources, row: str, what: str) -> None:
    """Every column of a claim is held against what is declared."""
    line = _append(copy, CLAIMS, f"{row}\n")
    problem = _problem(copy)
    assert (problem.file, problem.line) == (copy.root / CLAIMS, line)
    assert what in problem.what


def test_a_thing_described_in_two_files_is_a_fault(
    copy: Sources, edit: Callable[[str, str, str], Path]
) -> None:
    """An id is used once: the second description is named with the first file."""
    _append(copy, f"{DATA}/things/12-sprind.ttl", "\ns5d:org-us-omb a org:Organization .\n")
    problem = _problem(copy)
    assert "s5d:org-us-omb is described here and in 07-us-system.ttl" in problem.what


def test_a_fact_claimed_in_two_files_is_a_fault(copy: Sources) -> None:
    """Tables of different parts may not give one fact twice."""
    row = (copy.root / CLAIMS).read_text(encoding="utf-8").splitlines()[1]
    _append(copy, f"{DATA}/claims/12-sprind.tsv", f"{row}\n")
    assert "the same fact as in 07-us-system.tsv, line 2" in _problem(copy).what


def test_a_span_id_given_twice_is_a_fault(copy: Sources) -> None:
    """Span ids are unique over all parts."""
    row = (copy.root / DATA / "evidence/07-us-system.tsv").read_text("utf-8").splitlines()[1]
    _append(copy, f"{DATA}/evidence/12-sprind.tsv", f"{row}\n")
    assert "is also in 07-us-system.tsv, line 2" in _problem(copy).what


def test_faults_of_all_files_are_told_together(copy: Sources) -> None:
    """One run names every bad file."""
    _append(copy, CLAIMS, "one cell\n")
    _append(copy, US, "s5d:open\n")
    with pytest.raises(SourceError) as caught:
        make_graphs(copy)
    assert {problem.file.name for problem in caught.value.problems} == {
        "07-us-system.tsv",
        "07-us-system.ttl",
    }


def test_links_that_contradict_each_other_are_a_fault(copy: Sources) -> None:
    """Also in two files, where both lead into one scheme."""
    real = copy.root / "data/links/wikidata.sssom.tsv"
    lines = real.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if not line.startswith(("s5c:", "s5d:"))]
    row = next(line for line in lines if line.startswith("s5d:org-jp-jst"))
    cells = row.split("\t")
    cells[4] = "wikidata:Q999999999"
    other = copy.root / "data/links/yet-more.sssom.tsv"
    other.write_text("\n".join([*head, "\t".join(cells)]) + "\n", encoding="utf-8")
    problem = _problem(copy)
    assert problem.file == other
    assert "has two exact matches in one scheme, see links/wikidata.sssom.tsv:" in problem.what


def test_a_candidate_that_a_link_rules_out_is_no_fault_of_the_build(copy: Sources) -> None:
    """A crash of a review leaves one, and nothing is published of it."""
    path = copy.root / "data/links/candidates/dbpedia.sssom.tsv"
    row = path.read_text(encoding="utf-8").splitlines()[-1]
    _append(copy, "data/links/dbpedia.sssom.tsv", row.replace("\t\tskos", "\tNot\tskos", 1) + "\n")
    make_graphs(copy)
