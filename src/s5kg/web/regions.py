"""`/regions`: a cube with regional blocks of Japan as a tile map, its values beside it."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import pyoxigraph as ox
from flask import Blueprint, Response, request

from s5kg.cubes import Cube, cube_names, local_name, read_cube
from s5kg.namespaces import CODE, NS
from s5kg.web.charts import Labels, labels_of
from s5kg.web.drawing.picture import Picture
from s5kg.web.drawing.tiles import SHADES, Tile, draw_tiles
from s5kg.web.errors import ProblemError
from s5kg.web.formatting import number
from s5kg.web.language import content_language, translate
from s5kg.web.links import link_to
from s5kg.web.precision import in_words
from s5kg.web.site import Site

BLOCK = NS + "regionBlock"
BLOCKS = CODE + "regionBlock-"


@dataclass(frozen=True)
class Choice:
    """A cube and one of its measures."""

    cube: Cube
    measure: str

    @property
    def name(self) -> str:
        """Its name in the address."""
        return f"{self.cube.name}.{local_name(self.measure)}"


def regions_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the map."""
    blueprint = Blueprint("regions", __name__)

    @blueprint.get("/regions")
    def regions() -> Response:
        """Show the map of the measure that is asked for."""
        choices = choices_of(site)
        asked = request.args.get("show", "")
        known = {one.name: one for one in choices}
        if asked and asked not in known:
            raise ProblemError(
                400, "no-such-dimension", name="show", given=asked, known=", ".join(known)
            )
        chosen = known.get(asked) or next(iter(choices), None)
        labels = labels_of(chosen.cube, site.names, content_language()) if chosen else {}
        several = {one.cube.iri: one.cube for one in choices}.values()
        iris = [iri for one in several for iri in (one.iri, *one.measures)]
        return site.page(
            "regions.html",
            choices=choices,
            chosen=chosen,
            labels={**site.names.of(iris, content_language()), **labels},
            picture=draw_regions(chosen, labels, "regions") if chosen else None,
            block=BLOCK,
            in_words=in_words,
            query=site.lookup.text("cube-observations", cube=[ox.NamedNode(chosen.cube.iri)])
            if chosen
            else "",
        )

    return blueprint


def choices_of(site: Site) -> list[Choice]:
    """Return what can be mapped: each measure of each cube whose only varying dimension is blocks.

    Raises what `Lookup.rows` raises.
    """
    cubes = [read_cube(site.lookup, iri) for iri in cube_names(site.lookup)]
    fitting = [one for one in cubes if one and one.varying() == [BLOCK] and not _is_total(one)]
    return [Choice(cube, measure) for cube in fitting for measure in reversed(cube.measures)]


def draw_regions(choice: Choice, labels: Labels, name: str) -> Picture:
    """Draw the map of a measure."""
    title = f"{labels[choice.cube.iri]}: {labels[choice.measure]}"
    picture = Picture(name, title, translate("charts.map-described"))
    tiles = []
    for seen in sorted(
        choice.cube.observations, key=lambda one: choice.cube.rank(one.members[BLOCK])
    ):
        value, block = seen.values.get(choice.measure), seen.members[BLOCK]
        if value is not None:
            printed = in_words(number(value), seen.modality, seen.precision)
            text = labels[block]
            tiles.append(
                Tile(
                    block.removeprefix(BLOCKS),
                    str(text),
                    float(value),
                    printed,
                    link_to(seen.iri),
                    text.language,
                )
            )
    values = [tile.value for tile in tiles]
    return draw_tiles(picture, tiles, shades(min(values, default=0), max(values, default=0)))


def shades(low: float, high: float) -> list[str]:
    """Return the bounds of the shades in words; one shade where all values are one."""
    if high <= low:
        return [number(round(low, 1))]
    bounds = [low + (high - low) / SHADES * n for n in range(SHADES + 1)]
    if not (low.is_integer() and high.is_integer()):
        return [f"{number(round(a, 1))}–{number(round(b, 1))}" for a, b in pairwise(bounds)]
    # A shade begins at the first whole number that is not below its bound.
    whole = [*(ceil(bound - 1e-9) for bound in bounds[:-1]), int(high) + 1]
    return [f"{number(a)}–{number(max(a, b - 1))}" for a, b in pairwise(whole)]


def _is_total(cube: Cube) -> bool:
    return len(cube.observations) < 2
