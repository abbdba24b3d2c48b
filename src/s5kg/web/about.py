"""`/about`: how the graph was made, how sure it is, and how to use and cite it."""

from flask import Blueprint, Response

from s5kg.web.released import read_released
from s5kg.web.signposts import of_dataset, post
from s5kg.web.site import Site

SECTIONS = (
    "method",
    "evidence",
    "certainty",
    "discrepancies",
    "limits",
    "licence",
    "cite",
    "access",
)


def about_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the page."""
    blueprint = Blueprint("about", __name__)
    released = read_released(site.dumps)

    @blueprint.get("/about")
    def about() -> Response:
        """Tell about the data."""
        page = site.page("about.html", sections=SECTIONS, sizes=site.sizes.graphs())
        return post(page, of_dataset(released))

    return blueprint
