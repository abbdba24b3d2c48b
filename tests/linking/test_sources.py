"""Statements of dumps, and what of them cannot be read."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.linking import sources
from s5kg.linking.sources import LABEL, Faults, Statement, read_statements
from s5kg.problems import SourceError

GOOD = '<urn:{}> <http://www.w3.org/2000/01/rdf-schema#label> "name {}"@EN .\n'


def _read(path: Path) -> tuple[list[Statement], Faults]:
    faults = Faults()
    return list(read_statements(path, faults)), faults


@given(
    st.lists(st.sampled_from([None, "<urn:x> <urn:p> .\n", "\n", '<urn:x> "\n'])),
    st.integers(60, 200),
)
def test_every_good_line_is_read_whatever_stands_between(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str | None], block: int
) -> None:
    """And every bad one is counted, with its line; also where blocks end."""
    path = tmp_path_factory.mktemp("dump") / "dump.nt"
    written = [line or GOOD.format(at, at) for at, line in enumerate(lines)]
    path.write_text("".join(written), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "_BLOCK", block)
        found, faults = _read(path)
    good = [at for at, line in enumerate(lines) if line is None]
    assert [one.value for one in found] == [f"name {at}" for at in good]
    bad = [at + 1 for at, line in enumerate(lines) if line and line != "\n"]
    assert faults.count == len(bad)
    assert [problem.line for problem in faults.first] == bad[:5]


def test_csv_has_labels_and_what_stands_beside(tmp_path: Path) -> None:
    """The language is that of the label; further columns are neighbours; bad rows are counted."""
    path = tmp_path / "dump.csv"
    path.write_text(
        "id,label,lang,type,country\nurn:a,Amt,DE,urn:Office,DE\nurn:b\nurn:c,名前,,,\n",
        encoding="utf-8",
    )
    found, faults = _read(path)
    assert Statement("urn:a", LABEL, "Amt", "de", False) in found
    assert Statement("urn:a", "country", "DE", "", False) in found
    assert {one.subject for one in found} == {"urn:a", "urn:c"}
    assert (faults.count, faults.first[0].line) == (1, 3)


def test_what_cannot_be_read_is_not_parsed_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dump of broken lines takes as long as it is large, and not its square."""
    path, parsed = tmp_path / "dump.nt", [0]
    path.write_text("broken\n" * 500 + GOOD.format(1, 1), encoding="utf-8")

    def counted(text: bytes, format: ox.RdfFormat) -> Iterator[ox.Quad]:
        parsed[0] += len(text)
        return ox.parse(text, format=format)

    monkeypatch.setattr(sources, "ox", SimpleNamespace(**vars(ox) | {"parse": counted}))
    found, faults = _read(path)
    assert (len(found), faults.count) == (1, 500)
    assert [problem.line for problem in faults.first] == [1, 2, 3, 4, 5]
    assert parsed[0] <= 2 * path.stat().st_size


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (b"urn:a\tb,Amt\n", "the id is no IRI"),
        (b",Amt\n", "the id is no IRI"),
        (b"urn:a,f\xfcr\n", "this is not UTF-8"),
    ],
)
def test_rows_that_cannot_be_meant_are_counted(tmp_path: Path, row: bytes, what: str) -> None:
    """An id with a tab would break the file of proposals; another encoding hides every name."""
    path = tmp_path / "dump.csv"
    path.write_bytes(b"id,label\n" + row + b"urn:b,Amt\n")
    found, faults = _read(path)
    assert [one.subject for one in found] == ["urn:b"]
    assert (faults.count, faults.first[0].line) == (1, 2)
    assert what in faults.first[0].what


def test_a_blank_line_is_no_row(tmp_path: Path) -> None:
    """Many programs end a file with one; nothing is missing then."""
    path = tmp_path / "dump.csv"
    path.write_text("id,label\n\nurn:a,Amt\n  \r\nurn:b,Amt\n\n", encoding="utf-8")
    found, faults = _read(path)
    assert [one.subject for one in found] == ["urn:a", "urn:b"]
    assert faults.count == 0


def test_one_quotation_mark_does_not_swallow_what_follows(tmp_path: Path) -> None:
    """One row is lost of thousands, and told with its own line."""
    path, rows = tmp_path / "dump.csv", [f"urn:{at},Amt {at}\n" for at in range(9000)]
    rows[4] = 'urn:4,"Amt 4\n'
    path.write_text("id,label\n" + "".join(rows), encoding="utf-8")
    found, faults = _read(path)
    assert len(found) == 8999
    assert (faults.count, faults.first[0].line) == (1, 6)
    assert "a quotation mark is not closed" in faults.first[0].what


def test_a_dump_that_cannot_be_read_twice_is_refused(tmp_path: Path) -> None:
    """A named pipe would have us wait for ever for its second writer."""
    path = tmp_path / "dump.nt"
    os.mkfifo(path)
    with pytest.raises(SourceError, match="no regular file"):
        _read(path)


def test_turtle_is_read_up_to_its_fault(tmp_path: Path) -> None:
    """What follows cannot be understood, and that is said."""
    path = tmp_path / "dump.ttl"
    path.write_text('<urn:a> <urn:p> "x"@ja-JP , <urn:b> .\n<urn:c> <urn:p> .\n', encoding="utf-8")
    found, faults = _read(path)
    assert [(one.value, one.language, one.is_iri) for one in found] == [
        ("x", "ja", False),
        ("urn:b", "", True),
    ]
    assert "what follows was not read" in faults.first[0].what


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("dump.xlsx", "", ".xlsx is no format of dumps"),
        ("dump", "", "a name without ending"),
        ("dump.csv", "name\nx\n", "does not name the columns id and label"),
        ("dump.csv", "id;label\nx;y\n", "with commas between, in UTF-8"),
    ],
)
def test_what_is_no_dump_is_refused(tmp_path: Path, name: str, text: str, what: str) -> None:
    """With what to give instead."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=what.replace(".", "[.]")):
        _read(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dump.CSV", "id,label,part\n{0}a,x,{0}b\n"),
        ("dump.nt", '<{0}a> <urn:p> <{0}b> .\n<{0}a> <urn:p> "%E9" .\n'),
        ("dump.ttl", "<{0}a> <urn:p> <{0}b> .\n"),
    ],
)
def test_an_encoded_iri_is_the_iri_it_stands_for(tmp_path: Path, name: str, text: str) -> None:
    """As in mapping sets and in the graph; a text stays as it is."""
    (tmp_path / name).write_text(text.format("http://x/%E5%86%85%e9%96%a3"), encoding="utf-8")
    found, faults = _read(tmp_path / name)
    assert faults.count == 0
    assert {one.subject for one in found} == {"http://x/内閣a"}
    assert {one.value for one in found if one.is_iri} == {"http://x/内閣b"}


def test_a_dump_that_is_not_there_is_told(tmp_path: Path) -> None:
    """As any file that cannot be read."""
    with pytest.raises(SourceError, match="cannot be read"):
        _read(tmp_path / "nowhere.nt")
