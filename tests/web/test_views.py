"""Views of results: which there are, over which columns, and what is drawn."""

import json
import re
from urllib.parse import urlencode

import html5lib
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from s5kg.engine.memory import MemoryEngine
from s5kg.locations import Sources
from s5kg.namespaces import CODE, ID
from s5kg.queries import read_queries
from s5kg.web import create_app
from s5kg.web.errors import ProblemError
from s5kg.web.rendering import Table, read_results
from s5kg.web.viewing import MOST_BARS, MOST_TRIPLES
from s5kg.web.views import amount, views_of
from tests.web.test_plots import check

XSD = "http://www.w3.org/2001/XMLSchema#"
SVG = re.compile(r'<svg [^>]*class="plot".*?</svg>', re.DOTALL)
REGIONS = """
SELECT ?region ?projects ?share {
  VALUES (?region ?projects ?share) {
    (s5c:regionBlock-kanto 45 1.5) (s5c:regionBlock-kansai 35 2.5) (s5d:place-jp 200 100)
  }
}
"""
Value = str | int | float | None


def table(columns: str, *rows: list[Value]) -> Table:
    """Return a table; a text with a colon is an IRI, of ours where it begins so."""
    names = columns.split()
    bindings = [
        {name: _term(value) for name, value in zip(names, row, strict=True) if value is not None}
        for row in rows
    ]
    found = read_results(
        json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode()
    )
    assert isinstance(found, Table)
    return found


def _term(value: Value) -> dict[str, str]:
    if isinstance(value, str):
        if ":" not in value:
            return {"type": "literal", "value": value}
        short = {"id": ID, "code": CODE, "org": "http://www.w3.org/ns/org#"}
        prefix, local = value.split(":", 1)
        return {"type": "uri", "value": short[prefix] + local}
    kind = "integer" if isinstance(value, int) else "double"
    return {"type": "literal", "value": str(value), "datatype": XSD + kind}


def kinds(found: Table) -> dict[str, tuple[str, str]]:
    """Return the views of a table with the columns that they take."""
    return {view.kind: view.columns for view in views_of(found, {})}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (table("a n", ["id:x", 1], ["id:y", 2]), {"chart": ("a", "n")}),
        (table("a n", ["x", 1], ["y", None], ["z", 2.5]), {"chart": ("a", "n")}),
        (table("a n", ["id:x", 1]), {}),
        (table("a n", ["x", 1], ["y", -2]), {}),
        (table("a n", ["x", 1.0], ["y", float("inf")]), {}),
        (table("a n", ["x", 1.0], ["y", float("nan")]), {}),
        (table("a n", ["x", 1], ["y", "two"]), {}),
        (table("year n", [2017, 1], [2018, 2]), {"chart": ("year", "n")}),
        (table("n", [1], [2]), {}),
        (table("a"), {}),
        # what tells the rows apart comes first, and things before texts
        (
            table("of a n", ["id:x", "id:y", 1], ["id:x", "id:z", 2]),
            {"chart": ("a", "n"), "network": ("of", "a")},
        ),
        (
            table("r n", ["code:regionBlock-kanto", 4], ["code:regionBlock-kansai", 3]),
            {"map": ("r", "n"), "chart": ("r", "n")},
        ),
        (
            table("r n", ["code:regionBlock-kanto", 4], ["code:regionBlock-kanto", 3]),
            {"chart": ("r", "n")},
        ),
        (
            table("r n", ["code:regionBlock-kanto", 4], ["code:regionBlock-atlantis", 3]),
            {"chart": ("r", "n")},
        ),
        # properties name lines, and classes stand behind things
        (table("a p b", ["id:x", "org:unitOf", "id:y"]), {"network": ("a", "b")}),
        (table("a c b", ["id:x", "org:Post", "id:y"]), {"network": ("a", "b")}),
        (table("a p", ["id:x", "org:unitOf"]), {}),
        (table("a b", ["id:x", "y"]), {}),
    ],
)
def test_columns_decide_which_views_there_are(
    found: Table, expected: dict[str, tuple[str, str]]
) -> None:
    """None where there is nothing to compare, to place or to join."""
    assert kinds(found) == expected


def test_columns_can_be_chosen() -> None:
    """Those that fit, and no others."""
    found = table("a b c n m", ["id:x", "id:y", "id:z", 1, 2], ["id:u", "id:v", "id:w", 3, 4])
    chart, network = views_of(
        found, {"chart-label": "c", "chart-number": "m", "network-from": "b", "network-to": "a"}
    )
    assert chart.columns == ("c", "m")
    assert network.columns == ("b", "a")
    assert chart.several and network.several
    with pytest.raises(ProblemError) as raised:
        views_of(found, {"chart-number": "a"})
    assert raised.value.status == 400
    with pytest.raises(ProblemError):
        views_of(found, {"network-from": "a", "network-to": "a"})


VALUES = st.one_of(
    st.none(),
    st.integers(-10, 10**120),
    st.floats(),
    st.sampled_from(["id:a", "id:b", "org:unitOf", "code:regionBlock-kanto", "words"]),
)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), max_size=6))
def test_any_table_has_views_that_fit_it(rows: list[list[Value]]) -> None:
    """Each takes two columns of the table, and its numbers can be drawn."""
    found = table("a b c", *rows)
    for view in views_of(found, {}):
        first, second = view.columns
        assert first != second
        if view.kind != "network":
            cells = [row[found.columns.index(second)] for row in found.rows]
            assert all(amount(cell) is not None for cell in cells if cell)


@pytest.fixture(scope="module")
def real(quads: bytes, sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of the service over the real graph and questions."""
    examples = read_queries(sources.queries, "examples")
    folder = tmp_path_factory.mktemp("dumps")
    return create_app(MemoryEngine(quads), folder, examples).test_client()


def ask(client: FlaskClient, query: str, **fields: str) -> str:
    """Return the page of an answer, which must be well-formed and hold sound pictures."""
    address = f"/sparql?{urlencode({'query': query, 'format': 'html', **fields})}"
    response = client.get(address)
    assert response.status_code == 200
    html5lib.HTMLParser(strict=True).parse(response.text)
    assert "style=" not in response.text
    for svg in SVG.findall(response.text):
        check(svg)
    return response.text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_regions_are_drawn_as_a_map_and_as_bars(real: FlaskClient, language: str) -> None:
    """The numbers are those of the rows; what is no region is told of; choices stay apart."""
    page = ask(real, REGIONS, lang=language)
    tiles, bars = SVG.findall(page)
    assert ">45<" in tiles and ">35<" in tiles and ">200<" not in tiles
    assert ("Kanto" if language == "en" else "関東") in tiles
    assert ">200<" in bars
    assert ("2 of 3 rows" if language == "en" else "全3行") in page
    chosen = ask(real, REGIONS, **{"map-number": "share", "lang": language})
    assert ">2.5<" in SVG.findall(chosen)[0] and ">2.5<" not in SVG.findall(chosen)[1]
    assert '<input type="hidden" name="map-number" value="share">' in chosen
    assert chosen.count('<details class="view" open>') >= 1


def test_an_unfitting_column_is_a_problem(real: FlaskClient) -> None:
    """It says which columns there are."""
    address = urlencode({"query": REGIONS, "format": "html", "chart-number": "nothing"})
    response = real.get(f"/sparql?{address}")
    assert response.status_code == 400
    assert "projects, share" in response.text


def test_only_the_first_rows_are_bars(real: FlaskClient) -> None:
    """And the page says so."""
    page = ask(real, "SELECT ?s (1 AS ?n) { ?s a s5:Claim } LIMIT 50", lang="en")
    assert f"Drawn are {MOST_BARS} of 50 rows" in page
    assert SVG.findall(page)[0].count("<rect") == MOST_BARS


def test_bars_of_one_name_are_told_apart(real: FlaskClient) -> None:
    """By a further column; where none does, the name stands alone."""
    rows = '("a" "x" 1) ("a" "y" 2) ("b" "x" 3)'
    query = f"SELECT * {{ VALUES (?a ?b ?n) {{ {rows} }} }}"
    assert "a / y" in SVG.findall(ask(real, query))[0]
    rows = '("a" "x" 1) ("a" "x" 2) (UNDEF "x" 3)'
    query = f"SELECT * {{ VALUES (?a ?b ?n) {{ {rows} }} }}"
    (bars,) = SVG.findall(ask(real, query))
    assert "a / x" not in bars and "–" in bars


def test_rows_join_things(real: FlaskClient) -> None:
    """A line says in words what it means, boxes have the colour of their kind and lead on."""
    query = "SELECT ?a ?p ?b { VALUES ?p { org:unitOf } ?a ?p ?b }"
    page = ask(real, query, lang="en")
    assert 'class="drawing network' in page
    assert "kind-actor" in page
    assert re.search(r"<title>[^<]+ – unit of – [^<]+</title>", page)
    assert '<a href="/page/org-us-ostp?lang=en"><g class="node' in page


def test_a_graph_is_drawn_as_a_network(real: FlaskClient) -> None:
    """Without types and literals; nothing where nothing is joined."""
    page = ask(real, "CONSTRUCT { ?a org:unitOf ?b . ?a a ?c } { ?a org:unitOf ?b ; a ?c }")
    assert 'class="drawing network' in page
    assert 'class="drawing' not in ask(real, "CONSTRUCT { ?a a ?b } { ?a a ?b } LIMIT 5")
    assert 'class="drawing' not in ask(real, "CONSTRUCT { } { ?a a ?b } LIMIT 5")


def test_a_great_graph_is_drawn_in_part(real: FlaskClient) -> None:
    """The busiest things; the page says how many triples it looked at."""
    page = ask(real, "CONSTRUCT { ?a ?p ?b } { ?a ?p ?b } LIMIT 3000", lang="en")
    assert f"first {MOST_TRIPLES:,} triples" in page
    assert "Drawn are 80 of" in page


def test_a_great_table_is_drawn_in_part(real: FlaskClient) -> None:
    """The network of the rows that are shown."""
    page = ask(real, "SELECT ?a ?b { ?a dcterms:isPartOf|rdf:subject ?b } LIMIT 1200", lang="en")
    assert "first 1,000 rows" in page


def test_pictures_lead_to_no_other_host(real: FlaskClient) -> None:
    """Names that are IRIs of elsewhere are no links in a picture."""
    rows = "(<https://example.org/a> <javascript:alert(1)> 1) (<urn:x> <https://example.org/b> 2)"
    page = ask(real, f"SELECT * {{ VALUES (?a ?b ?n) {{ {rows} }} }}")
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 2
    assert not any("href" in svg for svg in pictures)


def test_questions_have_their_pictures(real: FlaskClient) -> None:
    """In the gallery as in the editor, with columns to choose."""
    page = real.get("/examples/smart-city-projects-by-region").text
    assert 'id="view-map"' in page and 'id="view-chart"' in page
    chosen = real.get("/examples/smart-city-projects-by-region?map-number=projects").text
    assert SVG.findall(page)[0] != SVG.findall(chosen)[0]
    assert 'id="view-network"' in real.get("/examples/governance-network").text
    bad = real.get("/examples/smart-city-projects-by-region?map-number=x")
    assert bad.status_code == 400
