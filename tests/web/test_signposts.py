"""Signposts: read by a parser of another make, they lead from page to data and back."""

import json
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from signposting import Signposting, find_signposting_http_link

from s5kg.engine.memory import MemoryEngine
from s5kg.release import Release
from s5kg.web import create_app

BASE = "http://localhost"
DATASET = "https://w3id.org/s5kg/id/dataset-s5kg"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
AGENT = "https://w3id.org/s5kg/id/agent-s5kg"
RECORDS = {
    f"{BASE}/catalog": "text/turtle",
    f"{BASE}/catalog?format=jsonld": "application/ld+json",
    f"{BASE}/.well-known/void": "text/turtle",
    f"{BASE}/dumps/ro-crate-metadata.json": "application/ld+json",
}


@pytest.fixture(scope="module")
def client(release: Release) -> FlaskClient:
    """A service over a build of the real sources."""
    return create_app(MemoryEngine(release.graph.read_bytes()), release.dumps, []).test_client()


def read(client: FlaskClient, path: str) -> Signposting:
    """Return the signposts of an address, as the other library reads them."""
    with client.get(path) as response:
        assert response.status_code == 200
        headers = response.headers.getlist("Link")
    return find_signposting_http_link(headers, f"{BASE}{path}")


@pytest.mark.parametrize("path", ["/", "/about", "/dumps/"])
def test_a_landing_page_has_what_the_profile_demands(
    client: FlaskClient, release: Release, path: str
) -> None:
    """Identifier, kind, licence, author, items and descriptions, at level 1; a linkset for 2."""
    found = read(client, path)
    assert found.citeAs and str(found.citeAs.target) == DATASET
    assert {str(one.target) for one in found.types} == {
        "https://schema.org/AboutPage",
        "https://schema.org/Dataset",
    }
    assert found.license and str(found.license.target) == LICENCE
    assert {str(one.target) for one in found.authors} == {AGENT}
    assert {str(one.target): str(one.type) for one in found.describedBy} == RECORDS
    assert {str(one.type) for one in found.linksets} == {
        "application/linkset+json",
        "application/linkset",
    }
    whole = {f"{BASE}/dumps/{file.name}" for file in release.dumps.glob("all.*")}
    assert {str(one.target) for one in found.items} == whole
    for one in (*found.items, *found.describedBy, *found.linksets):
        parts = urlsplit(str(one.target))
        with client.get(f"{parts.path}?{parts.query}") as answer:
            assert (answer.status_code, answer.mimetype) == (200, str(one.type)), one.target


@pytest.mark.parametrize("name", ["all.nq", "external.ttl.gz", "links-ror.sssom.tsv", "SHA256SUMS"])
def test_a_file_leads_back_to_its_page(client: FlaskClient, name: str) -> None:
    """A content resource names its collection, kind, licence and author."""
    found = read(client, f"/dumps/{name}")
    assert found.collection and str(found.collection.target) == f"{BASE}/dumps/"
    assert str(found.collection.type) == "text/html"
    assert {str(one.target) for one in found.types} == {"https://schema.org/DataDownload"}
    assert found.license and str(found.license.target) == LICENCE
    assert {str(one.target) for one in found.authors} == {AGENT}


@pytest.mark.parametrize("path", [address.removeprefix(BASE) for address in RECORDS])
def test_a_description_says_what_it_describes(client: FlaskClient, path: str) -> None:
    """From each record the landing page is found again."""
    assert {str(one.target) for one in read(client, path).describes} == {f"{BASE}/dumps/"}


def test_the_page_of_a_thing_is_signposted(client: FlaskClient) -> None:
    """Its identifier, what it is, its data in each format, the licence."""
    found = read(client, "/page/org-us-ostp")
    assert found.citeAs and str(found.citeAs.target) == "https://w3id.org/s5kg/id/org-us-ostp"
    assert {str(one.target) for one in found.types} == {
        "https://schema.org/AboutPage",
        "https://schema.org/Organization",
    }
    assert found.license and str(found.license.target) == LICENCE
    described = {str(one.target): str(one.type) for one in found.describedBy}
    assert described[f"{BASE}/data/org-us-ostp.ttl"] == "text/turtle"
    for target, media_type in described.items():
        answer = client.get(target.removeprefix(BASE))
        assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_the_linkset_says_the_same_in_both_forms(client: FlaskClient, release: Release) -> None:
    """As JSON and as text, each file is an item of the landing page and leads back to it."""
    document = json.loads(client.get("/linkset").data)
    stated = {
        (context["anchor"], rel, link["href"], link.get("type", ""))
        for context in document["linkset"]
        for rel, links in context.items()
        if rel != "anchor"
        for link in links
    }
    answer = client.get("/linkset", headers={"Accept": "application/linkset"})
    assert answer.mimetype == "application/linkset"
    parsed = find_signposting_http_link([answer.text.replace("\n", " ")], BASE)
    assert {
        (str(one.context), str(one.rel), str(one.target), str(one.type or ""))
        for one in parsed.signposts
    } == stated
    page = f"{BASE}/dumps/"
    about = "ro-crate-metadata.json"
    files = {f"{page}{path.name}" for path in release.dumps.iterdir() if path.name != about}
    assert {to for anchor, rel, to, _ in stated if (anchor, rel) == (page, "item")} == files
    assert {anchor for anchor, rel, to, _ in stated if (rel, to) == ("collection", page)} == files


@pytest.mark.parametrize(
    ("query", "accept", "status"), [("?format=xml", "*/*", 400), ("", "image/png", 406)]
)
def test_other_forms_of_the_linkset_are_refused(
    client: FlaskClient, query: str, accept: str, status: int
) -> None:
    """What we do not have is said."""
    assert client.get(f"/linkset{query}", headers={"Accept": accept}).status_code == status
