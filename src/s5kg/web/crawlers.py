"""What crawlers read: `/robots.txt`, and `/sitemap.xml` with a part for each 20,000 things."""

import pyoxigraph as ox
from flask import Blueprint, Response, abort, render_template, request, url_for

from s5kg.lookup import Slice
from s5kg.web.addresses import page_of
from s5kg.web.language import LANGUAGES
from s5kg.web.navigation import fixed_paths
from s5kg.web.site import Site

# A part may have 50,000 addresses (sitemaps.org); each thing has one in each language.
PART = 50_000 // len(LANGUAGES) // 1000 * 1000
_MOST_PARTS = 200


def crawlers_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the files for crawlers."""
    blueprint = Blueprint("crawlers", __name__)

    @blueprint.get("/robots.txt")
    def robots() -> Response:
        """Ask crawlers to read pages and dumps and not to send queries."""
        text = render_template("robots.txt", sitemap=url_for(".sitemap", _external=True))
        return Response(text, content_type="text/plain; charset=utf-8")

    @blueprint.get("/sitemap.xml")
    def sitemap() -> Response:
        """List the parts of the map."""
        (row,) = site.lookup.rows("dump-sitemap-size")
        things = row["things"]
        count = int(things.value) if isinstance(things, ox.Literal) else 0
        parts = range(1, min(_MOST_PARTS, max(1, -(-count // PART))) + 1)
        return _xml(site, render_template("sitemaps.xml", parts=parts))

    @blueprint.get("/sitemap-<int:number>.xml")
    def part(number: int) -> Response:
        """List the pages of a part, each in each language."""
        paths = _paths(site, number)
        root = request.url_root.rstrip("/")
        return _xml(
            site, render_template("sitemap.xml", root=root, paths=paths, languages=list(LANGUAGES))
        )

    return blueprint


def _paths(site: Site, number: int) -> list[str]:
    """Return the paths of a part of the map; 404 where there is none."""
    if not 1 <= number <= _MOST_PARTS:
        abort(404)
    rows = site.lookup.rows("dump-sitemap", Slice(PART, (number - 1) * PART))
    if not rows:
        abort(404)
    things = [row["thing"] for row in rows]
    found = [page_of(thing.value) for thing in things if isinstance(thing, ox.NamedNode)]
    return [*(fixed_paths() if number == 1 else ()), *(path for path in found if path)]


def _xml(site: Site, text: str) -> Response:
    response = Response(text, content_type="application/xml; charset=utf-8")
    return site.lasting(response, site.lookup.release)
