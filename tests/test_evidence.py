"""Spans: measured, verified, found again, and what they cover."""

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.evidence import Check, certain, coverage, verify
from s5kg.problems import SourceError
from s5kg.span_tables import COLUMNS, read_spans, row_of
from s5kg.spans import Span, measure, normalise

TEXT = "第１章 予算\n• 約500億ユーロ（提案）\nOMBと議会\n\nOMBの役割\n"


def _span(words: str, id: str = "ev-a", segment: str = "seg-01", text: str = TEXT) -> Span:
    at = text.index(words)
    return measure(text, at, at + len(words), id, segment)


def test_normalising_keeps_letters_and_digits_only() -> None:
    """Width, punctuation and line breaks fall away."""
    assert normalise("約５００億\nユーロ（提案）") == "約500億ユーロ提案"


def test_measuring_counts_lines_from_one() -> None:
    """A span knows the lines it begins and ends in."""
    span = measure(TEXT, TEXT.index("約"), TEXT.index("議会") + 2, "ev-a", "seg-01")
    assert (span.line_start, span.line_end) == (2, 3)


def test_a_span_in_place_is_exact() -> None:
    """The same copy verifies, and the words come from it."""
    (check,) = verify(TEXT, [_span("約500億ユーロ")])
    assert (check.state, check.words) == ("exact", "約500億ユーロ")


def test_a_span_is_found_again_in_another_copy() -> None:
    """Other line breaks, widths and bullets move a span and do not lose it."""
    other = "前書き\n- 約５００億\n  ユーロ (提案)\n"
    (check,) = verify(other, [_span("約500億ユーロ（提案）")])
    assert check.state == "moved"
    assert (check.line_start, check.line_end) == (2, 3)


def test_a_repeated_span_is_told_apart_by_its_neighbours() -> None:
    """Of two hits the one that keeps the order of the text counts."""
    last = TEXT.rindex("OMB")
    spans = [_span("OMB", "ev-1"), measure(TEXT, last, last + 3, "ev-2", "seg-01")]
    alone = verify("はじめに\n" + TEXT, spans)
    assert [check.state for check in alone] == ["ambiguous", "ambiguous"]
    first, _, second = verify("はじめに\n" + TEXT, [*spans, _span("と議会", "ev-3")])
    assert (first.state, first.line_start) == ("moved", 4)
    assert (second.state, second.line_start) == ("moved", 6)


def test_in_a_rearranged_copy_a_repeated_span_is_ambiguous() -> None:
    """Where the order says nothing, nothing is claimed."""
    other = "と議会\nOMB\nの役割OMB\n第１章"
    spans = [_span("OMB", "ev-1"), _span("第１章", "ev-2"), _span("の役割", "ev-3")]
    states = {check.span.id: check.state for check in verify(other, spans)}
    assert states["ev-1"] == "ambiguous"


def test_changed_words_are_lost() -> None:
    """A copy that says something else does not support the fact."""
    (check,) = verify(TEXT.replace("500", "600"), [_span("約500億ユーロ")])
    assert check.state == "lost"


def test_coverage_counts_what_states_something() -> None:
    """Furniture is left out; a line without support is named."""
    used = [_span("約500億ユーロ（提案）")]
    furniture = [_span("第１章 予算")]
    (row,) = coverage(TEXT, {"seg-01": (1, 5)}, used, furniture)
    assert row.bare == (3, 5)
    assert row.furniture == len(normalise("第１章予算"))
    assert row.share == pytest.approx(10 / 22)


def test_a_row_says_the_span_it_was_read_from(tmp_path: Path) -> None:
    """Writing and reading a span gives the same span."""
    span = _span("議会")
    path = tmp_path / "part.tsv"
    path.write_text("\t".join(COLUMNS) + "\n" + row_of(span) + "\n", encoding="utf-8")
    assert read_spans(path) == [span]


def test_a_number_that_is_none_is_a_fault_with_its_line(tmp_path: Path) -> None:
    """The line and the column are said."""
    path = tmp_path / "part.tsv"
    row = row_of(_span("議会")).replace("\t3\t3\t", "\t3\tthree\t")
    path.write_text("\t".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match="2: line_end is 'three', not a whole number"):
        read_spans(path)


@given(st.text(min_size=1), st.data())
def test_every_span_of_any_text_verifies_in_it(text: str, data: st.DataObject) -> None:
    """What was measured in a copy is exact in that copy."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (check,) = verify(text, [measure(text, start, end, "ev-a", "seg-01")])
    assert check.state == "exact"


@given(st.text(), st.text())
def test_normalising_is_stable_and_joins(left: str, right: str) -> None:
    """Normalising twice changes nothing more."""
    once = normalise(left + right)
    assert normalise(once) == once


def test_a_search_that_is_bounded_begins_with_the_longest() -> None:
    """What is left out is lost, not guessed."""
    spans = [_span("約500億ユーロ", "ev-long"), _span("議会", "ev-short")]
    moved = "はじめに\n" + TEXT
    letters = len(normalise(moved))
    assert [check.state for check in verify(moved, spans, 2 * letters)] == ["moved", "moved"]
    assert [check.state for check in verify(moved, spans, letters)] == ["moved", "lost"]
    assert [check.state for check in verify(TEXT, spans, 0)] == ["exact", "exact"]


def test_only_places_in_the_order_of_the_text_are_certain() -> None:
    """Words that are found against the order of most of the text are not taken for the place."""
    spans = [_span("第１章", "ev-1"), _span("約500億ユーロ", "ev-2"), _span("OMBと議会", "ev-3")]
    moved = "OMBと議会\n第１章 予算\n• 約500億ユーロ\n"
    assert [check.span.id for check in certain(verify(moved, spans))] == ["ev-1", "ev-2"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 5)), max_size=7))
def test_the_heaviest_run_is_kept(places: list[tuple[int, int, int]]) -> None:
    """It weighs as much as the heaviest of all subsets that never go back."""
    checks = [
        Check(Span(str(at), "seg", 1, 1, was, was + 1, "", weight, ""), "exact", start=now)
        for at, (was, now, weight) in enumerate(places)
    ]
    kept = certain(checks)
    order = sorted(checks, key=lambda check: (check.span.start, check.start))
    heaviest = max(
        sum(check.span.norm_length for check in subset)
        for size in range(len(order) + 1)
        for subset in combinations(order, size)
        if all(a.start <= b.start for a, b in pairwise(subset))
    )
    assert sum(check.span.norm_length for check in kept) == heaviest
    assert all(a.start <= b.start for a, b in pairwise(kept))
