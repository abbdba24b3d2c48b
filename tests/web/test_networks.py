"""The network of actors: picture, list, JSON and CSV say the same, whatever is chosen."""

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from s5kg.engine.memory import MemoryEngine
from s5kg.names import Text
from s5kg.namespaces import ID
from s5kg.web import create_app
from s5kg.web.drawing.layers import Line, Node, _parts, _places, draw
from s5kg.web.network import Choice, Edge, Network
from tests.web.test_drawing import app

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = [
    "",
    "place=place-usa",
    "place=place-germany",
    "relation=s5:funds",
    "mark=inferred",
    "from=org-us-ostp",
    "from=org-us-ostp&depth=3",
    "from=org-us-ostp&depth=2&relation=s5:coordinates",
]


@pytest.fixture(scope="module")
def client(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service of the real graph."""
    return create_app(MemoryEngine(quads), tmp_path_factory.mktemp("dumps"), []).test_client()


def parse(client: FlaskClient, view: str, language: str = "en") -> Element:
    """Return a page."""
    page = client.get(f"/networks?lang={language}&{view}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.text)
    return root


def data(client: FlaskClient, view: str) -> Any:
    """Return nodes and edges."""
    return client.get(f"/networks.json?{view}").get_json()


@pytest.mark.parametrize("view", VIEWS)
def test_list_data_and_table_say_the_same(client: FlaskClient, view: str) -> None:
    """Each relation stands in the list at both of its ends, and once in each file."""
    found = data(client, view)
    edges = [(edge["source"], edge["target"]) for edge in found["edges"]]
    rows = list(csv.reader(io.StringIO(client.get(f"/networks.csv?{view}").text, newline="")))
    assert Counter((row[0], row[4]) for row in rows[1:]) == Counter(edges)
    root = parse(client, view)
    parts = [part for part in root.iter("section") if part.get("class") == "place"]
    assert len(parts) == len(found["nodes"])
    assert sum(len(list(part.iter("li"))) for part in parts) == 2 * len(edges)
    ends = {end for edge in edges for end in edge}
    assert {node["id"] for node in found["nodes"]} == ends


@pytest.mark.parametrize("view", VIEWS)
def test_the_picture_has_the_nodes_of_the_list(client: FlaskClient, view: str) -> None:
    """Where all are drawn: each node is a link to its page, each relation a line."""
    found = data(client, view)
    root = parse(client, view)
    svg = next((one for one in root.iter(f"{SVG}svg") if one.get("role") == "group"), None)
    if len(found["nodes"]) > 80:
        assert "the list has all" in "".join(root.itertext())
        return
    if svg is None:
        assert not found["nodes"]
        return
    pages = {(a.get("href") or "").partition("?")[0] for a in svg.iter(f"{SVG}a")}
    assert pages == {node["page"].partition("?")[0] for node in found["nodes"]}
    lines = [path for path in svg.iter(f"{SVG}path") if "edge" in (path.get("class") or "")]
    assert len(lines) == len(found["edges"])


def test_the_us_system_is_there(client: FlaskClient) -> None:
    """OSTP belongs to the Executive Office, and so on, in both languages."""
    found = data(client, "place=place-usa&lang=ja")
    edges = {(edge["source"], edge["label"], edge["target"]) for edge in found["edges"]}
    assert any(s == f"{ID}org-us-ostp" and t == f"{ID}org-us-eop" for s, _, t in edges)
    labels = {node["label"] for node in found["nodes"]}
    assert "科学技術政策局" in labels
    assert parse(client, "place=place-usa", "ja").get("lang") == "ja"


@pytest.mark.parametrize(
    "view", ["place=x", "relation=nothing", "mark=red", "from=nobody", "depth=9", "depth=x"]
)
def test_what_cannot_be_chosen_is_refused(client: FlaskClient, view: str) -> None:
    """It says what there is."""
    response = client.get(f"/networks?{view}")
    assert response.status_code == 400
    assert view.partition("=")[0] in response.get_json(force=True)["detail"]


def test_an_empty_graph_has_an_empty_network(tmp_path: Path) -> None:
    """No failure."""
    client = create_app(MemoryEngine(b""), tmp_path, []).test_client()
    assert "Nothing is related in this way." in client.get("/networks").text
    assert client.get("/networks.json").get_json() == {"nodes": [], "edges": []}


NAMES = st.sampled_from("abcdefgh")
EDGES = st.lists(st.builds(Edge, NAMES, st.sampled_from(["a:r", "a:s"]), NAMES, st.just("stated")))


@given(EDGES, NAMES, st.integers(1, 3))
def test_what_is_around_a_node_is_within_so_many_steps(
    edges: list[Edge], start: str, depth: int
) -> None:
    """And all that is so near, with the relations between them."""
    network = Network(edges, {})
    steps = {start: 0}
    for step in range(1, depth + 1):
        for edge in edges:
            for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
                if steps.get(one, step) < step:
                    steps.setdefault(other, step)
    expected = [edge for edge in edges if edge.source in steps and edge.target in steps]
    assert list(network.chosen(Choice(start=start, depth=depth)).edges) == expected


@given(EDGES)
def test_no_two_nodes_are_drawn_in_one_place(edges: list[Edge]) -> None:
    """The picture is well-formed, and stays within its frame."""
    names = Network(edges, {}).nodes
    lines = [Line(edge.source, edge.target, "a & b", edge.mark) for edge in edges]
    places, rows = _places(names, lines) if names else ({}, 0)
    assert len(set(places.values())) == len(places) == len(names)
    assert all(0 <= row < rows for _, row in places.values())
    with app().app_context():
        picture = draw([Node(n, f"/page/{n}", Text(n), "actor") for n in names], lines, "<title>")
    if names:
        ElementTree.fromstring(str(picture))  # noqa: S314 (our own)
    else:
        assert picture == ""


def test_parts_stand_apart_and_far_nodes_in_the_last_column() -> None:
    """A chain is folded into four columns."""
    names = list("abcdefg")
    near: dict[str, dict[str, None]] = {name: {} for name in names}
    for one, other in zip("abcde", "bcdef", strict=True):
        near[one][other] = near[other][one] = None
    first, second = _parts(names, near)
    assert set(first) == set("abcdef")
    assert max(first.values()) <= 3
    assert second == {"g": 0}
