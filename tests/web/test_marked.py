"""Lines of a text with evidence marked in them."""

from hypothesis import given
from hypothesis import strategies as st

from s5kg.spans import Span, measure
from s5kg.web.marked import mark

TEXT = "first line\nsecond line\nthird"


def _place(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return measure(text, start, start + len(words), "ev", "seg")


def test_a_line_is_cut_where_evidence_begins_and_ends() -> None:
    """Words within it know it; the others know none. Lines keep their numbers."""
    lines = mark(TEXT, 2, 3, {"a": _place("cond li")})
    assert [line.number for line in lines] == [2, 3]
    assert [(p.words, p.within, p.begins) for p in lines[0].pieces] == [
        ("se", "", ()),
        ("cond li", "a", ("a",)),
        ("ne", "", ()),
    ]
    assert [p.words for p in lines[1].pieces] == ["third"]


def test_the_shortest_evidence_has_the_words() -> None:
    """One inside another is told from it, and both are reached from where they begin."""
    (line,) = mark(TEXT, 1, 1, {"outer": _place("first line"), "inner": _place("rst")})
    assert [(p.words, p.within) for p in line.pieces] == [
        ("fi", "outer"),
        ("rst", "inner"),
        (" line", "outer"),
    ]


def test_evidence_that_others_cover_is_not_lost() -> None:
    """It has no words of its own, and is named where it begins."""
    places = {"outer": _place("first line"), "a": _place("first"), "b": _place(" line")}
    (line,) = mark(TEXT, 1, 1, places)
    assert [(p.within, p.begins, p.hidden) for p in line.pieces] == [
        ("a", ("a", "outer"), ("outer",)),
        ("b", ("b",), ()),
    ]


def test_evidence_over_lines_begins_once() -> None:
    """It is marked on each of its lines, and begins on the first that is shown."""
    places = {"a": _place("line\nsecond")}
    lines = mark(TEXT, 1, 3, places)
    assert [[p.within for p in line.pieces] for line in lines] == [["", "a"], ["a", ""], [""]]
    assert [p.begins for line in lines for p in line.pieces] == [(), ("a",), (), (), ()]
    (alone,) = mark(TEXT, 2, 2, places)
    assert alone.pieces[0].begins == ("a",)


@given(
    st.text("ab\n", max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=8),
)
def test_no_word_is_lost_or_said_twice(text: str, spans: list[tuple[int, int]]) -> None:
    """Whatever the places, the pieces are the text, and all evidence with words begins once."""
    places = {
        f"ev-{number}": measure(text, start, min(start + size, len(text)), "ev", "seg")
        for number, (start, size) in enumerate(spans)
        if text[start : start + size].strip("\n")
    }
    lines = mark(text, 1, text.count("\n") + 1, places)
    assert "\n".join("".join(p.words for p in line.pieces) for line in lines) == text
    begun = [one for line in lines for p in line.pieces for one in p.begins]
    assert sorted(begun) == sorted(places)
    linked = {p.within for line in lines for p in line.pieces}
    hidden = {one for line in lines for p in line.pieces for one in p.hidden}
    assert set(places) == (linked | hidden) - {""}
