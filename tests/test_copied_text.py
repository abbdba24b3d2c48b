"""The repository holds no sentence of a document: names and titles may stand, prose may not."""

import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.namespaces import node
from s5kg.release import Graphs
from s5kg.spans import normalise

PROSE = ("skos:note", "skos:definition", "skos:scopeNote", "s5:asStated", "dcterms:description")
MOST_IN_PROSE = 20  # letters in a row
MOST_ANYWHERE = 70  # letters in a row; the longest title has 66


def _runs(text: str, length: int) -> set[str]:
    return {text[at : at + length] for at in range(len(text) - length + 1)}


@pytest.fixture(scope="module")
def letters(document: Path) -> str:
    """The document's letters and digits."""
    return normalise(document.read_text(encoding="utf-8"))


def test_notes_are_in_our_own_words(graphs: Graphs, letters: str) -> None:
    """No note or definition has twenty letters in a row of the document."""
    known = _runs(letters, MOST_IN_PROSE)
    prose = {node(name) for name in PROSE}
    copied = [
        (str(triple.subject), run)
        for triples in graphs.values()
        for triple in triples
        if triple.predicate in prose and isinstance(triple.object, ox.Literal)
        for run in _runs(normalise(triple.object.value), MOST_IN_PROSE) & known
    ]
    assert not copied


def test_no_file_holds_a_passage(letters: str) -> None:
    """No file of the repository has more of the document in a row than its longest title."""
    root = Path(__file__).resolve().parent.parent
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    known = _runs(letters, MOST_ANYWHERE)
    for name in listed:
        path = root / name
        if path.is_file() and path.suffix not in {".png", ".ico"}:
            text = normalise(path.read_text(encoding="utf-8"))
            assert not _runs(text, MOST_ANYWHERE) & known, name
