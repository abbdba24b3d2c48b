"""Tables, charts, the map, the time line and the first page, over the real graph."""

import csv
import json
import re
from decimal import Decimal
from html import unescape
from io import StringIO
from itertools import combinations
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from s5kg.cubes import Cube, Observation
from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from s5kg.web.pivots import pivot
from s5kg.web.precision import mark_class
from tests.web.test_plots import check

COMPETENCY = Path(__file__).resolve().parents[2] / "queries" / "competency"
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
PAGES = [
    "/",
    "/tables",
    "/tables/ds-plan-status",
    "/tables/ds-plan-status?rows=planStatus",
    "/tables/ds-plan-status?rows=planStatus&rows=governmentLevel",
    "/tables/ds-sc-region",
    "/tables/ds-sc-total",
    "/regions",
    "/regions?show=ds-sc-region.localityCount",
    "/timeline",
    "/timeline?kind=event&place=place-eu",
]


@pytest.fixture(scope="module")
def real(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of the service over the real graph."""
    folder = tmp_path_factory.mktemp("release") / "one" / "dumps"
    folder.mkdir(parents=True)
    return create_app(MemoryEngine(quads), folder, []).test_client()


def answer(name: str) -> list[dict[str, str]]:
    """Return the rows that a competency question must have."""
    (path,) = COMPETENCY.glob(f"{name}-*.csv")
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def words(html: str) -> str:
    """Return the words of a page without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_and_their_pictures_are_sound(real: FlaskClient, path: str, language: str) -> None:
    """No inline style, well-formed pictures, words apart, ids unique, in both languages."""
    response = real.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text
    assert "style=" not in response.text
    for svg in SVG.findall(response.text):
        check(svg)
    ids = re.findall(r'\sid="([^"]*)"', response.text)
    assert len(ids) == len(set(ids))


def test_the_map_has_the_figures_of_question_27(real: FlaskClient) -> None:
    """Both measures, in the tiles as in the table."""
    for measure, column in (("localityCount", "localities"), ("projectCount", "projects")):
        page = real.get(f"/regions?show=ds-sc-region.{measure}").text
        (svg,) = SVG.findall(page)
        for row in answer("cq27"):
            assert f"{row['label']} {row[column]} " in words(svg)
            assert f"{row['label']} {row[column]} " in words(page.replace(svg, ""))


def test_sums_and_printed_totals_are_those_of_question_28(real: FlaskClient) -> None:
    """They stand in two rows and are not added up."""
    (row,) = answer("cq28")
    page = words(real.get("/tables/ds-sc-region").text)
    assert f"Sum of the parts, computed {row['localities']} {row['projects']} " in page
    assert f"Total as printed {row['statedLocalities']} {row['statedProjects']} " in page


def test_the_table_has_the_totals_of_question_3(real: FlaskClient) -> None:
    """Each level has its sum at the end of its row."""
    page = words(real.get("/tables/ds-plan-status").text)
    for row in answer("cq03"):
        assert re.search(rf"{row['label']} [\d, ]* {int(row['total']):,} ", page)


def test_the_first_page_shows_its_five_pictures(real: FlaskClient) -> None:
    """With the figures of the competency questions, their precision and their modality."""
    page = real.get("/").text
    text = words(page)
    assert page.count('<article class="story') == 5
    for row in answer("cq30"):
        modal = " (proposed)" if row["modality"].endswith("proposed") else ""
        assert f"about {int(row['euros']) // 10**9} billion euros{modal} " in text
    (most,) = (row for row in answer("cq29") if row["mostProjects"] == "true")
    (total,) = answer("cq28")
    assert f"{most['label']} has {most['projects']} of the {total['projects']}" in text
    years = {row["year"]: int(row["documents"]) for row in answer("cq24")}
    busiest = max(years, key=lambda year: years[year])
    assert f"{years[busiest]} of {sum(years.values())} US strategy documents" in text
    assert f"came out in {busiest}" in text
    for row in answer("cq03"):
        assert f"{row['label']} ({int(row['total']):,})" in text


def test_the_pictures_are_in_japanese_too(real: FlaskClient) -> None:
    """The same finding in other words, and amounts in the units of the language."""
    text = words(real.get("/", headers={"Accept-Language": "ja"}).text)
    assert "約500億ユーロ" in text
    assert "（提案段階）" in text


def test_observations_come_as_csv_and_as_results(real: FlaskClient) -> None:
    """The same rows; the specification of the chart names fields that they have."""
    table = list(csv.DictReader(StringIO(real.get("/tables/ds-sc-region.csv").text)))
    results = json.loads(real.get("/tables/ds-sc-region.json").text)
    counts = [int(row["projectCount"]["value"]) for row in results["results"]["bindings"]]
    assert counts == [int(row["projectCount"]) for row in table]
    assert sum(counts) == int(answer("cq28")[0]["projects"])
    chart = real.get("/charts/ds-sc-region.json").get_json()
    assert chart["encoding"]["y"]["field"] in table[0]
    assert set(chart["transform"][0]["fold"]) <= set(table[0])
    assert chart["data"]["url"].endswith("/tables/ds-sc-region.csv")


def test_the_drawing_is_a_file_of_its_own(real: FlaskClient) -> None:
    """With its style sheet, and 304 for who has it."""
    response = real.get("/charts/ds-plan-status.svg")
    assert response.content_type.startswith("image/svg+xml")
    assert response.text.startswith("<?xml-stylesheet")
    check(response.text.partition("\n")[2])
    again = real.get(
        "/charts/ds-plan-status.svg", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tables/nothing", 404),
        ("/tables/org-us-ostp", 404),
        ("/tables/nothing.csv", 404),
        ("/charts/nothing.json", 404),
        ("/tables/ds-plan-status?rows=refArea", 400),
        ("/tables/ds-plan-status?rows=%3Cscript%3E", 400),
        ("/regions?show=x", 400),
        ("/timeline?kind=x", 400),
        ("/timeline?place=x", 400),
    ],
)
def test_what_there_is_not_is_said(real: FlaskClient, path: str, status: int) -> None:
    """An unknown thing is 404, an unknown choice 400 with what there is."""
    response = real.get(path, headers={"Accept": "text/html"})
    assert response.status_code == status
    assert "<script>" not in response.text


def test_the_time_line_keeps_precision_and_modality(real: FlaskClient) -> None:
    """A year is not shown as a day, and what is planned says so."""
    text = words(real.get("/timeline").text)
    assert "2009 Institute for Future Engineering (2009) Documents" in text
    assert re.search(
        r"2021 Start of Horizon Europe Events .{0,40}only the year is stated, planned", text
    )
    assert re.search(r"2021 – 2027 Horizon Europe Programmes .{0,40}a period, planned", text)
    filtered = words(real.get("/timeline?kind=event").text)
    assert "Institute for Future Engineering" not in filtered


def test_a_graph_without_figures_has_pages_all_the_same(client: FlaskClient) -> None:
    """They say that there is nothing."""
    for path in ("/", "/tables", "/regions", "/timeline"):
        response = client.get(path)
        assert response.status_code == 200
        assert "<svg" not in response.text


def test_the_least_certain_mark_wins() -> None:
    """A disputed proposal is disputed; an approximate proposal is a proposal."""
    assert mark_class("proposed", "approximate", "conflicting") == "mark-disputed"
    assert mark_class("proposed", "approximate") == "mark-proposed"
    assert mark_class("planned") == "mark-planned"
    assert mark_class("actual", "lower-bound") == "mark-approximate"
    assert mark_class("actual", "exact", "inferred-from-layout") == "mark-inferred"
    assert mark_class("actual", "exact", "normalised") == "mark-stated"


VALUES = st.dictionaries(
    st.tuples(*[st.sampled_from("pqr")] * 3), st.integers(0, 10**9), min_size=1, max_size=27
)


@given(VALUES)
def test_a_cube_keeps_its_sum_however_it_is_turned(
    values: dict[tuple[str, ...], int],
) -> None:
    """Rows, columns and the whole add up to the same; printed totals are left alone."""
    names = ("d:x", "d:y", "d:z")
    seen = [
        Observation(f"o:{n}", dict(zip(names, key, strict=True)), {"m": Decimal(value)})
        for n, (key, value) in enumerate(values.items())
    ]
    total = Observation("o:t", dict.fromkeys(names, "all"), {"m": Decimal(7)})
    cube = Cube("c", names, ("m",), seen, (total,))
    varying = cube.varying()
    for size in range(1, len(varying) + 1):
        for down in combinations(varying, size):
            table = pivot(cube, down)
            assert table.sum_all("m") == sum(values.values())
            assert sum(table.sum_across(row, "m") for row in table.rows) == sum(values.values())
            assert table.totals == {"m": 7}


def test_a_dimension_that_does_not_vary_cannot_be_chosen() -> None:
    """Nor can none at all."""
    cube = Cube("c", ("x", "y"), ("m",), [Observation("o", {"x": "a", "y": "b"}, {})])
    for down in ([], ["y"], ["z"]):
        with pytest.raises(ValueError, match="choose from"):
            pivot(cube, down)
