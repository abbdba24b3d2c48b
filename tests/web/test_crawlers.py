"""What crawlers read."""

from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.web import crawlers, create_app
from s5kg.web.crawlers import PART

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture(scope="module")
def client(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service over the real graph."""
    return create_app(MemoryEngine(quads), tmp_path_factory.mktemp("dumps"), []).test_client()


def locations(text: str) -> list[str]:
    """Return the addresses of a map or of its index."""
    root = ElementTree.fromstring(text)  # noqa: S314 (our own answer)
    return [element.text or "" for element in root.iter(f"{SITEMAP}loc")]


def test_robots_are_led_to_the_map(client: FlaskClient) -> None:
    """They are asked to send no queries."""
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert "Disallow: /sparql?" in response.text
    assert "Sitemap: http://localhost/sitemap.xml" in response.text


def test_the_map_names_each_page_in_each_language(client: FlaskClient) -> None:
    """Things of interest are there, the nodes of claims and partitions are not."""
    (part,) = locations(client.get("/sitemap.xml").text)
    text = client.get(part).text
    found = locations(text)
    assert "http://localhost/page/org-us-ostp?lang=ja" in found
    assert "http://localhost/page/code/unit-eur?lang=en" in found
    assert not [one for one in found if "/claim-" in one or "/void-" in one]
    assert len(found) == len(set(found)) <= 2 * PART
    root = ElementTree.fromstring(text)  # noqa: S314
    for url in root:
        assert {link.get("hreflang") for link in url.iter(LINK)} == {"en", "ja"}


def test_a_large_graph_has_several_parts(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thing stands in one of them; a part that is not there is none."""
    whole = set(locations(client.get("/sitemap-1.xml").text))
    monkeypatch.setattr(crawlers, "PART", 200)
    parts = locations(client.get("/sitemap.xml?n=1").text)
    assert len(parts) > 3
    pages = [locations(client.get(f"{part}?n=1").text) for part in parts]
    assert set().union(*pages) == whole
    assert sum(map(len, pages)) == len(whole)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404
    assert client.get("/sitemap-99999.xml").status_code == 404
