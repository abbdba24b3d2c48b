"""Mapping sets: rows, and the triples that follow from them."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.inventory import Kind, take_inventory
from s5kg.locations import Sources
from s5kg.mappings import COLUMNS, MappingSet, read_mappings
from s5kg.namespaces import node
from s5kg.problems import SourceError

HEAD = """#object_source: "https://w3id.org/s5kg/ns#jisX0401Code"
#curie_map:
#  wikidata: "http://www.wikidata.org/entity/"
"""
ROW = "s5d:place-japan\tJapan\t{}\tskos:{}\t{}\t{}\t{}\tsemapv:ManualMappingCuration\t0.9\t\t\n"


def _read(folder: Path, *rows: str) -> MappingSet:
    path = folder / "wikidata.sssom.tsv"
    path.write_text(HEAD + "\t".join(COLUMNS) + "\n" + "".join(rows), encoding="utf-8")
    return read_mappings(path)


@pytest.mark.parametrize("predicate", ["exactMatch", "closeMatch", "broadMatch"])
def test_a_link_is_published_in_skos(tmp_path: Path, predicate: str) -> None:
    """An exact match as schema:sameAs too, and nothing as owl:sameAs."""
    (row,) = _read(tmp_path, ROW.format("", predicate, "wikidata:Q17", "", "")).rows
    found = {t.predicate for t in row.triples()}
    same = {node("schema:sameAs")} if predicate == "exactMatch" else set()
    assert found == {node(f"skos:{predicate}")} | same
    assert {t.object for t in row.triples()} == {ox.NamedNode("http://www.wikidata.org/entity/Q17")}


def test_nothing_is_published_of_a_trap(tmp_path: Path) -> None:
    """A row with Not says what must not be linked."""
    (row,) = _read(tmp_path, ROW.format("Not", "exactMatch", "wikidata:Q148", "", "")).rows
    assert row.negative
    assert not list(row.triples())


def test_a_code_without_iri_is_an_identifier_with_a_datatype(tmp_path: Path) -> None:
    """The literal profile of SSSOM; a code that is only close is no identifier."""
    exact, close = (
        ROW.format("", f"{kind}Match", "", "41", "rdfs literal") for kind in ("exact", "close")
    )
    first, second = _read(tmp_path, exact, close).rows
    code = ox.Literal("41", datatype=node("s5:jisX0401Code"))
    assert list(first.triples()) == [ox.Triple(first.subject, node("dcterms:identifier"), code)]
    assert not list(second.triples())


def test_every_faulty_line_is_told(tmp_path: Path) -> None:
    """Not only the first one."""
    good = ROW.format("", "exactMatch", "wikidata:Q17", "", "")
    bad = [
        good.replace("wikidata:", "nowhere:"),
        good.replace("Q17", ""),
        good.replace("0.9", "1.1"),
        good.replace("Japan", ""),
        ROW.format("not", "exactMatch", "wikidata:Q17", "", ""),
        ROW.format("", "exactMatch", "wikidata:Q17", "", "rdfs literal"),
    ]
    with pytest.raises(SourceError) as caught:
        _read(tmp_path, good, *bad)
    assert [problem.line for problem in caught.value.problems] == [6, 7, 8, 9, 10, 11]


def test_a_name_that_is_not_ascii_is_written_as_a_uri(tmp_path: Path) -> None:
    """SSSOM takes no other; the thing keeps the name that its graph gives it."""
    (row,) = _read(tmp_path, ROW.format("", "exactMatch", "wikidata:%E5%86%85", "", "")).rows
    assert row.object == ox.NamedNode("http://www.wikidata.org/entity/内")
    with pytest.raises(SourceError) as caught:
        _read(tmp_path, ROW.format("", "exactMatch", "wikidata:内", "", ""))
    (problem,) = caught.value.problems
    assert "is not ASCII" in problem.what
    assert problem.remedy == "write wikidata:%E5%86%85"


@pytest.mark.parametrize("name", ["subject_label", "object_label", "comment"])
def test_no_cell_begins_with_a_quotation_mark(tmp_path: Path, name: str) -> None:
    """It opens a cell for other readers of SSSOM, who lose the rest; within a cell it is one."""
    cells = ROW.format("", "exactMatch", "wikidata:Q17", 'the "land"', "").rstrip("\n").split("\t")
    (row,) = _read(tmp_path, "\t".join(cells) + "\n").rows
    assert row.cells["object_label"] == 'the "land"'
    cells[COLUMNS.index(name)] = '"Japan" (land)'
    with pytest.raises(SourceError) as caught:
        _read(tmp_path, "\t".join(cells) + "\n")
    (problem,) = caught.value.problems
    assert problem.line == 5
    assert f"column {name} begins with a quotation mark" in problem.what
    assert problem.remedy == "take the mark out, or write “ and ”"


def test_a_name_holds_no_mark_of_direction(tmp_path: Path) -> None:
    """It would be another name than the one that people see."""
    with pytest.raises(SourceError) as caught:
        _read(tmp_path, ROW.format("", "exactMatch", "wikidata:\u202egnp.exe", "", ""))
    assert r"'wikidata:\u202egnp.exe' holds signs that nobody sees" in str(caught.value)


def test_sets_lie_apart_from_candidates(sources: Sources) -> None:
    """What is published says why it may be believed; what is not verified is in no graph."""
    files = [f for f in take_inventory(sources) if f.kind in (Kind.LINKS, Kind.CANDIDATES)]
    assert {file.kind for file in files} == {Kind.LINKS, Kind.CANDIDATES}
    for file in files:
        found = read_mappings(file.path)
        assert found.scheme == file.path.name.split(".")[0]
        for row in found.rows:
            assert (row.confidence >= 0.8) == (file.kind is Kind.LINKS)
            assert row.cells["see_also"] or row.cells["comment"]
