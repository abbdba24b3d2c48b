"""The documentation of vocabulary, rules and codes: all of them, in both languages, by anchor."""

from xml.etree.ElementTree import Element

import html5lib
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.locations import Sources
from s5kg.namespaces import CODE, NS, SHAPES, prefixes
from s5kg.web import create_app

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def client(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service of the real graph."""
    return create_app(MemoryEngine(quads), tmp_path_factory.mktemp("dumps"), []).test_client()


def parse(client: FlaskClient, path: str) -> Element:
    """Return a page."""
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 200
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.text)
    return root


def ids(root: Element) -> set[str]:
    """Return the anchors of a page."""
    return {name for element in root.iter() if (name := element.get("id"))}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_term_has_its_place(client: FlaskClient, sources: Sources, language: str) -> None:
    """An IRI of the vocabulary with its hash leads to the term that is documented."""
    parsed = ox.parse(path=str(sources.ontology / "s5kg.ttl"), format=ox.RdfFormat.TURTLE)
    defined = {
        quad.subject.value.removeprefix(NS)
        for quad in parsed
        if isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(NS)
        and "owl#" in str(quad.object)
    }
    root = parse(client, f"/ns?lang={language}")
    assert len(defined) > 80
    assert defined <= ids(root)
    assert root.get("lang") == language


def test_the_class_diagram_has_every_class(client: FlaskClient) -> None:
    """Each class of ours is a link in it, beside what it belongs to."""
    root = parse(client, "/ns?lang=en")
    (svg,) = list(root.iter(f"{SVG}svg"))
    targets = {(a.get("href") or "").partition("#")[2] for a in svg.iter(f"{SVG}a")}
    assert {"Claim", "Figure", "Discrepancy"} <= targets
    assert len(targets) == 17


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_shape_is_said_in_words(client: FlaskClient, quads: bytes, language: str) -> None:
    """Each node shape that has a message stands there with it."""
    root = parse(client, f"/shapes?lang={language}")
    store = ox.Store()
    store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    found = store.query(
        """PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT DISTINCT ?shape ?message { GRAPH ?g {
          ?shape a sh:NodeShape . ?shape (sh:property|sh:sparql)?/sh:message ?message } }"""
    )
    assert isinstance(found, ox.QuerySolutions)
    text = " ".join("".join(root.itertext()).split())
    anchors = ids(root)
    checked = 0
    for shape, message in found:
        if isinstance(shape, ox.NamedNode) and shape.value.startswith(SHAPES):
            assert shape.value.removeprefix(SHAPES) in anchors
            if isinstance(message, ox.Literal) and message.language == language:
                assert " ".join(message.value.split()) in text
                checked += 1
    assert checked > 150


def test_every_code_is_listed_with_its_meaning(client: FlaskClient, quads: bytes) -> None:
    """The list of lists leads to each list, and that has its codes."""
    root = parse(client, "/codes?lang=ja")
    links = [a.get("href") or "" for a in root.iter("a") if "/codes/" in (a.get("href") or "")]
    assert len(links) == 35
    named = set()
    for link in links:
        page = parse(client, link)
        targets = [a.get("href") or "" for a in page.iter("a")]
        named |= {t.partition("?")[0] for t in targets if t.startswith("/page/code/")}
    text = quads.decode()
    concepts = {
        line[1 : line.index(">")]
        for line in text.splitlines()
        if "core#inScheme>" in line and line.startswith(f"<{CODE}")
    }
    assert {f"/page/code/{iri.removeprefix(CODE)}" for iri in concepts} <= named


@pytest.mark.parametrize("path", ["/codes/nothing", "/codes/%3Cx%3E", "/codes/a%20b"])
def test_a_list_that_is_not_there_is_none(client: FlaskClient, path: str) -> None:
    """404, as for any thing."""
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_prefix_has_its_place(client: FlaskClient, quads: bytes, language: str) -> None:
    """The IRI of a declaration with its hash leads to the prefix and its namespace."""
    start, anchors = b"<https://w3id.org/s5kg/ns/prefixes#", set()
    root = parse(client, f"/ns/prefixes?lang={language}")
    rows = {row.get("id"): "".join(row.itertext()).split() for row in root.iter("tr")}
    for line in quads.splitlines():
        if line.startswith(start) and b"shacl#namespace>" in line:
            anchor = line.removeprefix(start).partition(b">")[0].decode()
            assert rows[anchor] == [f"{anchor}:", line.split(b'"')[1].decode()]
            anchors.add(anchor)
    assert anchors == set(prefixes())


@pytest.mark.parametrize(
    ("path", "graph"), [("/ns", "ontology"), ("/shapes", "shapes"), ("/ns/prefixes", "shapes")]
)
def test_programs_get_the_data(client: FlaskClient, path: str, graph: str) -> None:
    """The document of a hash IRI leads to its data in the format that is wanted."""
    response = client.get(path, headers={"Accept": "text/turtle"})
    assert (response.status_code, response.headers["Location"]) == (303, f"/dumps/{graph}.ttl")
    response = client.get(f"{path}?format=jsonld")
    assert response.headers["Location"] == f"/dumps/{graph}.jsonld"
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_data_are_told_about(client: FlaskClient, language: str) -> None:
    """Method, certainty, limits, licence: each has its heading, and each mark its meaning."""
    root = parse(client, f"/about?lang={language}")
    assert {"method", "evidence", "certainty", "limits", "licence", "cite"} <= ids(root)
    marks = {small.get("class") for small in root.iter("small")}
    for mark in ("stated", "approximate", "planned", "proposed", "inferred", "disputed"):
        assert f"word mark-{mark}" in marks
