"""Pictures: what is drawn fits where it is drawn."""

from xml.etree import ElementTree

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from s5kg.markup import printable
from s5kg.names import Text
from s5kg.web.drawing import hierarchy, neighbourhood
from s5kg.web.drawing.hierarchy import Node
from s5kg.web.drawing.neighbourhood import Neighbour

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def app() -> Flask:
    """Return an app that renders the templates of the site."""
    made = Flask("s5kg.web")
    made.jinja_env.filters["printable"] = printable
    return made


@given(st.lists(WORDS, max_size=9), st.lists(WORDS, max_size=9))
def test_a_neighbourhood_is_well_formed_and_within_its_frame(
    left: list[str], right: list[str]
) -> None:
    """Whatever things are called; at most seven stand at each side."""
    made = [
        [
            Neighbour(f"/page/{n}", Text(name, "en"), "actor", Text("by"))
            for n, name in enumerate(names)
        ]
        for names in (left, right)
    ]
    with app().app_context():
        picture = neighbourhood.draw(Text("<me>"), "place", made[0], made[1], "Title & more")
    if not left and not right:
        assert picture == ""
        return
    root = ElementTree.fromstring(str(picture))  # noqa: S314 (our own)
    _, _, wide, tall = map(float, (root.get("viewBox") or "").split())
    boxes = list(root.iter(f"{SVG}rect"))
    assert len(boxes) == 1 + min(len(left), 7) + min(len(right), 7)
    for box in boxes:
        x, y, w, h = (float(box.get(name) or 0) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + w <= wide
        assert -1 <= y <= y + h <= tall + 1


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=3)), max_size=12))
def test_a_hierarchy_has_a_box_for_each_class(classes: list[tuple[str, list[str]]]) -> None:
    """Those above stand once, however many are below."""
    nodes = [
        Node(f"/ns#{n}", Text(f"{n} {name}"), [Text(one) for one in above])
        for n, (name, above) in enumerate(classes)
    ]
    with app().app_context():
        picture = hierarchy.draw(nodes, "title")
    if not nodes:
        assert picture == ""
        return
    root = ElementTree.fromstring(str(picture))  # noqa: S314 (our own)
    above = {one for _, names in classes for one in names}
    assert len(list(root.iter(f"{SVG}rect"))) == len(nodes) + len(above)
    assert len(list(root.iter(f"{SVG}path"))) == sum(len(set(names)) for _, names in classes)
