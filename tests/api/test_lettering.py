"""Words that fit into a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.api.lettering import columns, short, wrapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Budget", "Budget"),
        ("x" * 81, "x" * 79 + "…"),
        ("予" * 41, "予" * 39 + "…"),
        ("\u202eleft\u2066\x07 and\nright\u3000予算\u200b", "left and right 予算"),
        (" " * 1000 + "far", "…"),
        ("", ""),
    ],
)
def test_a_label_is_cut_and_has_nothing_unseen(text: str, expected: str) -> None:
    """Wide characters take two columns; controls and marks of direction are taken out."""
    assert short(text) == expected


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(10, 90))
def test_no_line_is_wider_than_its_room(text: str, room: int) -> None:
    """Whatever the text, in one line or in several, of which none loses a word."""
    one = short(text, room)
    assert columns(one) <= room
    lines = wrapped(one, 10)
    assert all(columns(line) <= 10 for line in lines.split("\n"))
    assert "".join(lines.split()) == "".join(one.split())
