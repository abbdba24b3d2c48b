"""`/networks`: who is related to whom, as a picture, as a list, and as data."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from flask import Blueprint, Response, jsonify, request

from s5kg.names import Text, chosen
from s5kg.namespaces import ID, shrink
from s5kg.terms import iri
from s5kg.web.drawing.layers import MOST, Line, Node, draw
from s5kg.web.errors import ProblemError
from s5kg.web.kinds import kind_of
from s5kg.web.labelled import spreadsheet_text
from s5kg.web.language import content_language, translate
from s5kg.web.links import link, link_to
from s5kg.web.network import MOST_DEPTH, Choice, Edge, Network, read_network
from s5kg.web.site import Site


@dataclass(frozen=True)
class View:
    """The chosen part of a network with the names and kinds of what is in it."""

    network: Network
    choice: Choice
    labels: Mapping[str, Mapping[str, str]]
    kinds: Mapping[str, str]
    language: str

    def name(self, thing: str) -> Text:
        """Return what a thing is called."""
        return chosen(thing, self.labels.get(thing, {}), self.language)

    def kind(self, thing: str) -> str:
        """Return the kind of a thing."""
        return self.kinds.get(thing, "other")

    def words(self, edge: Edge) -> str:
        """Return a relation in words."""
        ends = self.name(edge.source).value, self.name(edge.target).value
        return f"{ends[0]} – {self.name(edge.relation).value} – {ends[1]}"


def networks_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the network."""
    blueprint = Blueprint("networks", __name__)

    @blueprint.get("/networks")
    def network() -> Response:
        """Draw the part that is chosen, and list it."""
        return _page(site)

    @blueprint.get("/networks.json")
    def data() -> Response:
        """Give nodes and edges for programs that draw them."""
        state = site.lookup.release
        view, _ = _view(site)
        return site.lasting(jsonify(_json(view)), state)

    @blueprint.get("/networks.csv")
    def table() -> Response:
        """Give the edges as a table."""
        state = site.lookup.release
        view, _ = _view(site)
        response = Response(_csv(view), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="s5kg-network.csv"'
        return site.lasting(response, state)

    return blueprint


def _page(site: Site) -> Response:
    view, whole = _view(site)
    part, choice = view.network, view.choice
    ready = [one for one in whole.nodes if choice.start == one or not choice.start][:12]
    options = [*whole.relations(), *whole.countries(), *ready]
    names = site.names.of(options, view.language)
    return site.page(
        "networks.html",
        view=view,
        picture=_picture(view),
        drawn=min(len(part.nodes), MOST),
        names=names,
        relations=[(shrink(one), one, n) for one, n in whole.relations().most_common()],
        countries=[(_slug(one), one, n) for one, n in whole.countries().most_common()],
        marks=whole.marks().most_common(),
        chosen_place=_slug(choice.place),
        chosen_start=_slug(choice.start),
        asked={name: value for name, value in request.args.items() if name in _FIELDS},
        query=site.lookup.text("network-edges"),
        slug=_slug,
        depth=MOST_DEPTH,
    )


_FIELDS = ("relation", "place", "mark", "from", "depth")


def _view(site: Site) -> tuple[View, Network]:
    """Return what the address chooses, and all that there is. Raises ProblemError, LimitError."""
    whole = read_network(site.lookup)
    choice = _choice(whole)
    part = whole.chosen(choice)
    things = dict.fromkeys(part.nodes)
    mentioned = [*things, *part.relations(), *(code for edge in part.edges for code in edge.codes)]
    classes: dict[str, list[str]] = {}
    for row in site.lookup.rows("thing-classes", thing=[ox.NamedNode(one) for one in things]):
        classes.setdefault(iri(row, "thing"), []).append(iri(row, "class"))
    kinds = {thing: kind_of(found) for thing, found in classes.items()}
    language = content_language()
    return View(part, choice, site.names.all(mentioned), kinds, language), whole


def _choice(whole: Network) -> Choice:
    given = {name: request.args.get(name, "") for name in _FIELDS}
    known = {
        "relation": {shrink(one): shrink(one) for one in whole.relations()},
        "place": {_slug(one): one for one in whole.countries()},
        "mark": {mark: mark for mark in whole.marks()},
        "from": {_slug(one): one for one in whole.nodes},
        "depth": {str(n): str(n) for n in range(1, MOST_DEPTH + 1)},
    }
    for name, value in given.items():
        if value and value not in known[name]:
            some = ", ".join(sorted(known[name])[:50])
            raise ProblemError(400, "unknown-choice", name=name, given=value, known=some)
    start, place = given["from"], given["place"]
    return Choice(
        given["relation"],
        known["place"].get(place, ""),
        given["mark"],
        known["from"].get(start, ""),
        int(given["depth"] or 1),
    )


def _slug(thing: str) -> str:
    return thing.removeprefix(ID)


def _picture(view: View) -> object:
    nodes = [
        Node(one, link_to(one) or "", view.name(one), view.kind(one)) for one in view.network.nodes
    ]
    lines = [Line(e.source, e.target, view.words(e), e.mark) for e in view.network.edges]
    return draw(nodes, lines, translate("networks.picture"))


def _json(view: View) -> dict[str, object]:
    nodes = [
        {
            "id": one,
            "label": view.name(one).value,
            "kind": view.kind(one),
            "page": link_to(one),
            "more": link("networks.network", **{"from": _slug(one), "depth": 1}),
        }
        for one in view.network.nodes
    ]
    edges = [
        {
            "source": edge.source,
            "target": edge.target,
            "relation": edge.relation,
            "label": view.name(edge.relation).value,
            "mark": edge.mark,
        }
        for edge in view.network.edges
    ]
    return {"nodes": nodes, "edges": edges}


def _csv(view: View) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        ["source", "sourceLabel", "relation", "relationLabel", "target", "targetLabel", "certainty"]
    )
    for edge in view.network.edges:
        ends = (edge.source, edge.relation, edge.target)
        cells = [cell for end in ends for cell in (end, spreadsheet_text(view.name(end).value))]
        writer.writerow([*cells, edge.mark])
    return buffer.getvalue()
