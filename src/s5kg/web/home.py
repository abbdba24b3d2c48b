"""`/`: what this is, what the graph holds, how sure it is, and five pictures of it."""

from flask import Blueprint, Response

from s5kg.web.examples import by_topic, one_per_topic
from s5kg.web.language import content_language
from s5kg.web.released import read_released
from s5kg.web.releases import noted
from s5kg.web.schemaorg import of_dataset as describe
from s5kg.web.signposts import of_dataset, post
from s5kg.web.site import Site
from s5kg.web.stories import stories
from s5kg.web.summary import draw_shares, kinds, shares

_FEW = 5


def home_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the first page."""
    blueprint = Blueprint("home", __name__)
    released = read_released(site.dumps)
    described = describe(released) if released else None

    @blueprint.get("/")
    def home() -> Response:
        """Say what this is and where to go on."""
        found = shares(site.lookup)
        releases = noted(site.dumps.parent.parent)
        page = site.page(
            "home.html",
            graphs=site.sizes.graphs(),
            examples=one_per_topic(site.examples, _FEW),
            topics=by_topic(site.examples),
            kinds=kinds(site.lookup, site.names, content_language()),
            shares=found,
            bar=draw_shares(found) if found else None,
            stories=stories(site),
            latest=releases[0] if releases else None,
            described=described,
        )
        return post(page, of_dataset(released))

    return blueprint
