"""A cube as a chart: bars drawn here, and a Vega-Lite specification for a richer one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import url_for

from s5kg.cubes import Cube, Observation, local_name
from s5kg.names import Names, Text
from s5kg.web.drawing.bars import Bar, Group, draw_bars
from s5kg.web.drawing.picture import Picture
from s5kg.web.formatting import number
from s5kg.web.language import translate
from s5kg.web.links import link_to
from s5kg.web.pivots import Key, Pivot
from s5kg.web.precision import in_words, mark_class

_DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
Labels = Mapping[str, Text]


def labels_of(cube: Cube, names: Names, language: str) -> dict[str, Text]:
    """Return what the parts of a cube are called. Raises what `Names.of` raises."""
    parts = {cube.iri, *cube.dimensions, *cube.measures}
    for seen in (*cube.observations, *cube.totals):
        parts.update((seen.iri, *seen.members.values(), *seen.evidence))
        parts.update([seen.unit] if seen.unit else [])
    return names.of(sorted(parts), language)


def draw_cube(cube: Cube, table: Pivot, labels: Labels) -> Picture:
    """Draw the rows of a table as groups of bars, one for each column and measure."""
    picture = Picture(
        f"chart-{cube.name}", labels[cube.iri].value, translate("charts.described-as-table")
    )
    columns = [(column, measure) for column in table.columns for measure in table.measures]
    several = len(table.measures) > 1
    series = [_series(column, measure if several else "", labels) for column, measure in columns]
    groups = [_group(table, row, columns, labels) for row in table.rows]
    return draw_bars(picture, groups, series if len(columns) > 1 else [str(labels[columns[0][1]])])


def _series(column: Key, measure: str, labels: Labels) -> str:
    return " / ".join(labels[one].value for one in (*column, *([measure] if measure else [])))


def _group(table: Pivot, row: Key, columns: list[tuple[Key, str]], labels: Labels) -> Group:
    found = [(table.cells.get((row, column)), measure) for column, measure in columns]
    bars = [_bar(seen, measure) for seen, measure in found]
    words = " / ".join(labels[one].value for one in row)
    return Group(words, bars, link_to(row[0]) if len(row) == 1 else None, labels[row[0]].language)


def _bar(seen: Observation | None, measure: str) -> Bar:
    value = seen.values.get(measure) if seen else None
    if seen is None or value is None:
        return Bar(0.0, translate("charts.nothing-said"))
    return Bar(
        float(value),
        in_words(number(value), seen.modality, seen.precision),
        mark_class(seen.modality, seen.precision),
    )


def columns_of(cube: Cube) -> list[str]:
    """Return the names of the columns of a cube's rows: dimensions, measures, and what is said."""
    names = [local_name(one) for one in (*cube.dimensions, *cube.measures)]
    return [*names, "modality", "precision", "observation"]


def rows_of(cube: Cube, labels: Labels) -> list[list[str | Decimal]]:
    """Return a row for each observation, its members in words. Totals are not among them."""
    return [
        [
            *(
                str(labels[seen.members[one]]) if one in seen.members else ""
                for one in cube.dimensions
            ),
            *(seen.values.get(one, "") for one in cube.measures),
            seen.modality,
            seen.precision,
            seen.iri,
        ]
        for seen in cube.observations
    ]


def results_of(cube: Cube, labels: Labels) -> dict[str, Any]:
    """Return the same rows as SPARQL 1.1 Query Results JSON (section 3)."""
    names = columns_of(cube)
    return {
        "head": {"vars": names},
        "results": {
            "bindings": [
                {name: _term(value) for name, value in zip(names, row, strict=True) if value != ""}
                for row in rows_of(cube, labels)
            ]
        },
    }


def _term(value: str | Decimal) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"type": "literal", "value": format(value, "f"), "datatype": _DECIMAL}
    return {"type": "literal", "value": value}


def specification(cube: Cube, table: Pivot, labels: Labels) -> dict[str, Any]:
    """Return a Vega-Lite specification of grouped bars over the rows of a cube."""
    down, measures = local_name(table.down[0]), [local_name(one) for one in table.measures]
    across = local_name(table.across[0]) if table.across else "measure"
    legend = str(labels[table.across[0]]) if table.across else translate("charts.measure")
    words = {local_name(one): str(labels[one]) for one in table.measures}
    cases = [f"datum.measure === {_quoted(name)} ? {_quoted(words[name])} : " for name in measures]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": str(labels[cube.iri]),
        "data": {"url": url_for("tables.as_csv", cube=cube.name, _external=True)},
        "transform": [
            {"fold": measures, "as": ["measure", "value"]},
            {"calculate": "".join(cases) + "datum.measure", "as": "measure"},
        ],
        "mark": {"type": "bar", "tooltip": True},
        "width": "container",
        "encoding": {
            "y": {
                "field": down,
                "type": "nominal",
                "sort": None,
                "title": str(labels[table.down[0]]),
            },
            "x": {"field": "value", "type": "quantitative", "title": " / ".join(words.values())},
            "color": {"field": across, "type": "nominal", "sort": None, "title": legend},
            "yOffset": {"field": across, "sort": None},
        },
        # Below, so that bars have the width of a narrow screen to themselves. Limits are pixels.
        "config": {
            "legend": {"labelLimit": 320, "orient": "bottom", "direction": "vertical"},
            "axis": {"labelLimit": 240},
        },
    }


def _quoted(words: str) -> str:
    """Return words as a string of a Vega expression."""
    escaped = words.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ")
    return f"'{escaped}'"
