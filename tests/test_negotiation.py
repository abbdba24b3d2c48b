import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.negotiation import choose_language, choose_type

OFFERS = {
    "json": ("application/sparql-results+json", "application/json"),
    "csv": ("text/csv",),
    "html": ("text/html",),
}


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/*", "csv"),
        ("text/html, text/*;q=0.5", "html"),
        ("application/json", "json"),
        ("application/json;q=0.2, text/csv;q=0.9", "csv"),
        ("text/csv;q=0.3, text/html;q=0.30001", "html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("*/*, text/csv;q=0, application/sparql-results+json;q=0", "html"),
        ("text/csv;q=0, text/*;q=0.5", "html"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "csv"),
        ("text/csv; charset=utf-8; q=0.5, text/html;q=.4", "csv"),
        ('application/x;p="a,b;q=1", text/csv;q=0.1', "csv"),
        ("text/csv;q=7", "csv"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("*/*;q=0", None),
        ("text/csv;q=high, text/html;q=0.1", "html"),
        ("not a media type", "json"),
        (",;,/;q=", "json"),
    ],
)
def test_the_best_offer_is_chosen(accept: str | None, chosen: str | None) -> None:
    """Quality decides, then how specific a range is, then our own order (RFC 9110, 12.5.1)."""
    assert choose_type(accept, OFFERS) == chosen


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "en"),
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("JA-jp-u-ca-japanese", "ja"),
        ("ja;q=0.2, en-GB;q=0.9", "en"),
        ("fr, ja;q=0.1", "ja"),
        ("ja, en", "ja"),
        ("ja;q=0", "en"),
        ("fr", "en"),
        ("*", "en"),
    ],
)
def test_the_best_language_is_chosen(header: str | None, chosen: str) -> None:
    """A regional variant asks for its language, and English answers what we cannot speak."""
    assert choose_language(header, ("en", "ja")) == chosen


PARTS = st.sampled_from(
    [*'*/,;=q "\\', "text", "html", "csv", "application/json", ";q=0.5", ";q=0", "1e9", "ja", "é"]
)
HEADERS = st.one_of(st.text(), st.lists(PARTS).map("".join))


@given(HEADERS)
def test_any_accept_header_gives_an_offer_or_none(header: str) -> None:
    """Whatever a client sends, negotiation never raises and invents no format."""
    assert choose_type(header, OFFERS) in {*OFFERS, None}


@given(HEADERS)
def test_any_language_header_gives_a_language(header: str) -> None:
    """Whatever a client sends, there is a language to answer in."""
    assert choose_language(header, ("en", "ja")) in ("en", "ja")


@given(st.lists(st.sampled_from(sorted(OFFERS)), min_size=1, unique=True))
def test_the_order_of_a_header_does_not_matter(keys: list[str]) -> None:
    """Media ranges of equal quality are a set: our order decides among them."""
    header = ", ".join(OFFERS[key][0] for key in keys)
    assert choose_type(header, OFFERS) == next(key for key in OFFERS if key in keys)
