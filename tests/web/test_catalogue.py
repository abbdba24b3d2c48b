"""The records for collectors of data sets, in the formats that they read."""

from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib import DCAT, RDF, VOID

from s5kg.engine.memory import MemoryEngine
from s5kg.release import Release
from s5kg.web import create_app

# rdflib's own readers use what it deprecates
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
TYPES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}


@pytest.fixture(scope="module")
def client(release: Release) -> FlaskClient:
    """A service over a build of the real sources."""
    return create_app(MemoryEngine(release.graph.read_bytes()), release.dumps, []).test_client()


@pytest.mark.parametrize("media_type", list(TYPES))
@pytest.mark.parametrize("path", ["/catalog", "/.well-known/void"])
def test_a_record_comes_in_each_format(client: FlaskClient, path: str, media_type: str) -> None:
    """The same description, whichever is asked for; and a tag for the next time."""
    response = client.get(path, headers={"Accept": media_type})
    assert response.mimetype == media_type
    graph = rdflib.Graph().parse(data=response.data, format=TYPES[media_type])
    kind = DCAT.Catalog if path == "/catalog" else VOID.Dataset
    assert set(graph.subjects(RDF.type, kind))
    again = client.get(
        path, headers={"Accept": media_type, "If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "accept", "status", "media_type"),
    [
        ("", "text/html", 200, "text/turtle"),
        ("", "*/*", 200, "text/turtle"),
        ("?format=jsonld", "text/turtle", 200, "application/ld+json"),
        ("", "image/png", 406, "application/problem+json"),
        ("?format=nothing", "*/*", 400, "application/problem+json"),
    ],
)
def test_what_is_wanted_is_negotiated(
    client: FlaskClient, query: str, accept: str, status: int, media_type: str
) -> None:
    """`?format=` before Accept; what we do not have is said."""
    response = client.get(f"/catalog{query}", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (status, media_type)


def test_a_folder_without_a_record_is_no_failure(tmp_path: Path) -> None:
    """A release of an older program says what to do."""
    client = create_app(MemoryEngine(b""), tmp_path / "dumps", []).test_client()
    response = client.get("/catalog")
    assert response.status_code == 404
    assert "s5kg build" in response.text
