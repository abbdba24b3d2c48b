"""`/`: what this is."""

from flask import Blueprint, Response

from s5kg.web.examples import one_per_topic
from s5kg.web.site import Site

_FEW = 5


def home_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the first page."""
    blueprint = Blueprint("home", __name__)

    @blueprint.get("/")
    def home() -> Response:
        """Say what this is and where to go on."""
        return site.page(
            "home.html",
            graphs=site.sizes.graphs(),
            examples=one_per_topic(site.examples, _FEW),
        )

    return blueprint
