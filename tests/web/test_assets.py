"""The bundles of scripts and styles: what is in them, how much it weighs, how it is served."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from s5kg.web.assets import BUILT, NOTICES, AssetError, Assets, add_assets, read_assets

MOST = 300_000  # bytes of scripts and styles that a page may load, compressed
# What each kind of page loads, the sheet and the script of the site among it.
PAGES = {
    "plain": (),
    "chart": ("chart.js",),
    "editor": ("editor.js", "editor.css"),
    "network": ("network.js", "network.css"),
}


@pytest.fixture(scope="module")
def assets() -> Assets:
    """The bundles that `make assets` has built."""
    return read_assets()


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A client of an app that has the bundles."""
    with app.test_client() as client:
        yield client


def test_the_bundles_are_built(assets: Assets) -> None:
    """Every file that the manifest names is there, under a name that tells its content."""
    assert assets, "run `make assets`"
    for name in assets.lasting:
        assert (BUILT / name).is_file()
        assert re.fullmatch(r"[a-z]+-[A-Z0-9]{8}\.(js|css)", name)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_weighs_little(assets: Assets, page: str) -> None:
    """No kind of page loads more than 300 kB of scripts and styles, compressed."""
    entries = ("site.js", "site.css", *PAGES[page])
    names = {assets.files[entry] for entry in entries}
    names |= {name for entry in entries for name in assets.needs.get(entry, ())}
    weight = sum(len(gzip.compress((BUILT / name).read_bytes(), 9)) for name in names)
    assert weight <= MOST, f"{page}: {weight} bytes"


def test_nothing_in_the_bundles_asks_elsewhere(assets: Assets) -> None:
    """No address of a remote list or endpoint is left in them, and nothing evaluates text."""
    for name in assets.lasting:
        text = (BUILT / name).read_text(encoding="utf-8")
        assert not re.search(r"lov\.linkeddata|lov\.okfn|//prefix\.cc/|dbpedia\.org/sparql", text)
        assert not re.search(r"""fetch\([`"'](https?:)?//|@import|url\(["']?(https?:)?//""", text)
        assert not re.search(r"(?<![.\w])eval\(\"", text)
        assert "sourceMappingURL" not in text


def test_notices_name_what_is_inside() -> None:
    """The notices have the licence of each bundled package, of those within the editor too."""
    notices = (BUILT / NOTICES).read_text(encoding="utf-8")
    for name in ("@zazuko/yasqe", "codemirror", "cytoscape", "vega", "vega-lite", "d3-scale"):
        if name != "vega":
            assert re.search(rf"^{name} \d", notices, re.MULTILINE), name
    assert re.search(r"^vega-parser \d", notices, re.MULTILINE)
    licences = set(re.findall(r"^Licence: (.*)$", notices, re.MULTILINE))
    assert licences <= {"MIT", "ISC", "BSD-3-Clause", "(MPL-2.0 OR Apache-2.0)"}


def test_a_bundle_is_kept_for_ever(client: FlaskClient, assets: Assets) -> None:
    """A bundle may be kept a year without asking; what keeps its name is asked for again."""
    bundle = client.get(f"/static/built/{assets.files['chart.js']}", buffered=True)
    assert bundle.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for path in (f"built/{NOTICES}", "built/manifest.json", "s5kg.css"):
        response = client.get(f"/static/{path}", buffered=True)
        assert response.status_code == 200
        assert "immutable" not in response.headers["Cache-Control"]
    missing = client.get("/static/built/chart-00000000.js")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers["Cache-Control"]


def test_pages_name_the_bundles(client: FlaskClient, assets: Assets) -> None:
    """A page loads the site's sheet and script under a policy without exceptions."""
    page = client.get("/")
    assert f"/static/built/{assets.files['site.css']}" in page.text
    assert f"/static/built/{assets.files['site.js']}" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy


def test_pages_work_without_bundles(engine: MemoryEngine, tmp_path: Path) -> None:
    """Without bundles pages have their plain sheet and no script."""
    without = read_assets(tmp_path)
    assert not without
    app = create_app(engine, tmp_path, [])
    add_assets(app, without)
    page = app.test_client().get("/")
    assert page.status_code == 200
    assert "/static/s5kg.css" in page.text
    assert "<script" not in page.text


def test_an_unknown_bundle_is_an_error(app: Flask, assets: Assets) -> None:
    """A misspelt name is found, rather than leaving a page without its script."""
    with app.test_request_context(), pytest.raises(AssetError):
        assets.asset("charts.js")
