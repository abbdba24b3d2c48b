"""Mapping sets held against SSSOM."""

from pathlib import Path

import pytest

from s5kg.linking.specification import find_departures
from s5kg.mappings import COLUMNS, read_mappings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what sssom imports
HEAD = (
    "#mapping_set_id: https://w3id.org/s5kg/links/dbpedia",
    "#license: https://creativecommons.org/licenses/by/4.0/",
    "#curie_map:",
    '#  dbpedia: "http://dbpedia.org/resource/"',
    '#  s5d: "https://w3id.org/s5kg/id/"',
    '#  semapv: "https://w3id.org/semapv/vocab/"',
    '#  skos: "http://www.w3.org/2004/02/skos/core#"',
    "\t".join(COLUMNS),
)
ROW = "s5d:{}\tJapan\t\tskos:exactMatch\tdbpedia:{}\t\t\tsemapv:{}\t0.9\t{}\t"
GOOD = ROW.format("b", "Japan", "LexicalMatching", "")


def _found(folder: Path, *lines: str) -> list[tuple[int, str]]:
    path = folder / "dbpedia.sssom.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [(one.line, one.what) for one in find_departures(read_mappings(path))]


def test_sound_rows_are_sound(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """So is a name that is not ASCII, encoded, and a set that a review has left without rows."""
    office = ROW.format("a", "%E5%86%85%E9%96%A3%E5%BA%9C", "LexicalMatching", "https://x.example/")
    assert _found(tmp_path, *HEAD, GOOD, office) == []
    assert _found(tmp_path, *HEAD) == []
    assert capfd.readouterr().err == ""


def test_a_row_that_the_library_leaves_out_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With its line, and not in a log."""
    bad = ROW.format("a", "Tokyo", "LexicalMatching", "not a \u202eurl")
    ((line, what),) = _found(tmp_path, *HEAD, GOOD, bad)
    assert line == len(HEAD) + 2
    assert (
        what == "SSSOM refuses this row: 'not a \N{REPLACEMENT CHARACTER}url': is not a valid URI"
    )
    assert capfd.readouterr().err == ""


def test_a_value_that_the_schema_refuses_has_its_line(tmp_path: Path) -> None:
    """Though the library sorts the rows before it counts them."""
    found = _found(tmp_path, *HEAD, ROW.format("c", "Tokyo", "Guess", ""), GOOD)
    assert {line for line, _ in found} == {len(HEAD) + 1}
    assert all("'semapv:Guess'" in what for _, what in found)


@pytest.mark.parametrize("slot", ["mapping_set_id", "license"])
def test_a_set_has_an_id_and_a_license(tmp_path: Path, slot: str) -> None:
    """SSSOM requires both of a set, with rows or without; the library makes them up."""
    head = [line for line in HEAD if not line.startswith(f"#{slot}")]
    for rows in ([GOOD], []):
        assert _found(tmp_path, *head, *rows) == [
            (0, f"the set has no {slot}, which SSSOM asks for")
        ]


def test_what_the_library_warns_of_is_told(tmp_path: Path) -> None:
    """A line of the head that SSSOM does not know."""
    ((line, what),) = _found(tmp_path, "#colour: red", *HEAD, GOOD)
    assert line == 0
    assert "'colour' is not a standard SSSOM" in what


def test_rows_that_the_library_cannot_see_are_counted(tmp_path: Path) -> None:
    """As when somebody writes a quotation mark, which opens a cell, after we have read the set."""
    path = tmp_path / "dbpedia.sssom.tsv"
    rows = [GOOD, ROW.format("c", "X", "LexicalMatching", "")]
    path.write_text("\n".join([*HEAD, *rows]) + "\n", encoding="utf-8")
    read = read_mappings(path)
    path.write_text(path.read_text(encoding="utf-8").replace("Japan\t\t", '"Japan\t\t', 1))
    (problem,) = find_departures(read)
    assert problem.line == 0
    assert "rows where 2 are written" in problem.what or "this is no SSSOM" in problem.what


def test_what_is_no_yaml_is_no_sssom(tmp_path: Path) -> None:
    """The head is read by the library too."""
    ((_, what),) = _found(tmp_path, "#mapping_set_title: a: b", *HEAD, GOOD)
    assert what.startswith("this is no SSSOM: ")
