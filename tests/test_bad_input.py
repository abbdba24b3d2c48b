"""Sources that somebody broke: each is told with its place, by a command, without a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from s5kg.cli import main
from s5kg.locations import Sources

DOCUMENT = "data/documents/databook-2020"
ROR = "data/links/ror.sssom.tsv"
LGCODE = "data/links/lgcode.sssom.tsv"
EU = f"{DOCUMENT}/things/09-eu.ttl"
EU_CLAIMS = f"{DOCUMENT}/claims/09-eu.tsv"
EU_SPANS = f"{DOCUMENT}/evidence/09-eu.tsv"
EXAMPLE = "queries/examples/time-line.rq"
EXPECTED = "queries/competency/cq01-prefecture-plan-status.csv"
LEADS = "s5d:org-us-omb\ts5:leads\t{}\tactual\tas-stated\tev-us-title\n"


def _append(more: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(path.read_bytes() + more)


def _prepend(more: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(more + path.read_bytes())


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _swap(old: bytes, new: bytes) -> Callable[[Path], object]:
    def change(path: Path) -> None:
        assert old in path.read_bytes(), f"{path.name} does not hold {old!r}: mend the test"
        path.write_bytes(path.read_bytes().replace(old, new, 1))

    return change


def _write(path: Path) -> None:
    path.write_text("a\n", encoding="utf-8")


def _dangle(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(path.parent / "missing")


CASES: list[tuple[str, Callable[[Path], object], str]] = [
    (EU_CLAIMS, _prepend(b"\xef\xbb\xbf"), ":1: the file opens with a byte-order mark"),
    (EU_CLAIMS, _append(b"\0"), "1 cells where the header names 6"),
    (EU_CLAIMS, _append(LEADS.format("<no iri>").encode()), "'<no iri>' is no CURIE"),
    (EU_CLAIMS, _append(LEADS.format("s5d:a b").encode()), "Invalid IRI code point ' '"),
    (EU, _prepend(b"\xef\xbb\xbf"), ":1: the file opens with a byte-order mark"),
    (EU, _append(b"s5d:x \xff\xfe"), "not UTF-8"),
    (EU, _append(b"s5d:open "), "→ mend the Turtle at this place"),
    (EU, _empty, "the file states nothing"),
    (EU_SPANS, _swap(b"seg-09", b"segment9"), ":2: 'segment9' is no segment of a span"),
    (EU_SPANS, _swap(b"seg-09", b"seg-99"), ":2: unknown segment s5d:seg-99"),
    (EU_SPANS, _swap(b"ev-eu-title", b"Title"), ":2: 'Title' is no id of a span"),
    (f"{DOCUMENT}/furniture.tsv", _swap(b"stray-glyph", b"dust"), "furnitureReason-dust"),
    (EXAMPLE, _append(b"\xff\xfe"), "not UTF-8"),
    (EXAMPLE, _append(b"SELECT {"), "this is no SPARQL query"),
    (EXAMPLE, _empty, "the header has no 'summary'"),
    (EXPECTED, _append(b"\xff"), "not UTF-8"),
    (EXPECTED, _append(b"a,b,c,d,e,f,g,h\n"), "a row has other columns than the first"),
    (EXPECTED, _empty, "the file is empty"),
    ("queries/competency/orphan.csv", _write, "expected rows without a query"),
    ("shapes/claim.ttl", _empty, "the file states nothing"),
    ("ontology/prefixes.ttl", Path.unlink, "the sources need this file"),
    ("ontology/alignments.ttl", Path.unlink, "the sources need this file"),
    (f"{DOCUMENT}/things/folder.ttl", Path.mkdir, "an unknown file in a watched folder"),
    (ROR, _swap(b"0.95", b"95"), "'95' is no confidence"),
    (ROR, _swap(b"skos:exactMatch", b"owl:sameAs"), "owl:sameAs is no mapping"),
    (ROR, _swap(b"ror:", b"ror"), "is no name"),
    (ROR, _swap(b"subject_id", b"subject"), "the first line after the comments is not"),
    (ROR, _append(b"s5d:org-de-bmbf\n"), "1 cells where the header names 11"),
    (LGCODE, _swap(b"#object_source", b"#other_source"), "does not say what its codes are"),
    ("data/external/dangling.ttl", _dangle, "cannot be read"),
]


IDS = [f"{Path(name).name} {message}" for name, _, message in CASES]


@pytest.mark.parametrize(("name", "break_it", "message"), CASES, ids=IDS)
def test_a_broken_source_is_told(
    copy: Sources, tmp_path: Path, name: str, break_it: Callable[[Path], object], message: str
) -> None:
    """The command ends with 1, names the file and what is wrong, and writes nothing."""
    path = copy.root / name
    break_it(path)
    words = ["build", "--sources", str(copy.root), "--build", str(tmp_path / "build")]
    result = CliRunner().invoke(main, words, env={"COLUMNS": "200"})
    assert result.exit_code == 1
    assert name in result.stderr
    assert message in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert not (tmp_path / "build").exists()
