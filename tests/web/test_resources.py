"""Addresses of things: 303 to a page or to data, by what is wanted."""

from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app

# rdflib's own readers use what it deprecates
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
ID = "https://w3id.org/s5kg/id/"
WITHDRAWN = f"""
<{ID}old> <http://www.w3.org/2002/07/owl#deprecated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> <a:g> .
<{ID}old> <http://purl.org/dc/terms/isReplacedBy> <{ID}new> <a:g> .
<{ID}gone> <http://www.w3.org/2002/07/owl#deprecated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> <a:g> .
<{ID}日本> <a:p> "x" <a:g> .
""".strip()  # noqa: E501 (quads have no shorter form)


@pytest.fixture(scope="module")
def client(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service of the real graph, and of some withdrawn things."""
    engine = MemoryEngine(quads + WITHDRAWN.encode())
    return create_app(engine, tmp_path_factory.mktemp("dumps"), []).test_client()


@pytest.mark.parametrize(
    ("query", "accept", "path"),
    [
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", "/page/org-us-ostp"),
        ("", "*/*", "/page/org-us-ostp"),
        ("", "text/turtle", "/data/org-us-ostp.ttl"),
        ("", "text/turtle;q=0.2, application/ld+json", "/data/org-us-ostp.jsonld"),
        ("", "application/rdf+xml, text/html;q=0.5", "/data/org-us-ostp.rdf"),
        ("?format=ntriples", "text/html", "/data/org-us-ostp.nt"),
        ("?format=html", "text/turtle", "/page/org-us-ostp"),
        ("?lang=ja", "text/html", "/page/org-us-ostp?lang=ja"),
        ("?lang=ja", "text/turtle", "/data/org-us-ostp.ttl"),
    ],
)
def test_a_thing_leads_to_what_is_wanted(
    client: FlaskClient, query: str, accept: str, path: str
) -> None:
    """303, told apart by Accept; the other forms are named beside it."""
    response = client.get(f"/id/org-us-ostp{query}", headers={"Accept": accept})
    assert (response.status_code, response.headers["Location"]) == (303, path)
    assert "Accept" in response.vary
    assert 'rel="cite-as"' in response.headers["Link"]
    assert '</data/org-us-ostp.ttl>; rel="describedby"; type="text/turtle"' in " ".join(
        response.headers.getlist("Link")
    )
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/id/nothing", "*/*", 404),
        ("/id/org-us-ostp", "image/png", 406),
        ("/id/org-us-ostp?format=nothing", "*/*", 406),
        ("/id/a%20b", "*/*", 404),
        ("/id/%3Cx%3E", "*/*", 404),
        ("/data/nothing.ttl", "*/*", 404),
        ("/data/org-us-ostp.exe", "*/*", 404),
        ("/data/org-us-ostp.turtle", "*/*", 404),
        ("/id/old", "text/html", 410),
        ("/page/old", "text/html", 410),
        ("/data/gone.ttl", "*/*", 410),
    ],
)
def test_what_is_not_there_says_so(
    client: FlaskClient, path: str, accept: str, status: int
) -> None:
    """Never there, not any more, and not in that format are told apart."""
    assert client.get(path, headers={"Accept": accept}).status_code == status


def test_what_was_withdrawn_names_its_successor(client: FlaskClient) -> None:
    """For programs in a header and a member, for people in words."""
    response = client.get("/id/old", headers={"Accept": "application/json"})
    assert response.get_json(force=True)["successors"] == [f"{ID}new"]
    assert response.headers["Link"] == f'<{ID}new>; rel="successor-version"'


@pytest.mark.parametrize(
    ("space", "name"), [("id", "org-us-ostp"), ("code", "unit-eur"), ("graph", "codes")]
)
@pytest.mark.parametrize(
    ("extension", "form"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")]
)
def test_the_data_are_the_same_in_each_format(
    client: FlaskClient, space: str, name: str, extension: str, form: str
) -> None:
    """They are about the thing, and hold no blank node."""
    iri = rdflib.URIRef(f"https://w3id.org/s5kg/{space}/{name}")
    prefix = "" if space == "id" else f"{space}/"
    response = client.get(f"/data/{prefix}{name}.{extension}")
    graph = rdflib.Graph().parse(data=response.data, format=form)
    plain = rdflib.Graph().parse(data=client.get(f"/data/{prefix}{name}.nt").data, format="nt")
    assert set(graph) == set(plain)
    assert (iri, None, None) in graph or (None, None, iri) in graph
    assert not [t for triple in graph for t in triple if isinstance(t, rdflib.BNode)]
    tag = response.headers["ETag"]
    again = client.get(f"/data/{prefix}{name}.{extension}", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_the_data_have_claims_evidence_and_names(client: FlaskClient) -> None:
    """Who fetches one thing can tell how certain each fact is, and where it is said."""
    text = client.get("/data/org-us-ostp.ttl").text
    for part in ("s5:Claim", "s5:modality", "s5:lineStart", "科学技術政策局"):
        assert part in text


def test_names_of_any_script_are_found(client: FlaskClient) -> None:
    """An IRI in Japanese is asked for in percent-encoded UTF-8."""
    response = client.get("/id/%E6%97%A5%E6%9C%AC", headers={"Accept": "text/turtle"})
    assert response.headers["Location"] == "/data/%E6%97%A5%E6%9C%AC.ttl"
    assert client.get(response.headers["Location"]).status_code == 200


@given(name=st.text(min_size=1, max_size=20))
def test_no_name_is_a_failure(name: str) -> None:
    """Whatever is asked for is found, or not."""
    client = create_app(MemoryEngine(WITHDRAWN.encode()), Path(), []).test_client()
    for start in ("/id/", "/page/", "/data/"):
        assert client.get(start + name).status_code < 500
