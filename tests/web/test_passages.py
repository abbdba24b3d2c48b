"""The words of evidence in the operator's copies."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from s5kg.engine.memory import MemoryEngine
from s5kg.spans import sha256
from s5kg.web import create_app
from s5kg.web.copies import Copy, Unread
from s5kg.web.passages import Passages, match
from tests.web.shelf import ID, NAME, TEXT, WORDS, graph


def passages(dumps: Path, copies: Sequence[Copy | Unread], quads: bytes | None = None) -> Passages:
    """Return what finds words in copies, for a service of the made-up graph."""
    app = create_app(MemoryEngine(quads or graph()), dumps, [], copies=copies)
    found = app.extensions["s5kg.passages"]
    assert isinstance(found, Passages)
    return found


def test_a_copy_is_known_by_its_digest(dumps: Path) -> None:
    """Whatever it is called, and its words are those that were read."""
    found = passages(dumps, [Copy("any name.txt", TEXT)], graph(checksum=sha256(TEXT)))
    text = found.of(NAME)
    assert text
    assert (text.same, text.language, text.places) == (True, "ja", len(WORDS))
    for name, (words, segment) in WORDS.items():
        passage = found(ID + name)
        assert passage
        assert (passage.words, passage.segment) == (words, ID + segment)
    assert found(f"{ID}fn-page") is None
    assert text.parts == {f"{ID}seg-a": (1, 4), f"{ID}seg-b": (5, 7)}
    assert text.coverage[f"{ID}seg-a"].bare == ()
    assert text.coverage[f"{ID}seg-b"].bare == (5,)


def test_a_copy_is_else_known_by_its_name(dumps: Path) -> None:
    """Line breaks and widths may differ: places are found again, and segments move with them."""
    other = "はじめに\n\n" + TEXT.replace("なる。\n", "\nなる。\n").replace("1", "１")
    found = passages(dumps, [Copy(f"{NAME}.txt", other)], graph(checksum=sha256(TEXT)))
    text = found.of(NAME)
    assert text
    assert not text.same
    passage = found(f"{ID}ev-whole")
    assert passage
    assert passage.words == WORDS["ev-whole"][0].replace("なる", "\nなる")
    assert (passage.place.line_start, passage.place.line_end) == (4, 5)
    assert text.parts == {f"{ID}seg-a": (1, 8), f"{ID}seg-b": (9, 10)}
    (line,) = found.report()
    assert "another copy" in line
    assert f"{len(text.passages)} of {len(WORDS)} places" in line


def test_what_a_copy_has_not_is_not_quoted(dumps: Path) -> None:
    """A place that is missing has no words; the others keep theirs."""
    other = TEXT.replace("金星課", "火星課")
    found = passages(dumps, [Copy(f"{NAME}.txt", other)])
    assert found(f"{ID}ev-venus") is None
    assert found(f"{ID}ev-budget")


def test_a_place_that_only_reads_alike_is_not_quoted(dumps: Path) -> None:
    """Where the words stand elsewhere, against the order of the text, they are not taken."""
    other = TEXT.replace("架空白書\n", "金星課は無い\n", 1).replace("金星課は無い。\n", "終\n")
    found = passages(dumps, [Copy(f"{NAME}.txt", other)])
    assert found(f"{ID}ev-venus") is None
    assert found(f"{ID}ev-whole")


def test_the_very_text_is_preferred() -> None:
    """Of two copies of a document the one that was read counts, and one is used."""
    same, other = Copy("x.txt", TEXT), Copy(f"{NAME}.txt", "else")
    known = {NAME: sha256(TEXT)}
    assert match([other, same], known) == {NAME: (same, True)}
    assert match([same, other], known) == {NAME: (same, True)}
    assert match([other], known) == {NAME: (other, False)}


def test_files_of_no_use_are_told(dumps: Path) -> None:
    """Each file gets a sentence that says what it is taken for, or what to do."""
    copies: list[Copy | Unread] = [
        Copy(f"{NAME}.txt", TEXT),
        Copy("stray.txt", "?"),
        Unread("latin.txt", "is not UTF-8 text (byte 3); extract its text first"),
    ]
    first, second, third = passages(dumps, copies, graph(checksum=sha256(TEXT))).report()
    assert first.startswith("latin.txt is not UTF-8")
    assert second == f"{NAME}.txt is the text of {NAME}: its words are shown"
    assert third.startswith("stray.txt is of no document")
    assert f"{NAME}.txt" in third


def test_without_copies_nothing_is_asked_or_quoted(dumps: Path) -> None:
    """No folder, no words."""
    found = passages(dumps, [])
    assert not found.given
    assert found.report() == []
    assert found(f"{ID}ev-whole") is None


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('normLength> "4"', 'normLength> "0"'),
        ('normLength> "4"', 'normLength> "many"'),
        (sha256(WORDS["ev-title"][0]), "no digest"),
    ],
)
def test_a_span_that_is_malformed_is_left_out(dumps: Path, right: str, wrong: str) -> None:
    """Whoever may write may write nonsense: the other places are found all the same."""
    quads = graph().decode()
    assert right in quads
    found = passages(dumps, [Copy(f"{NAME}.txt", TEXT)], quads.replace(right, wrong).encode())
    assert found(f"{ID}ev-budget")
    assert found(f"{ID}ev-title") is None
