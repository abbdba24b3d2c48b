"""`/tables`, `/tables/<cube>` and `/charts/<cube>`: data cubes as tables, pictures and files."""

import csv
import json
from io import StringIO

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from s5kg.cubes import Cube, cube_names, local_name, read_cube
from s5kg.namespaces import ID
from s5kg.web.charts import (
    Labels,
    columns_of,
    draw_cube,
    labels_of,
    results_of,
    rows_of,
    specification,
)
from s5kg.web.errors import ProblemError
from s5kg.web.language import content_language
from s5kg.web.pivots import Pivot, pivot
from s5kg.web.precision import in_words, mark_class
from s5kg.web.site import Site

_ROWS = "rows"  # the parameter: local names of the dimensions that go down


def tables_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the data cubes."""
    blueprint = Blueprint("tables", __name__)
    _add_pages(blueprint, site)
    _add_files(blueprint, site)
    return blueprint


def _add_pages(blueprint: Blueprint, site: Site) -> None:
    @blueprint.get("/tables")
    def listing() -> Response:
        """List the data cubes."""
        found = [one for iri in cube_names(site.lookup) if (one := read_cube(site.lookup, iri))]
        iris = [iri for one in found for iri in (one.iri, *one.dimensions, *one.measures)]
        labels = site.names.of(iris, content_language())
        return site.page("tables.html", cubes=found, labels=labels)

    @blueprint.get("/tables/<cube>")
    def table(cube: str) -> Response:
        """Show a cube as a pivot table and a picture."""
        found, labels = _known(site, cube)
        chosen = _pivoted(found)
        return site.page(
            "table.html",
            cube=found,
            labels=labels,
            table=chosen,
            picture=draw_cube(found, chosen, labels),
            local_name=local_name,
            in_words=in_words,
            mark_class=mark_class,
            query=_filled(site, "cube-observations", found),
            triples=_filled(site, "cube-triples", found),
        )


def _add_files(blueprint: Blueprint, site: Site) -> None:
    @blueprint.get("/tables/<cube>.csv")
    def as_csv(cube: str) -> Response:
        """Give the observations as CSV (RFC 4180), a line for each."""
        found, labels = _known(site, cube)
        text = StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerows([columns_of(found), *rows_of(found, labels)])
        return _lasting(site, text.getvalue(), "text/csv; charset=utf-8; header=present")

    @blueprint.get("/tables/<cube>.json")
    def as_json(cube: str) -> Response:
        """Give the same as SPARQL results, for the script that draws charts."""
        text = json.dumps(results_of(*_known(site, cube)), ensure_ascii=False)
        return _lasting(site, text, "application/sparql-results+json")

    @blueprint.get("/charts/<cube>.json")
    def chart(cube: str) -> Response:
        """Give a Vega-Lite specification of the chart."""
        found, labels = _known(site, cube)
        text = json.dumps(specification(found, _pivoted(found), labels), ensure_ascii=False)
        return _lasting(site, text, "application/json")

    @blueprint.get("/charts/<cube>.svg")
    def drawing(cube: str) -> Response:
        """Give the picture as a file of its own."""
        found, labels = _known(site, cube)
        picture = draw_cube(found, _pivoted(found), labels)
        text = render_template("picture.svg.xml", picture=picture.svg())
        return _lasting(site, text, "image/svg+xml")


def _known(site: Site, name: str) -> tuple[Cube, Labels]:
    """Return a cube and what its parts are called; raises NotFound for a name there is not."""
    iri = ID + name
    if iri not in cube_names(site.lookup) or (cube := read_cube(site.lookup, iri)) is None:
        raise NotFound
    return cube, labels_of(cube, site.names, content_language())


def _pivoted(cube: Cube) -> Pivot:
    """Return the cube as the address asks for it; raises ProblemError where it cannot be."""
    asked = request.args.getlist(_ROWS)
    named = {local_name(one): one for one in cube.varying()}
    if unknown := [name for name in asked if name not in named]:
        raise ProblemError(
            400, "no-such-dimension", name=_ROWS, given=unknown[0], known=", ".join(named)
        )
    return pivot(cube, [named[name] for name in asked] or None)


def _filled(site: Site, name: str, cube: Cube) -> str:
    return site.lookup.text(name, cube=[ox.NamedNode(cube.iri)])


def _lasting(site: Site, body: str, content_type: str) -> Response:
    return site.lasting(Response(body, content_type=content_type), site.lookup.release)
