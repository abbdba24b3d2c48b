"""`/`: what this is."""

from collections.abc import Sequence

from flask import Blueprint, render_template

from s5kg.engine import Engine
from s5kg.queries import Query
from s5kg.web.examples import one_per_topic
from s5kg.web.sizes import Sizes

_FEW = 5


def home_blueprint(engine: Engine, examples: Sequence[Query], sizes: Sizes) -> Blueprint:
    """Return the blueprint of the first page."""
    blueprint = Blueprint("home", __name__)

    @blueprint.get("/")
    def home() -> str:
        """Say what this is and where to go on."""
        return render_template(
            "home.html", graphs=sizes.graphs(), examples=one_per_topic(examples, _FEW)
        )

    return blueprint
