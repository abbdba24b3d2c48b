"""Words in pictures: how wide they are, and that they are cut to their room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.web.drawing.lettering import fitted, lines, width

WORDS = st.text(max_size=60)


@given(WORDS, st.floats(0, 400))
def test_words_are_cut_to_their_room(words: str, room: float) -> None:
    """Whatever their script: they begin as they did, and are whole where they fit."""
    found = fitted(words, room, 12)
    assert width(found, 12) <= room + 1e-9
    assert words.startswith(found.removesuffix("…").rstrip())
    assert fitted(words, width(words, 12), 12) == words


def test_words_lose_no_more_than_they_must() -> None:
    """What is left with one more character would be too wide."""
    assert fitted("科学技術政策局", 45, 10) == "科学技…"
    assert fitted("科学技術政策局", 39.9, 10) == "科学…"
    assert fitted("科学", 9, 10) == ""


@given(WORDS, st.floats(24, 200), st.integers(1, 3))
def test_lines_are_as_wide_as_their_room(words: str, room: float, most: int) -> None:
    """No more lines than are asked for, none too wide."""
    found = lines(words, room, 12, most)
    assert len(found) <= most
    assert all(width(line, 12) <= room + 1e-9 for line in found)


# Of DejaVu Sans, the widest of the usual fonts (units of 1/2048 em in the font's own table).
DEJAVU = {"a": 1255, "0": 1303, "i": 569, "r": 842, "m": 1995, "W": 2025, "O": 1612, "T": 1251}


@pytest.mark.parametrize(("character", "units"), DEJAVU.items())
def test_latin_letters_have_the_room_of_the_widest_font(character: str, units: int) -> None:
    """But not a quarter of an em more."""
    assert units / 2048 <= width(character, 1) < units / 2048 + 0.25


def test_characters_of_other_scripts_have_their_room() -> None:
    """A kanji has one em, a combining mark nothing, a letter with marks what it has without."""
    assert width("国", 10) == 10
    assert width("が", 10) == 10
    assert width("É", 10) == width("E\u0301", 10) == width("E", 10)
    assert width("ж", 10) > width("a", 10)
    assert width("ｶ", 10) < 10
