import re
from collections.abc import Iterable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s5kg.locations import Sources
from s5kg.queries import read_queries
from s5kg.web import language

JAPANESE = {"Accept-Language": "ja"}


def keeping(client: FlaskClient, **cookies: str) -> FlaskClient:
    """Return a client that has these cookies."""
    for name, value in cookies.items():
        client.set_cookie(name, value)
    return client


def test_topics_and_levels_of_the_examples_have_words(sources: Sources, app: Flask) -> None:
    """No heading of the real examples falls back to the name in the file."""
    with app.test_request_context():
        for query in read_queries(sources.queries, "examples"):
            for section in ("topic", "level"):
                assert language.has_text(f"{section}.{query.header[section]}")


def test_texts_outside_a_request_are_english(app: Flask) -> None:
    """A text can be asked for where there is no request, with an app or without."""
    assert language.translate("nav.home") == "Home"
    assert language.content_language() == "en"
    with app.app_context():
        assert language.translate("nav.home") == "Home"
    with app.test_request_context("/?lang=ja"):
        assert language.translate("nav.home") == "ホーム"


def test_a_text_that_is_not_there_is_an_error() -> None:
    """A misspelt key never reaches a page."""
    assert not language.has_text("nav.nothing")
    with pytest.raises(KeyError):
        language.translate("nav.nothing")


@pytest.mark.parametrize(
    ("address", "cookie", "header", "chosen"),
    [
        ("/?lang=en", "ja", "ja", "en"),
        ("/", "ja", "en", "ja"),
        ("/?lang=fr", "ja", "en", "ja"),
        ("/", "<script>", "ja", "ja"),
        ("/", "", "ja-JP", "ja"),
        ("/", "", "fr", "en"),
    ],
)
def test_the_address_comes_before_the_cookie_before_the_header(
    app: Flask, address: str, cookie: str, header: str, chosen: str
) -> None:
    """What is no language of ours counts as not said."""
    headers = {"Cookie": f"lang={cookie}", "Accept-Language": header}
    with app.test_request_context(address, headers=headers):
        assert language.current_language() == chosen


@pytest.mark.parametrize(
    ("address", "cookie", "chosen"),
    [
        ("/?content=en&lang=ja", "content=ja", "en"),
        ("/?lang=en", "content=ja", "ja"),
        ("/?content=fr", "content=fr; lang=ja", "ja"),
        ("/", "lang=ja", "ja"),
    ],
)
def test_the_data_may_have_another_language(
    app: Flask, address: str, cookie: str, chosen: str
) -> None:
    """`?content=` comes before the cookie, the cookie before the language of the page."""
    with app.test_request_context(address, headers={"Cookie": cookie}):
        assert language.content_language() == chosen


def cookies(headers: Iterable[tuple[str, str]]) -> list[str]:
    """Return the cookies that an answer sets, without the day on which they end."""
    return [re.sub(r" Expires=[^;]*;", "", v) for name, v in headers if name == "Set-Cookie"]


def test_a_page_keeps_what_it_is_asked_with(client: FlaskClient) -> None:
    """The cookie lasts a year, is no business of scripts, and is set only where it changes."""
    first = client.get("/?lang=ja&content=en")
    shared = "Max-Age=31536000; HttpOnly; Path=/; SameSite=Lax"
    assert cookies(first.headers) == [f"lang=ja; {shared}", f"content=en; {shared}"]
    again = client.get("/?lang=ja")
    assert cookies(again.headers) == []
    plain = client.get("/sparql", headers={"Accept": "text/html"})
    assert 'lang="ja"' in plain.text
    assert '<a href="/examples/' in plain.text
    assert "?lang=" not in plain.text.split("<main")[1].split("</main")[0]


def test_the_cookie_is_secure_over_https(client: FlaskClient) -> None:
    """It is sent back over HTTPS only, where it came so."""
    (cookie,) = cookies(client.get("/?lang=ja", base_url="https://localhost").headers)
    assert "; Secure;" in cookie


@pytest.mark.parametrize("address", ["/?lang=fr", "/?lang=", "/?lang=ja%0d%0aX:y", "/"])
def test_no_cookie_without_a_choice(client: FlaskClient, address: str) -> None:
    """A page that is asked for without a language of ours sets nothing."""
    assert cookies(client.get(address).headers) == []


def test_programs_get_no_cookie(client: FlaskClient) -> None:
    """Rows and problem details set none, whatever the address says."""
    for address in ("/sparql?query=ASK{}&lang=ja", "/nothing?lang=ja"):
        response = client.get(address, headers={"Accept": "application/json"})
        assert cookies(response.headers) == []


@pytest.mark.parametrize("accepted", ["text/html", "application/problem+json"])
@pytest.mark.parametrize("address", ["/nothing", "/sparql?query=x"])
def test_caches_learn_what_a_text_depends_on(
    client: FlaskClient, address: str, accepted: str
) -> None:
    """A page and a problem vary with both headers that choose a language; the cookie counts."""
    response = keeping(client, lang="ja").get(address, headers={"Accept": accepted})
    assert {"Accept-Language", "Cookie"} <= set(response.vary)
    assert response.headers["Content-Language"] == "ja"


def test_rows_do_not_vary_with_the_language(client: FlaskClient) -> None:
    """An answer for programs is the same for all."""
    response = client.get("/sparql?query=ASK{}", headers={"Accept": "text/csv", **JAPANESE})
    assert "cookie" not in {name.lower() for name in response.vary}
    assert "accept-language" not in {name.lower() for name in response.vary}


def test_examples_are_in_the_language_of_the_data(client: FlaskClient) -> None:
    """The question says its language where the page around it has another one."""
    page = client.get("/?lang=en&content=ja").text
    assert '<html lang="en">' in page
    assert 'lang="ja">Easyとは？</a>' in page
