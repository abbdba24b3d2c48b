"""Cubes as frames."""

from decimal import Decimal

import pandas as pd
import pytest

from s5kg import cubes
from s5kg.api import KnowledgeGraph
from s5kg.api.cubes import Cube
from s5kg.cubes import Observation


def test_a_frame_has_members_in_order_and_numbers_with_units(local: KnowledgeGraph) -> None:
    """Dimensions are ordered categories, measures can be summed, units are in `attrs`."""
    frame = local.cube("ds-sc-region").to_pandas()
    regions = frame["regional block"]
    assert list(regions[:3]) == ["Hokkaido", "Tohoku", "Kanto"]
    assert isinstance(regions.dtype, pd.CategoricalDtype)
    assert regions.dtype.ordered
    assert regions.min() == "Hokkaido"
    assert frame["number of projects"].dtype == "int64"
    assert frame["number of projects"].sum() == 229
    assert frame.attrs["units"] == {
        "number of localities": "localities",
        "number of projects": "projects",
    }
    assert frame.attrs["sources"] == [
        "Data book on the review of the 5th Science and Technology Basic Plan"
    ]
    assert frame.attrs["graph"] == f"s5kg 0.1.0 ({local.release[:16]})"
    assert set(frame["modality"]) == {"stated as fact"}


def test_names_are_in_the_language_that_is_asked_for(local: KnowledgeGraph) -> None:
    """Columns, members and units."""
    frame = local.cube("ds-plan-status").to_pandas("ja")
    assert list(frame.columns[:2]) == ["地方公共団体の階層", "計画の策定状況"]
    assert frame.attrs["units"] == {"団体数": "団体"}
    assert frame["団体数"].sum() == 1788


def test_totals_stand_apart(local: KnowledgeGraph) -> None:
    """A frame can be summed: what the source prints as a total is no row of it."""
    cube = local.cube("ds-sc-region")
    assert "whole country" not in set(cube.to_pandas()["regional block"])
    assert len(cube.to_pandas()) == 10
    totals = cube.totals()
    assert list(totals["number of projects"]) == [229]
    assert len(local.cube("ds-plan-status").totals()) == 0


def test_columns_of_one_name_and_missing_values_stay_apart(local: KnowledgeGraph) -> None:
    """Local names tell such columns apart; what is not said is missing, not 0; fractions stay."""
    a, b = "https://e.org/one#size", "https://e.org/two#width"
    region = local.cube("ds-sc-region").dimensions[0]
    seen = [
        Observation("https://e.org/1", {region: "https://e.org/r"}, {a: Decimal("1.5")}),
        Observation("https://e.org/2", {}, {a: Decimal(2), b: Decimal(3)}, "proposed", "range"),
    ]
    found = cubes.Cube("https://e.org/c", [region], [a, b], seen)
    context = local.cube("ds-sc-region")._context
    frame = Cube(context, found).to_pandas()
    assert list(frame[a]) == [1.5, 2.0] or list(frame[a])[::-1] == [1.5, 2.0]
    assert frame[b].isna().sum() == 1
    assert frame["regional block"].isna().sum() == 1
    assert set(frame["precision"]) == {"", "between"}
    twice = Cube(context, cubes.Cube("https://e.org/c", [region, region], [a], seen)).to_pandas()
    assert "regional block [regionBlock]" in twice.columns


def test_a_notebook_shows_it(local: KnowledgeGraph) -> None:
    """The caption is its name, the foot the graph that says so."""
    html = local.cube("ds-sc-region")._repr_html_()
    assert "Smart-city projects of the government by regional block" in html
    assert html.count("<tr>") == 11
    assert local.release[:16] in html


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_chart_has_a_bar_for_each_observation(local: KnowledgeGraph, language: str) -> None:
    """The dimension that varies first gives groups, the other one series; none is a total."""
    cube = local.cube("ds-plan-status")
    chart = cube.chart(cube.measures[0], "ja" if language == "ja" else "en")
    assert [len(one.bars) for one in chart.series] == [2, 2, 2]
    assert sum(bar.length for bar in chart.bars()) == 1788
    assert not chart.precisions()
    assert chart.note.endswith(f"s5kg 0.1.0 ({local.release[:16]})")
