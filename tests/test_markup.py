"""Tables for notebooks."""

from s5kg.markup import Cell, HtmlTable, as_html


def test_a_table_is_escaped_and_says_what_is_left_out() -> None:
    """Texts stay texts, in cells, heads, captions, titles and the note."""
    bad = "<b>\"'&"
    html = as_html(HtmlTable(Cell(bad, bad, "ja"), [bad], [[Cell(bad, bad)]], 7, bad))
    assert bad not in html
    assert "<b>" not in html
    assert html.count("&lt;b&gt;") == 6
    assert 'lang="ja"' in html
    assert "<p>1 / 7</p>" in html


def test_signs_that_html_cannot_hold_are_shown_as_others() -> None:
    """A bell is a picture of one."""
    assert "\u2407" in as_html(HtmlTable(Cell(""), ["a"], [[Cell("\a")]], 1))
