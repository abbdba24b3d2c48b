"""The page of a thing: everything that the graph says, escaped, with its evidence."""

import json
import random
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from s5kg.assembly import assemble
from s5kg.engine.memory import MemoryEngine
from s5kg.inventory import take_inventory
from s5kg.locations import Sources
from s5kg.lookup import Lookup
from s5kg.namespaces import ID
from s5kg.places import write_places
from s5kg.web import create_app
from s5kg.web.origins import PLACES
from s5kg.web.relations import read_relations
from s5kg.web.site import own_queries

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def client(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service of the real graph."""
    return create_app(MemoryEngine(quads), tmp_path_factory.mktemp("dumps"), []).test_client()


def parse(page: str) -> Element:
    """Return a page, which must be valid HTML as far as a parser can tell."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return root


def words(element: Element) -> str:
    """Return the text in an element, spaces joined."""
    return " ".join("".join(element.itertext()).split())


def test_things_of_every_class_have_pages_in_both_languages(
    client: FlaskClient, quads: bytes
) -> None:
    """One thing of each class, and some more by chance, are shown without a fault."""
    chance = random.Random(20261124)  # noqa: S311 (no secret)
    by_class: dict[str, list[str]] = {}
    for line in quads.decode().splitlines():
        if "22-rdf-syntax-ns#type> <" in line and line.startswith(f"<{ID}"):
            subject, _, name = line.split(" ")[:3]
            by_class.setdefault(name, []).append(subject[1:-1])
    chosen = [chance.choice(things) for _, things in sorted(by_class.items())]
    chosen += chance.sample(sorted({one for things in by_class.values() for one in things}), 30)
    for thing in chosen:
        for language in ("en", "ja"):
            response = client.get(f"/page/{thing.removeprefix(ID)}?lang={language}")
            assert response.status_code == 200, thing
            root = parse(response.text)
            assert root.get("lang") == language
            assert words(root.find(".//h1"))  # type: ignore[arg-type] # there is one


def test_a_fact_stands_with_its_evidence_and_certainty(client: FlaskClient) -> None:
    """Where it is said leads to the place; what is not plainly stated says so in words."""
    root = parse(client.get("/page/org-us-ostp?lang=en").text)
    rows = {words(dd): dd for dd in root.iter("dd")}
    (fact,) = [text for text in rows if text.startswith("Executive Office of the President")]
    assert re.search(r"lines \d+–\d+", fact)
    assert (list(rows[fact].iter("a"))[1].get("href") or "").startswith("/page/ev-")
    (place,) = [text for text in rows if text.startswith("United States")]
    assert "inferred from context" in place


def test_names_say_their_language(client: FlaskClient) -> None:
    """The name in the reader's language is the heading, the other one stands below."""
    root = parse(client.get("/page/org-us-ostp?lang=ja").text)
    assert words(root.find(".//h1")) == "科学技術政策局"  # type: ignore[arg-type]
    (other,) = [p for p in root.iter("p") if p.get("class") == "other"]
    assert other[0].get("lang") == "en"
    assert words(other).startswith("Office of Science and Technology Policy")


def test_figures_are_told_with_their_precision(client: FlaskClient) -> None:
    """A proposed, approximate budget is never a plain number."""
    for language, told in (("en", "approximately 100,000,000,000"), ("ja", "proposed")):
        text = client.get(f"/page/prog-eu-he?lang={language}").text
        (item,) = [
            words(li)
            for li in parse(text).iter("li")
            if "100,000,000,000" in words(li) and "mark-" in str(li[0].get("class"))
        ]
        assert told in item or language == "ja"
        assert "mark-proposed" in text


def test_relations_come_ten_at_a_time_with_counts(client: FlaskClient) -> None:
    """The pages of a relation have all of its subjects, each once."""
    seen: list[str] = []
    for page in ("1", "2"):
        root = parse(client.get(f"/page/org-us-ostp?in=dcterms:creator&page={page}&lang=en").text)
        (part,) = [
            section
            for section in root.iter("section")
            if words(section).startswith("Things whose creator is this")
        ]
        (many,) = [small for small in part.iter("small") if small.get("class") == "count"]
        seen += [words(li) for li in part.iter("li")]
    assert len(seen) == len(set(seen)) == int(words(many)) > 10


def test_a_relation_to_very_many_is_read_without_sorting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page of a hub has other subjects, and no more than ten."""
    monkeypatch.setattr("s5kg.web.relations._MANY", 5)
    quads = "".join(f"<a:{n}> <a:p> <{ID}hub> <a:g> .\n" for n in range(25)).encode()
    engine = MemoryEngine(quads)
    lookup = Lookup(engine.answer, own_queries(), lambda: engine.release)
    pages = [read_relations(lookup, ox.NamedNode(f"{ID}hub"), "a:p", page)[0] for page in (1, 2, 3)]
    assert [len(page.subjects) for page in pages] == [10, 10, 5]
    assert len({one for page in pages for one in page.subjects}) == 25
    assert (pages[0].count, pages[0].pages, pages[1].first) == (25, 3, 11)


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "٣", "9" * 30])
def test_a_page_that_is_no_number_is_refused(client: FlaskClient, page: str) -> None:
    """It says what may be asked for."""
    response = client.get(f"/page/org-us-ostp?in=dcterms:creator&page={page}")
    assert response.status_code == 400


def test_nothing_that_a_graph_says_becomes_markup(tmp_path: Path) -> None:
    """Names, values, languages and addresses are escaped; a script is no link."""
    evil = "<script>alert(1)</script>\\\"'&"
    quads = f"""
<{ID}x> {LABEL} "{evil}"@en <a:g> .
<{ID}x> <a:p> "{evil}" <a:g> .
<{ID}x> <a:p> "\\u202Eevil\\u0000\\u0007" <a:g> .
<{ID}x> <a:p> <javascript:alert(1)> <a:g> .
<{ID}x> <a:p> "{"long " * 100}" <a:g> .
<{ID}y> <a:p> <{ID}x> <a:g> .
<{ID}y> {LABEL} "{evil}"@ja <a:g> .
<{ID}x> <a:p> <{ID}y> <a:g> .
""".strip().encode()
    client = create_app(MemoryEngine(quads), tmp_path, []).test_client()
    page = client.get("/page/x").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<details>" in page
    parse(page)


def test_the_page_names_its_data_and_says_what_it_is(client: FlaskClient) -> None:
    """Programs find the data from the page, and its description within it."""
    response = client.get("/page/org-us-ostp?lang=en")
    root = parse(response.text)
    found = {link.get("type"): link.get("href") for link in root.iter("link")}
    assert found["text/turtle"] == "/data/org-us-ostp.ttl"
    (script,) = [s for s in root.iter("script") if s.get("type") == "application/ld+json"]
    described = json.loads(script.text or "")
    assert described["@id"] == f"{ID}org-us-ostp"
    assert {name["@language"] for name in described["name"]} == {"en", "ja"}
    assert described["@type"] == "Organization"
    assert 'rel="cite-as"' in response.headers["Link"]


def test_the_picture_shows_neighbours_with_their_kinds(client: FlaskClient) -> None:
    """It has a title, and each box leads to a page; the list below says the same."""
    root = parse(client.get("/page/org-us-ostp?lang=en").text)
    (svg,) = list(root.iter(f"{SVG}svg"))
    assert svg.get("role") == "group"
    assert "Office of Science and Technology Policy" in (svg.get("aria-label") or "")
    targets = [a.get("href") or "" for a in svg.iter(f"{SVG}a")]
    assert 2 <= len(targets) <= 14
    below = {a.get("href") for a in root.iter("a")} - {None}
    assert set(targets) <= below
    assert not [e for e in svg.iter() if e.get("style")]


def test_what_was_built_here_names_its_file(quads: bytes, sources: Sources, tmp_path: Path) -> None:
    """Who wants to edit a thing reads the file and the line; else at least the folder."""
    places = tmp_path / PLACES
    write_places(assemble(take_inventory(sources)), sources, places)
    rows = places.read_text(encoding="utf-8").splitlines(keepends=True)
    places.write_text("".join(row for row in rows if "org-us-omb\t" not in row), encoding="utf-8")
    (tmp_path / "dumps").mkdir()
    app = create_app(MemoryEngine(quads), tmp_path / "dumps", [])
    page = app.test_client().get("/page/org-us-ostp").text
    found = re.search(r"<code>(data/documents/[^<]*\.ttl):(\d+)</code>", page)
    assert found
    line = (sources.root / found[1]).read_text(encoding="utf-8").splitlines()[int(found[2]) - 1]
    assert line.startswith("s5d:org-us-ostp ")
    other = app.test_client().get("/page/org-us-omb").text
    assert "<code>data/documents/databook-2020</code>" in other


def test_the_formats_of_the_data_have_their_names(client: FlaskClient) -> None:
    """As people call them, not as programs do."""
    page = client.get("/page/org-us-ostp").text
    for name in ("Turtle", "N-Triples", "RDF/XML", "JSON-LD"):
        assert f">{name}</a>" in page


def test_links_are_said_once_and_codes_with_what_they_are(client: FlaskClient) -> None:
    """People need no second property for the same link, and no bare number."""
    page = client.get("/page/org-jp-mext?lang=en").text
    assert "skos:exactMatch" in page or "exact match" in page
    assert "same thing elsewhere" not in page
    assert "7000012060001" in page
    assert "corporate number of Japan" in page
    assert "法人番号" in client.get("/page/org-jp-mext?lang=ja").text
