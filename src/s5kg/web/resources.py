"""`/id/x`, `/code/x`: things themselves, which lead to a page or to data; `/data/…`: the data.

A thing is no document, so its address answers 303 (Cool URIs for the Semantic Web, section 4.2).
What was withdrawn (`owl:deprecated`) answers 410 and names its successor.
"""

from urllib.parse import urlencode

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from s5kg.formats import FORMATS as ALL_FORMATS
from s5kg.formats import Family, Format, named
from s5kg.namespaces import BASE, ID
from s5kg.negotiation import choose_type
from s5kg.web.addresses import iri_at, page_of
from s5kg.web.errors import ProblemError
from s5kg.web.language import choices
from s5kg.web.protocol import HTML, HTML_TYPES, offered
from s5kg.web.site import Site
from s5kg.writing import write_graph

FORMATS = [form for form in ALL_FORMATS if form.family is Family.GRAPH]
_DATA = "/data/"
_RECORD = "/catalog"
_RECORDED = tuple(f"{ID}{kind}" for kind in ("catalog-", "distribution-", "service-"))


def resources_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of things and of their data."""
    blueprint = Blueprint("resources", __name__)
    recorded = _only_recorded(site)

    def thing(name: str) -> Redirect:
        """Lead to the page of a thing, or to its data in the format that is wanted."""
        iri = _iri(BASE + request.path.removeprefix("/"))
        if iri.value in recorded:
            return redirect(_RECORD, 303)
        check_there(site, iri)
        form = _wanted()
        target = data_path(iri.value, form) if form else page_of(iri.value) or "/"
        if not form and (chosen := choices()):
            target += f"?{urlencode(chosen)}"
        response = redirect(target, 303)
        response.vary.add("Accept")
        response.headers.extend(links(iri.value))
        return response

    for space in ("id", "code", "graph"):
        blueprint.add_url_rule(f"/{space}/<path:name>", space, thing, methods=["GET"])

    @blueprint.get(f"{_DATA}<path:name>.<extension>")
    def data(name: str, extension: str) -> Response:
        """Give what the graph says of a thing, with claims, evidence and names."""
        form = named(extension, Family.GRAPH)
        if form is None or form.extension != extension:
            known = ", ".join(form.extension for form in FORMATS)
            raise ProblemError(404, "no-such-data", name=extension, known=known)
        iri = _iri(iri_at(name))
        check_there(site, iri)
        state = site.lookup.release
        body = site.lookup.triples("thing-description", s=[iri], o=[iri], thing=[iri])
        triples = {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)}
        response = Response(write_graph(triples, form), content_type=form.content_type)
        response.headers.extend(links(iri.value))
        return site.lasting(response, state)

    return blueprint


def _only_recorded(site: Site) -> frozenset[str]:
    """Return what the DCAT record of the release describes and the graph cannot: files, service."""
    file = site.dumps.parent / "dcat.ttl"
    if not file.is_file():
        return frozenset()
    subjects = {quad.subject for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)}
    named = (one.value for one in subjects if isinstance(one, ox.NamedNode))
    return frozenset(iri for iri in named if iri.startswith(_RECORDED))


def data_path(iri: str, form: Format) -> str:
    """Return the path of the data of a thing in a format."""
    path = (page_of(iri) or "").removeprefix("/page/")
    return f"{_DATA}{path}.{form.extension}"


def links(iri: str) -> list[tuple[str, str]]:
    """Return the headers that lead from a thing to its page and data (RFC 8288)."""
    page = f'<{page_of(iri)}>; rel="alternate"; type="text/html"'
    data = (f'<{data_path(iri, f)}>; rel="describedby"; type="{f.media_type}"' for f in FORMATS)
    return [("Link", ", ".join([f'<{iri}>; rel="cite-as"', page, *data]))]


def _wanted() -> Format | None:
    """Return the format of the data that are wanted, None for a page."""
    offers = {HTML: HTML_TYPES, **offered(Family.GRAPH)}
    choice = request.args.get("format") or choose_type(request.headers.get("Accept"), offers)
    if choice == HTML:
        return None
    form = named(choice, Family.GRAPH) if choice else None
    if form is None:
        types = [types[0] for types in offers.values()]
        members = {"offered": types}
        raise ProblemError(406, "not-acceptable", members=members, offered=", ".join(types))
    return form


def _iri(text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text)
    except ValueError as error:
        raise ProblemError(404, "no-thing", name=text.removeprefix(BASE)) from error


def check_there(site: Site, iri: ox.NamedNode) -> None:
    """Raise ProblemError for a thing that there is not, or not any more."""
    rows = site.lookup.rows("thing-status", thing=[iri])
    if not rows:
        raise ProblemError(404, "no-thing", name=iri.value.removeprefix(BASE))
    deprecated = rows[0].get("deprecated")
    if isinstance(deprecated, ox.Literal) and deprecated.value == "true":
        found = [row.get("successor") for row in rows]
        successors = [one.value for one in found if isinstance(one, ox.NamedNode)]
        headers = {"Link": ", ".join(f'<{s}>; rel="successor-version"' for s in successors)}
        raise ProblemError(
            410,
            "withdrawn",
            members={"successors": successors} if successors else None,
            headers=headers if successors else None,
            name=iri.value.removeprefix(BASE),
            successors=", ".join(successors) or "–",
        )
