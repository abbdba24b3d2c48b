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
from s5kg.spans import sha256
from s5kg.web import create_app
from s5kg.web.copies import Copy
from tests.web import shelf

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
    ours = [number for number in numbers if number.startswith("D")]
    assert ours == [f"D{n:02d}" for n in range(1, len(ours) + 1)]
    assert numbers[len(ours) :] == sorted(number for number in numbers if number.startswith("E-"))
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
<{ID}d> <http://purl.org/dc/terms/source> <javascript:alert(1)> <a:g> .
<{ID}d> {LABEL} "{evil}"@en <a:g> .
""".strip().encode()
    page = create_app(MemoryEngine(quads), tmp_path, []).test_client().get("/discrepancies").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "javascript:alert(1)" in page
    assert "&lt;script&gt;" in page


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service of a made-up document, with a copy of it."""
    engine = MemoryEngine(shelf.graph(checksum=sha256(shelf.TEXT)))
    copies = [Copy("shelf.txt", shelf.TEXT)]
    dumps = tmp_path_factory.mktemp("dumps")
    return create_app(engine, dumps, [], copies=copies).test_client()


def test_a_segment_stands_beside_its_text(beside: FlaskClient) -> None:
    """All its lines are there, each place leads to what rests on it, and back."""
    root = parse(beside, "/documents/shelf/seg-a?lang=en")
    lines = [one for one in root.iter("li") if (one.get("id") or "").startswith("l-")]
    assert [one.get("value") for one in lines] == ["1", "2", "3", "4"]
    shown = ["".join(one.itertext()).replace("⁑", "") for one in lines]
    assert shown == shelf.TEXT.split("\n")[:4]
    marked = {
        (a.get("href") or "")[1:]: "".join(a.itertext())
        for line in lines
        for a in line.iter("a")
        if a.find("mark") is not None
    }
    assert marked["ev-inner"] == shelf.INNER
    anchors = {one.get("id") for one in root.iter() if one.get("id")}
    links = {href[1:] for a in root.iter("a") if (href := a.get("href") or "").startswith("#")}
    for name, (_, segment) in shelf.WORDS.items():
        if segment == "seg-a":
            assert {name, f"t-{name}"} <= anchors & links


def test_the_text_is_in_its_own_language(beside: FlaskClient) -> None:
    """An English page says that the words are Japanese."""
    root = parse(beside, "/documents/shelf/seg-a?lang=en")
    (text,) = [one for one in root.iter("ol") if any("value" in li.attrib for li in one)]
    assert text.get("lang") == "ja"


def test_a_document_says_how_much_of_it_supports_something(beside: FlaskClient) -> None:
    """Per segment, as what `s5kg evidence coverage` measures; page furniture does not count."""
    root = parse(beside, "/documents/shelf?lang=en")
    cells = ["".join(cell.itertext()) for cell in root.iter("td")]
    assert [cell for cell in cells if cell.endswith("%")] == ["100 %", "66 %"]
    part = beside.get("/documents/shelf/seg-b?lang=en").text
    assert 'href="#l-5"' in part


def test_evidence_is_quoted_where_facts_are(beside: FlaskClient) -> None:
    """On the page of a thing, and on that of the evidence, which leads to its place."""
    page = parse(beside, "/page/office")
    quoted = ["".join(one.itertext()) for one in page.iter("blockquote")]
    assert sorted(quoted) == sorted(words for words, _ in shelf.WORDS.values())
    page = parse(beside, "/page/ev-whole")
    assert ["".join(one.itertext()) for one in page.iter("blockquote")] == [shelf.WHOLE]
    assert any(
        (a.get("href") or "").endswith("/documents/shelf/seg-a#t-ev-whole") for a in page.iter("a")
    )


@pytest.mark.parametrize("path", ["/documents/shelf/seg-a", "/page/office", "/discrepancies"])
def test_words_are_for_their_reader_alone(beside: FlaskClient, path: str) -> None:
    """No cache between keeps them and no page of another site reads them; the data stay open."""
    answer = beside.get(path, headers={"Accept": "text/html"})
    assert answer.cache_control.private
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers
    data = beside.get("/data/office.ttl")
    assert data.headers["Access-Control-Allow-Origin"] == "*"
    for words, _ in shelf.WORDS.values():
        assert words not in data.text


def test_without_copies_pages_are_open(client: FlaskClient) -> None:
    """Nothing is quoted, and any cache may keep the pages."""
    answer = client.get("/documents/databook-2020/seg-07", headers={"Accept": "text/html"})
    assert answer.cache_control.public
    assert "<blockquote" not in answer.text
    assert "<mark>" not in answer.text
