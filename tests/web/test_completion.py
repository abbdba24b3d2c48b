"""What the editor completes from: only what the graph has, from this host."""

import json

import pytest
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.namespaces import prefixes
from s5kg.web import create_app


@pytest.fixture(scope="module")
def client(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service of the real graph."""
    return create_app(MemoryEngine(quads), tmp_path_factory.mktemp("dumps"), []).test_client()


def test_the_prefixes_are_those_of_the_table(client: FlaskClient) -> None:
    """A query needs no declaration of them."""
    assert json.loads(client.get("/prefixes.json").text) == dict(prefixes())


def test_the_terms_are_those_that_are_used(client: FlaskClient) -> None:
    """Each with how often, the most used first, and its names in both languages."""
    found = json.loads(client.get("/terms.json").text)
    for kind, known in (("class", "s5:Claim"), ("property", "s5:supportedBy")):
        counts = [term["count"] for term in found[kind]]
        assert counts == sorted(counts, reverse=True)
        (term,) = [one for one in found[kind] if one["name"] == known]
        assert set(term["labels"]) == {"en", "ja"}
        assert term["count"] > 1000


def test_the_lists_are_kept_by_browsers(client: FlaskClient) -> None:
    """They are asked for again with a tag."""
    for path in ("/prefixes.json", "/terms.json"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
