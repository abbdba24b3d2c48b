"""`/`: what this is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, render_template

from s5kg.engine import Engine, Question
from s5kg.formats import Family, named
from s5kg.namespaces import GRAPH
from s5kg.queries import Query
from s5kg.web.examples import one_per_topic
from s5kg.web.rendering import printable

_FEW = 5
_COUNT = """SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } }
GROUP BY ?graph ORDER BY ?graph"""


@dataclass(frozen=True)
class GraphSize:
    """A named graph and how many triples it holds."""

    iri: str
    triples: int

    @property
    def name(self) -> str:
        """The graph's name below the base of our IRIs."""
        return printable(self.iri.removeprefix(GRAPH))


def home_blueprint(engine: Engine, examples: Sequence[Query]) -> Blueprint:
    """Return the blueprint of the first page."""
    blueprint = Blueprint("home", __name__)

    @cache
    def sizes(release: str) -> list[GraphSize]:
        return _count(engine)

    @blueprint.get("/")
    def home() -> str:
        """Say what this is and where to go on."""
        return render_template(
            "home.html", graphs=sizes(engine.release), examples=one_per_topic(examples, _FEW)
        )

    return blueprint


def _count(engine: Engine) -> list[GraphSize]:
    form = named("json", Family.RESULTS)
    answer = engine.answer(Question(_COUNT, {Family.RESULTS: form} if form else {}))
    rows = json.loads(answer.body)["results"]["bindings"]
    return [GraphSize(row["graph"]["value"], int(row["triples"]["value"])) for row in rows]
