import pytest
from flask import Flask

from s5kg.web.links import link, link_to, same_page

THING = "https://w3id.org/s5kg/id/ostp"


@pytest.mark.parametrize(
    ("address", "home", "thing", "term"),
    [
        ("/", "/", "/page/ostp", "/ns#staff"),
        ("/?lang=fr", "/", "/page/ostp", "/ns#staff"),
        (
            "/?lang=ja&content=en&query=x",
            "/?lang=ja&content=en",
            "/page/ostp?lang=ja&content=en",
            "/ns?lang=ja&content=en#staff",
        ),
    ],
)
def test_a_choice_in_the_address_goes_along(
    app: Flask, address: str, home: str, thing: str, term: str
) -> None:
    """Every link of ours keeps both languages, and nothing else of the address."""
    with app.test_request_context(address):
        assert link("home.home") == home
        assert link_to(THING) == thing
        assert link_to("https://w3id.org/s5kg/ns#staff") == term


def test_links_elsewhere_stay_as_they_are(app: Flask) -> None:
    """Another site learns nothing of the choice, and what is no address is no link."""
    with app.test_request_context("/?lang=ja"):
        assert link_to("https://example.org/a?b=1") == "https://example.org/a?b=1"
        assert link_to("javascript:alert(1)") is None


def test_the_same_page_with_another_choice(app: Flask) -> None:
    """One language changes, the other and all that was asked stay."""
    with app.test_request_context("/sparql?query=ASK%7B%7D&lang=ja&content=en"):
        assert same_page(lang="en") == "/sparql?query=ASK%7B%7D&content=en&lang=en"
        assert same_page(content="ja") == "/sparql?query=ASK%7B%7D&lang=ja&content=ja"
    with app.test_request_context("/nothing?lang=ja"):
        assert same_page(content="en") == "/?lang=ja&content=en"
