"""Documents by their segments, in the order of their lines; and where they disagree."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.namespaces import ID
from s5kg.web import create_app

SEGMENTS = [f"seg-{number:02d}" for number in range(1, 13)]
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@pytest.fixture(scope="module")
def client(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service of the real graph."""
    return create_app(MemoryEngine(quads), tmp_path_factory.mktemp("dumps"), []).test_client()


@pytest.fixture(scope="module")
def store(quads: bytes) -> ox.Store:
    """The real graph."""
    found = ox.Store()
    found.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    return found


def parse(client: FlaskClient, path: str) -> Element:
    """Return a page."""
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 200, path
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.text)
    return root


def counted(store: ox.Store, query: str) -> int:
    """Return how many rows a query has."""
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return len(list(found))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_document_leads_to_its_twelve_segments(client: FlaskClient, language: str) -> None:
    """In their order, each with its lines."""
    listing = parse(client, f"/documents?lang={language}")
    links = [a.get("href") or "" for a in listing.iter("a")]
    assert [one for one in links if one.startswith("/documents/databook-2020")]
    root = parse(client, f"/documents/databook-2020?lang={language}")
    found = [a.get("href") or "" for a in root.iter("a")]
    parts = [one.partition("?")[0].rpartition("/")[2] for one in found if "/seg-" in one]
    assert [part for part in parts if part in SEGMENTS] == SEGMENTS


@pytest.mark.parametrize("segment", SEGMENTS)
def test_a_segment_shows_every_claim_in_the_order_of_lines(
    client: FlaskClient, store: ox.Store, segment: str
) -> None:
    """None is left out, and the reader goes down as the document does."""
    root = parse(client, f"/documents/databook-2020/{segment}?lang=en")
    places = [part for part in root.iter("section") if part.get("class") == "place"]
    claims = counted(
        store,
        f"""PREFIX s5: <https://w3id.org/s5kg/ns#> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?claim ?evidence {{ ?evidence dcterms:isPartOf <{ID}{segment}> .
          ?claim a s5:Claim ; s5:supportedBy ?evidence }}""",
    )
    shown = sum(
        1
        for part in places
        for item in part.iter("li")
        if len([a for a in item.iter("span") if a.get("class") == "what"])
    )
    assert shown == claims
    lines = [int(re.findall(r"\d+", "".join(part.itertext()))[0]) for part in places]
    assert lines == sorted(lines)
    assert len(lines) > 2


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_register_has_every_discrepancy(
    client: FlaskClient, store: ox.Store, language: str
) -> None:
    """By number, each with its explanation in the language of the reader and its places."""
    root = parse(client, f"/discrepancies?lang={language}")
    entries = [part for part in root.iter("section") if part.get("class") == "term"]
    count = counted(store, "SELECT ?d { ?d a <https://w3id.org/s5kg/ns#Discrepancy> }")
    assert len(entries) == count
    numbers = [entry.get("id") or "" for entry in entries]
    assert numbers == [f"D{n:02d}" for n in range(1, count + 1)]
    for entry in entries:
        paragraph = entry.find("p")
        assert paragraph is not None
        assert "".join(paragraph.itertext()).strip()


def test_the_register_is_filtered_by_kind(client: FlaskClient) -> None:
    """The kinds together have all entries, each once."""
    root = parse(client, "/discrepancies?lang=en")
    kinds = {
        (a.get("href") or "").partition("kind=")[2].partition("&")[0]
        for a in root.iter("a")
        if "kind=" in (a.get("href") or "")
    }
    found: list[str] = []
    for kind in sorted(kinds):
        page = parse(client, f"/discrepancies?lang=en&kind={kind}")
        found += [part.get("id") or "" for part in page.iter("section") if part.get("id")]
    whole = [part.get("id") or "" for part in root.iter("section") if part.get("id")]
    assert sorted(found) == sorted(whole)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/documents/nothing", 404),
        ("/documents/%3Cx%3E", 404),
        ("/documents/a%20b", 404),
        ("/documents/databook-2020/seg-99", 404),
        ("/documents/databook-2020/%22", 404),
        ("/discrepancies?kind=nothing", 400),
    ],
)
def test_what_is_not_there_says_so(client: FlaskClient, path: str, status: int) -> None:
    """A document, a segment, a kind."""
    assert client.get(path).status_code == status


def test_a_graph_without_documents_has_empty_pages(tmp_path: Path) -> None:
    """No failure."""
    client = create_app(MemoryEngine(b""), tmp_path, []).test_client()
    assert client.get("/documents").status_code == 200
    assert client.get("/discrepancies").status_code == 200


def test_nothing_that_a_graph_says_becomes_markup(tmp_path: Path) -> None:
    """Numbers, notes and values of a register are escaped."""
    evil = "<script>alert(1)</script>"
    s5, skos = "https://w3id.org/s5kg/ns#", "http://www.w3.org/2004/02/skos/core#"
    quads = f"""
<{ID}d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{s5}Discrepancy> <a:g> .
<{ID}d> <{skos}notation> "{evil}" <a:g> .
<{ID}d> <{s5}discrepancyKind> <a:kind> <a:g> .
<{ID}d> <{skos}note> "{evil}"@en <a:g> .
<{ID}d> <{s5}adoptedValue> "{evil}" <a:g> .
<{ID}d> {LABEL} "{evil}"@en <a:g> .
""".strip().encode()
    page = create_app(MemoryEngine(quads), tmp_path, []).test_client().get("/discrepancies").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
