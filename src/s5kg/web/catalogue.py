"""What programs that collect data sets read: `/catalog` (DCAT) and `/.well-known/void` (VoID)."""

from pathlib import Path

import pyoxigraph as ox
from flask import Blueprint, Response, request

from s5kg.formats import Family, Format, named
from s5kg.negotiation import choose_type
from s5kg.web.errors import ProblemError
from s5kg.web.protocol import not_acceptable, offered
from s5kg.web.released import read_released
from s5kg.web.signposts import of_record, post
from s5kg.web.site import Site
from s5kg.writing import write_graph


def catalogue_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the records."""
    blueprint = Blueprint("catalogue", __name__)
    record = site.dumps.parent / "dcat.ttl"
    released = read_released(site.dumps)

    @blueprint.get("/catalog")
    def catalog() -> Response:
        """Describe the release with its files, their sizes and checksums, in DCAT."""
        if not record.is_file():
            raise ProblemError(404, "no-record")
        form = graph_format(request.args.get("format"))
        response = site.lasting(_in(form, _parse(record)), site.lookup.release)
        return post(response, of_record(released))

    @blueprint.get("/.well-known/void")
    def void() -> Response:
        """Describe the data set, its graphs, classes and properties, in VoID (section 7.2)."""
        form = graph_format(request.args.get("format"))
        state = site.lookup.release
        triples = ox.parse(site.lookup.triples("dump-void"), format=ox.RdfFormat.N_TRIPLES)
        response = site.lasting(_in(form, {quad.triple for quad in triples}), state)
        return post(response, of_record(released))

    return blueprint


def graph_format(name: str | None) -> Format:
    """Return the format of a graph that a request wants, Turtle where it does not care.

    Raises ProblemError for a name we do not know, and where nothing we offer is accepted.
    """
    choice = name or choose_type(request.headers.get("Accept"), _offers())
    if choice is None:
        raise not_acceptable([Family.GRAPH])
    form = named(choice, Family.GRAPH)
    if form is None:
        known = list(offered(Family.GRAPH))
        members = {"formats": known}
        raise ProblemError(
            400, "unknown-format", members=members, name=choice, known=", ".join(known)
        )
    return form


def _offers() -> dict[str, tuple[str, ...]]:
    """Return what is offered; a browser, which reads none of it, gets Turtle."""
    offers = offered(Family.GRAPH)
    return {**offers, "turtle": (*offers["turtle"], "text/html")}


def _parse(file: Path) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)}


def _in(form: Format, triples: set[ox.Triple]) -> Response:
    return Response(write_graph(triples, form), content_type=form.content_type)
