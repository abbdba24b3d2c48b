"""Rows of proposals, and of what a person made of them."""

from pathlib import Path

import pytest

from s5kg.linking.proposals import Proposal
from s5kg.linking.rows import proposed
from s5kg.linking.scoring import Score
from s5kg.linking.specification import find_departures
from s5kg.linking.things import Thing
from s5kg.mappings import read_mappings, write_mappings

HEAD = (
    "#mapping_set_id: https://w3id.org/s5kg/links/candidates/dbpedia",
    "#license: https://creativecommons.org/licenses/by/4.0/",
    "#curie_map:",
    '#  dbpedia: "http://dbpedia.org/resource/"',
    '#  s5d: "https://w3id.org/s5kg/id/"',
    '#  semapv: "https://w3id.org/semapv/vocab/"',
    '#  skos: "http://www.w3.org/2004/02/skos/core#"',
)
PREFIXES = {"dbpedia": "http://dbpedia.org/resource/"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what sssom imports
@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ('"文部科学省" (日本)', "“文部科学省” (日本)"),
        ('"内閣府', "“内閣府"),
        ('the "land"', 'the "land"'),
        ('"', "“"),
    ],
)
def test_a_text_does_not_open_a_cell(tmp_path: Path, name: str, cell: str) -> None:
    """A quotation mark that begins a label, ours or theirs, or a reason, would for SSSOM."""
    ours, theirs = Thing("https://w3id.org/s5kg/id/org-x"), Thing("http://dbpedia.org/resource/X")
    ours.names[name, "en"] = theirs.names[name, "ja"] = None
    cells = proposed(Proposal(ours, theirs, Score(0.5, (name,), lexical=True)), PREFIXES)
    assert [cells[it] for it in ("subject_label", "object_label", "comment")] == [cell] * 3
    path = tmp_path / "dbpedia.sssom.tsv"
    write_mappings(path, HEAD, [cells])
    assert find_departures(read_mappings(path)) == []
