"""`/explore`: things by kind, place, topic, year and certainty, any selection of them as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

import pyoxigraph as ox
from flask import Blueprint, Response, request, url_for

from s5kg.formats import FORMATS, Family
from s5kg.lookup import Slice
from s5kg.names import Text
from s5kg.namespaces import shrink
from s5kg.negotiation import choose_type
from s5kg.web.account import account
from s5kg.web.certainty import STATED, mark_of
from s5kg.web.errors import ProblemError
from s5kg.web.facets import CLASS, Counted, Facets, latest_first, name_of, parameters, toggled
from s5kg.web.fields import pairs, single
from s5kg.web.kinds import kind_of
from s5kg.web.language import CONTENT, INTERFACE, choices, content_language
from s5kg.web.selected import columns, write_table
from s5kg.web.selection import Chosen, Facet, Value
from s5kg.web.site import Site

PER_PAGE = 20
MOST_THINGS = 10_000  # of a selection as data; more of them are asked for at /sparql
SHOWN = 8  # values of a facet that are shown at once
_SORTS = {"label": "explore-by-label", "date": "explore-by-date"}
_GRAPHS = {form.name: form for form in FORMATS if form.family is Family.GRAPH}
_OFFERS = {
    "html": ("text/html",),
    "csv": ("text/csv",),
    **{name: (form.media_type,) for name, form in _GRAPHS.items()},
}
_OTHER = ("format", "page", "sort", INTERFACE, CONTENT)


@dataclass(frozen=True)
class View:
    """What an address asks for."""

    chosen: Sequence[Chosen]
    sort: str
    page: int
    form: str


def explore_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the page on which things are explored."""
    blueprint = Blueprint("explore", __name__)
    blueprint.add_app_template_filter(shrink, "curie")
    facets = Facets(site.lookup)

    @blueprint.get("/explore")
    def explore() -> Response:
        """Show a selection of things, or give it as data."""
        view = _read(facets)
        if view.form == "html":
            return _page(site, facets, view)
        return _data(site, facets, view)

    return blueprint


def _read(facets: Facets) -> View:
    fields = pairs(request.query_string)
    form = single(fields, "format") or choose_type(request.headers.get("Accept"), _OFFERS)
    if form not in _OFFERS:
        raise ProblemError(
            406, "explore-format", members={"formats": list(_OFFERS)}, known=", ".join(_OFFERS)
        )
    sort = single(fields, "sort") or "label"
    if sort not in _SORTS:
        raise ProblemError(
            400, "explore-sort", members={"sorts": list(_SORTS)}, known=", ".join(_SORTS)
        )
    chosen = facets.read((name, value) for name, value in fields if name not in _OTHER)
    facets.check(chosen)
    return View(chosen, sort, _number(single(fields, "page")), form)


def _number(given: str | None) -> int:
    if not given:
        return 1
    if not (given.isascii() and given.isdecimal() and 0 < len(given) <= 5 and int(given)):
        raise ProblemError(400, "search-page")
    return int(given)


def _size(site: Site, facets: Facets, view: View) -> int:
    text = facets.composer.compose("explore-size", facets.whole(view.chosen))
    (row,) = site.lookup.solutions(text)
    return int(str(row["things"].value)) if isinstance(row["things"], ox.Literal) else 0


def _listing(facets: Facets, view: View, part: Slice) -> str:
    language = content_language() if view.sort == "label" else None
    query = _SORTS[view.sort]
    return facets.composer.compose(query, facets.whole(view.chosen), None, part, language)


def _page(site: Site, facets: Facets, view: View) -> Response:
    total = _size(site, facets, view)
    pages = max(1, -(-total // PER_PAGE))
    if view.page > pages:
        raise ProblemError(400, "explore-page", members={"pages": pages}, pages=pages)
    text = _listing(facets, view, Slice(PER_PAGE, (view.page - 1) * PER_PAGE))
    account().query = text
    found = site.lookup.solutions(text)
    things = [term for row in found if isinstance(term := row["thing"], ox.NamedNode)]
    said = columns(site.lookup.rows("explore-marks", None, thing=things)) if things else {}
    counted = [
        latest_first(one) if one.facet.name == "year" else one
        for one in facets.counted(view.chosen)
    ]
    return site.page(
        "explore.html",
        view=view,
        total=total,
        pages=pages,
        things=[thing.value for thing in things],
        said=said,
        counted=counted,
        shown=SHOWN,
        names=_names(site, things, said, counted),
        query=text,
        to=partial(_address, view),
        name_of=name_of,
        kind_of=kind_of,
        mark_of=_mark,
        class_facet=CLASS,
        formats=[name for name in _OFFERS if name != "html"],
    )


def _mark(column: str, value: Value) -> str:
    """Return the mark of a value of a column, empty for what is stated plainly."""
    mark = "disputed" if column == "disputed" else mark_of([value.value])
    return "" if mark == STATED else mark


def _names(
    site: Site,
    things: Sequence[ox.NamedNode],
    said: Mapping[str, Mapping[str, Sequence[Value]]],
    counted: Sequence[Counted],
) -> Mapping[str, Text]:
    """Return what all that a page shows is called, asked for at once."""
    iris = [thing.value for thing in things]
    values = [value for one in said.values() for cells in one.values() for value in cells]
    values += [value for one in counted for value, _ in one.values]
    iris += [value.value for value in values if isinstance(value, ox.NamedNode)]
    iris += [one.facet.property for one in counted if one.facet.property]
    return site.names.of(iris, content_language())


def _address(
    view: View, facet: Facet | None = None, value: Value | None = None, **other: str
) -> str:
    """Return the address of a selection: with a value toggled, sorted otherwise, another page.

    Without a `page` it is the first one.
    """
    chosen = toggled(view.chosen, facet, value) if facet and value is not None else view.chosen
    state = [*parameters(chosen), *choices().items()]
    sort = other.pop("sort", view.sort)
    state += [("sort", sort)] if sort != "label" else []
    state += sorted(other.items())
    return url_for("explore.explore") + (f"?{urlencode(state)}" if state else "")


def _data(site: Site, facets: Facets, view: View) -> Response:
    total = _size(site, facets, view)
    if total > MOST_THINGS:
        raise ProblemError(
            400, "explore-large", members={"things": total}, total=total, most=MOST_THINGS
        )
    state, whole = site.lookup.release, facets.whole(view.chosen)
    if view.form == "csv":
        account().query = facets.composer.compose("explore-rows", whole)
        found = columns(site.lookup.solutions(account().query or ""))
        response = Response(write_table(found, site.names, content_language()))
        response.content_type = "text/csv; charset=utf-8"
        response.vary.update(["Accept-Language", "Cookie"])
        ending = "csv"
    else:
        form = _GRAPHS[view.form]
        account().query = facets.composer.compose("explore-graph", whole)
        body = site.lookup.written(account().query or "", form.name, Family.GRAPH)
        response, ending = Response(body, content_type=form.content_type), form.extension
    response.headers["Content-Disposition"] = f'attachment; filename="s5kg-selection.{ending}"'
    return site.lasting(response, state)
