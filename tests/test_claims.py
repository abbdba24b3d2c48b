"""Claims: rows, terms, and the triples they assert."""

from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.claims import COLUMNS, parse_term, read_claims
from s5kg.namespaces import node
from s5kg.problems import SourceError

HEADER = "\t".join(COLUMNS)


def _write(folder: Path, *rows: str) -> Path:
    path = folder / "claims.tsv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_row_asserts_the_fact_and_a_claim_beside_it(tmp_path: Path) -> None:
    """The triple is in the graph, and a claim says how certain it is and why."""
    row = "s5d:org-us-ostp\torg:unitOf\ts5d:org-us-eop\tactual\tas-stated\tev-a ev-b"
    (claim,) = read_claims(_write(tmp_path, row))
    triples = set(claim.triples())
    fact = ox.Triple(node("s5d:org-us-ostp"), node("org:unitOf"), node("s5d:org-us-eop"))
    assert fact in triples
    assert ox.Triple(claim.iri, node("s5:modality"), node("s5c:modality-actual")) in triples
    evidence = {t.object for t in triples if t.predicate == node("s5:supportedBy")}
    assert evidence == {node("s5d:ev-a"), node("s5d:ev-b")}


def test_the_id_of_a_claim_is_that_of_its_fact(tmp_path: Path) -> None:
    """The same fact has the same id whatever its evidence, another fact another id."""
    rows = [
        "s5d:a\ts5:leads\ts5d:b\tactual\tas-stated\tev-a",
        "s5d:a\ts5:leads\ts5d:c\tactual\tas-stated\tev-a",
    ]
    (first, second) = read_claims(_write(tmp_path, *rows))
    again = read_claims(_write(tmp_path, rows[0].replace("ev-a", "ev-z")))[0]
    assert first.iri == again.iri != second.iri


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("s5d:a", node("s5d:a")),
        ("<https://example.org/x?y=1>", ox.NamedNode("https://example.org/x?y=1")),
        ('"2019-08-30"^^xsd:date', ox.Literal("2019-08-30", datatype=node("xsd:date"))),
        ('"名前"@ja', ox.Literal("名前", language="ja")),
        ('"say \\"so\\""', ox.Literal('say "so"')),
        ("13", ox.Literal(13)),
        ("true", ox.Literal(True)),
    ],
)
def test_terms_are_written_as_in_turtle(text: str, term: ox.NamedNode | ox.Literal) -> None:
    """A cell names an IRI or a literal as Turtle does."""
    assert parse_term(text) == term


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("zz:a\ts5:leads\ts5d:b\tactual\tas-stated\tev-a", "unknown prefix zz:"),
        ("s5d:a\tleads\ts5d:b\tactual\tas-stated\tev-a", "'leads' is no CURIE"),
        ('s5d:a\ts5:leads\t"open\tactual\tas-stated\tev-a', "is no literal"),
        ('s5d:a\ts5:leads\t"x"^^"y"\tactual\tas-stated\tev-a', "no datatype"),
        ("s5d:a\ts5:leads\ts5d:b\tactual\tas-stated", "5 cells"),
    ],
)
def test_a_bad_row_is_a_fault_with_its_line(tmp_path: Path, row: str, what: str) -> None:
    """What cannot be read is said with its line."""
    with pytest.raises(SourceError) as caught:
        read_claims(_write(tmp_path, row))
    (problem,) = caught.value.problems
    assert (problem.line, what in problem.what) == (2, True)


def test_a_fact_given_twice_is_a_fault(tmp_path: Path) -> None:
    """Two rows of one fact would give it two modalities."""
    row = "s5d:a\ts5:leads\ts5d:b\tactual\tas-stated\tev-a"
    with pytest.raises(SourceError, match="the same fact as in line 2"):
        read_claims(_write(tmp_path, row, row.replace("actual", "planned")))


@given(st.text())
def test_any_text_is_a_term_or_a_value_error(text: str) -> None:
    """Reading a cell never fails in another way."""
    with suppress(ValueError):
        parse_term(text)
