"""Figures as frames and charts: bounds stay bounds."""

import pytest

from s5kg.api import KnowledgeGraph


def test_a_frame_says_value_bounds_unit_and_certainty(local: KnowledgeGraph) -> None:
    """A bound is in its own column, never in that of values."""
    frame = local.figures(kind="budget").to_pandas().set_index("figureLabel")
    planned = frame.loc["Further funding of SPRIND planned"]
    assert planned["maximum"] == 1e9
    assert planned[["value", "minimum"]].isna().all()
    assert (planned["unit"], planned["precision"], planned["modality"]) == (
        "euro",
        "up to about",
        "planned",
    )
    assert frame.loc["Budget of Horizon Europe", "value"] == 1e11
    assert frame.attrs["units"] == dict.fromkeys(["value", "minimum", "maximum"], "euro")


def test_figures_of_several_units_name_none_and_are_no_picture(local: KnowledgeGraph) -> None:
    """Years and euros have no common axis."""
    figures = local.figures("prog-eu-he")
    assert {one.kind.rpartition("-")[2] for one in figures} == {"budget", "duration"}
    assert figures.to_pandas().attrs["units"] == {}
    with pytest.raises(ValueError, match="of 2 units: choose"):
        figures.plot()
    with pytest.raises(ValueError, match="there are no figures"):
        local.figures("prog-eu-he", kind="population").plot()


def test_things_kinds_and_units_choose(local: KnowledgeGraph) -> None:
    """One thing or several, by name, CURIE or IRI."""
    things = ["s5d:prog-eu-he", "https://w3id.org/s5kg/id/prog-eu-h2020"]
    assert len(local.figures(things, kind="budget", unit="eur")) == 2
    assert len(local.figures("prog-eu-he", unit="year")) == 1
    assert len(local.figures(unit="percent")) == 3


def test_a_chart_marks_what_is_not_exact_or_not_actual(local: KnowledgeGraph) -> None:
    """A bound has its sign, a range both ends, and the legend has words for each."""
    chart = local.figures(kind="duration").chart("en")
    (between,) = [bar for bar in chart.bars() if bar.spread]
    assert between.spread == (3, 6)
    assert chart.precisions() == {"range": "between"}
    budgets = local.figures(kind="budget").chart("ja")
    assert budgets.precisions() == {"approximate": "約", "upper-bound-approximate": "最大で約"}
    assert budgets.modalities() == {"planned": "予定", "proposed": "提案段階"}
    assert budgets.numbers == "予算額 (ユーロ)"
    assert {bar.sign for bar in budgets.bars()} == {"≈ ", "≲ "}


def test_a_bar_says_what_is_counted(local: KnowledgeGraph) -> None:
    """Beside the name of the thing alone, a number of some of them would be one of all."""
    (none,) = local.figures("cat-jp-prefectures", unit="organisation")
    chart = local.figures("cat-jp-prefectures", unit="organisation").chart("en")
    assert none.value == 0
    assert chart.groups == ["Prefectures that had not considered a plan in April 2019"]


def test_a_notebook_shows_them(local: KnowledgeGraph) -> None:
    """Numbers with their unit and certainty, heads in the graph's language."""
    html = local.figures(kind="budget")._repr_html_()
    assert "100,000,000,000" in html
    assert "kind of figure" in html
