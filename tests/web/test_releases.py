"""Releases for people and for feed readers."""

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app

ATOM = "{http://www.w3.org/2005/Atom}"


def release(folder: Path, name: str, made: int, **note: object) -> None:
    """Write a release of this name, made at this second."""
    (folder / name[:16] / "dumps").mkdir(parents=True)
    graph = folder / name[:16] / "graph.nq"
    graph.write_text("", encoding="utf-8")
    os.utime(graph, (made, made))
    text = json.dumps({"release": name, "graphs": {"urn:<g>": 1234}, **note})
    (folder / name[:16] / "release.json").write_text(text, encoding="utf-8")


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A service of the newer one of two releases, beside a folder that is none."""
    release(tmp_path, "a" * 64, 1_700_000_000)
    added, removed = {"urn:<g>": 20}, {"urn:<g>": 3}
    release(tmp_path, "b" * 64, 1_700_000_100, former="a" * 64, added=added, removed=removed)
    for bad in ("{", '{"release": 1}', "[]"):
        folder = tmp_path / f"broken{len(bad)}"
        folder.mkdir()
        (folder / "graph.nq").write_text("", encoding="utf-8")
        (folder / "release.json").write_text(bad, encoding="utf-8")
    dumps = tmp_path / ("b" * 16) / "dumps"
    return create_app(MemoryEngine(b""), dumps, []).test_client()


def test_the_newest_release_comes_first_with_what_changed(client: FlaskClient) -> None:
    """The one that is served is marked; what cannot be read is passed over."""
    page = client.get("/releases").text
    assert page.index("b" * 16) < page.index("a" * 16)
    assert page.count("shown here") == 1
    assert "urn:&lt;g&gt;" in page
    assert "1,234" in page
    assert "The first release here." in page
    assert "broken" not in page


def test_the_feed_is_one(client: FlaskClient) -> None:
    """Each entry has what RFC 4287 demands: id, title, updated."""
    response = client.get("/releases.atom")
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.text)  # noqa: S314 (our own answer)
    assert feed.findtext(f"{ATOM}updated") == "2023-11-14T22:15:00+00:00"
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
    assert [one[-64:] for one in ids] == ["b" * 64, "a" * 64]
    for entry in (feed, *entries):
        for needed in ("id", "title", "updated"):
            assert entry.findtext(f"{ATOM}{needed}")
    again = client.get("/releases.atom", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_service_without_releases_says_so(tmp_path: Path) -> None:
    """A graph may be served from anywhere."""
    client = create_app(MemoryEngine(b""), tmp_path, []).test_client()
    assert "Nothing is known of releases." in client.get("/releases").text
    assert client.get("/releases.atom").status_code == 200
