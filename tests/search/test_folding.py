"""Texts as they are compared."""

from hypothesis import given
from hypothesis import strategies as st

from s5kg.search.folding import fold, fold_with_places


@given(st.text() | st.text(st.characters(max_codepoint=127)))
def test_the_short_way_is_the_long_way(text: str) -> None:
    """A text in ASCII, which is folded at once, becomes what it becomes letter by letter."""
    assert fold(text) == fold_with_places(text)[0]
