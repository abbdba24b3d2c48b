"""IRIs and the URIs that stand for them."""

from hypothesis import given
from hypothesis import strategies as st

from s5kg.iris import to_iri, to_uri

OFFICE = "http://ja.dbpedia.org/resource/内閣府"
ENCODED = "http://ja.dbpedia.org/resource/%E5%86%85%E9%96%A3%E5%BA%9C"


def test_letters_have_their_uri_and_come_back() -> None:
    """As the RFC maps them."""
    assert to_uri(OFFICE) == ENCODED
    assert to_iri(ENCODED) == OFFICE


def test_what_is_not_seen_stays_encoded() -> None:
    """A mark of direction, and bytes that are no UTF-8; so does ASCII, which is another name."""
    for uri in ("http://x/%E2%80%AEgnp", "http://x/%E5%86", "http://x/%FF", "http://x/a%20b%2F"):
        assert to_iri(uri) == uri


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="%")))
def test_a_uri_is_ascii_and_says_the_same(text: str) -> None:
    """Whatever the text, its URI is that of what is read from it."""
    assert to_uri(text).isascii()
    assert to_uri(to_iri(to_uri(text))) == to_uri(text)
