"""`/explore`: the real graph by facets, as a page and as data."""

import csv
import io
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from s5kg.engine import Answer, DeadlineError, Question
from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from s5kg.web.facets import Facets, parameters, toggled
from s5kg.web.site import own_queries
from tests.web.test_selection import lookup

ID = "https://w3id.org/s5kg/id/"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
INITIATIVE = "https://w3id.org/s5kg/ns#Initiative"


class Page(HTMLParser):
    """The links of a page, and how many things it lists."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.links: list[str] = []
        self.listed = 0
        self._in_list = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, or a thing of the list."""
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        self._in_list |= tag == "ol" and given.get("class") == "things"
        self.listed += tag == "li" and self._in_list

    def handle_endtag(self, tag: str) -> None:
        """Note the end of the list."""
        self._in_list &= tag != "ol"


@pytest.fixture(scope="module")
def real(quads: bytes) -> MemoryEngine:
    """An engine over the real graph."""
    return MemoryEngine(quads)


@pytest.fixture(scope="module")
def client(real: MemoryEngine, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an app over the real graph."""
    return create_app(real, tmp_path_factory.mktemp("dumps"), []).test_client()


def rows(client: FlaskClient, **state: object) -> list[list[str]]:
    """Return the lines of a selection as CSV, without the head."""
    response = client.get("/explore", query_string={"format": "csv", **state})
    assert response.status_code == 200, response.text
    return list(csv.reader(io.StringIO(response.text)))[1:]


@pytest.mark.parametrize(
    "state",
    [
        [],
        [("class", "s5:MunicipalCase")],
        [("class", "s5:Figure"), ("modality", "s5c:modality-actual")],
        [("class", "s5:Initiative"), ("class", "fabio:PolicyDocument")],
        [("place", "s5d:place-germany"), ("curation", "s5c:curation-as-stated")],
        [("year", "2019"), ("year", "2018")],
    ],
)
def test_counts_are_those_of_the_results(real: MemoryEngine, state: list[tuple[str, str]]) -> None:
    """Each value of each facet counts the things that there are with it and the other facets."""
    facets = Facets(lookup(real))
    chosen = facets.read(state)
    counted = facets.counted(chosen)
    assert {"class", "place", "topic", "curation"} & {one.facet.name for one in counted}
    for one in counted:
        others = [other for other in chosen if other.facet != one.facet]
        for value, number in one.values:
            text = facets.composer.compose(
                "explore-size", facets.whole(toggled(others, one.facet, value))
            )
            (row,) = facets.composer.lookup.solutions(text)
            assert isinstance(row["things"], ox.Literal)
            assert int(row["things"].value) == number, (one.facet.name, value)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_says_what_there_is(client: FlaskClient, language: str) -> None:
    """Facets, counts, results and choices in the reader's language, each a link that leads on."""
    state = {"class": "s5:MunicipalCase", "lang": language}
    text = client.get("/explore", query_string=state).text
    assert ("municipal case" if language == "en" else "自治体の事例") in text
    assert ("4 things" if language == "en" else "4件") in text
    page = Page(text)
    assert page.listed == 4
    ways = [link for link in page.links if link.startswith("/explore?")]
    plan = "f.s5%3AplanMention=s5c%3AplanMention-no"
    assert any(plan in link and f"lang={language}" in link for link in ways)
    for link in ways:
        assert client.get(link).status_code == 200, link


def test_values_of_a_facet_are_alternatives_and_facets_narrow(client: FlaskClient) -> None:
    """Two classes have the things of both; a place leaves some of them."""
    one = {row[0] for row in rows(client, **{"class": "s5:Initiative"})}
    other = {row[0] for row in rows(client, **{"class": "fabio:Policy"})}
    both = {row[0] for row in rows(client, **{"class": ["s5:Initiative", "fabio:Policy"]})}
    assert both == one | other
    here = {
        row[0]
        for row in rows(
            client, **{"class": ["s5:Initiative", "fabio:Policy"], "place": "s5d:place-germany"}
        )
    }
    assert here
    assert here < both


def test_pages_of_a_selection_have_each_thing_once(client: FlaskClient) -> None:
    """Paging neither loses nor repeats, by name as by date, and as many as the CSV has."""
    everything = {row[0] for row in rows(client, **{"class": "s5:ActorCategory"})}
    for sort in ("label", "date"):
        seen = []
        for number in range(1, -(-len(everything) // 20) + 1):
            state = {"class": "s5:ActorCategory", "sort": sort, "page": number}
            links = Page(client.get("/explore", query_string=state).text).links
            seen += [ID + one.removeprefix("/page/") for one in links if one in _pages(everything)]
        assert sorted(seen) == sorted(everything)


def _pages(iris: set[str]) -> set[str]:
    return {iri.replace(ID, "/page/") for iri in iris}


@pytest.mark.parametrize(
    ("form", "parsed"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("rdfxml", ox.RdfFormat.RDF_XML),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_graphs_of_a_selection_parse(client: FlaskClient, form: str, parsed: ox.RdfFormat) -> None:
    """Each format holds the things of the CSV, by its name and by `Accept`."""
    there = {row[0] for row in rows(client, **{"class": "s5:Initiative"})}
    response = client.get(f"/explore?class=s5:Initiative&format={form}")
    for answer in (
        response,
        client.get("/explore?class=s5:Initiative", headers={"Accept": response.mimetype}),
    ):
        triples = ox.parse(answer.data, format=parsed, base_iri="https://w3id.org/s5kg/")
        assert {str(triple.subject).strip("<>") for triple in triples} == there


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/explore?class=s5:Nope", 400, "explore-value"),
        ("/explore?class=nope:x", 400, "explore-value"),
        ("/explore?class=%3E%20DELETE", 400, "explore-value"),
        ("/explore?class=", 400, "explore-value"),
        ("/explore?place=s5d:org-us-ostp", 400, "explore-value"),
        ("/explore?year=999%22", 400, "explore-value"),
        ("/explore?clas=s5:Initiative", 400, "explore-facet"),
        ("/explore?f.s5:planMention=s5c:planMention-no", 400, "explore-facet"),
        ("/explore?sort=size", 400, "explore-sort"),
        ("/explore?page=0", 400, "search-page"),
        ("/explore?class=s5:Initiative&page=9", 400, "explore-page"),
        ("/explore?format=pdf", 406, "explore-format"),
        ("/explore?sort=label&sort=date", 400, "repeated"),
        ("/explore?class=%FF", 400, "not-utf-8"),
    ],
)
def test_a_wrong_state_is_told(client: FlaskClient, address: str, status: int, kind: str) -> None:
    """What is unknown is refused, with what there is instead."""
    response = client.get(address, headers={"Accept": "application/problem+json, text/html;q=0.1"})
    problem = response.get_json(force=True)
    assert (response.status_code, problem["type"].split("/")[-1]) == (status, kind)


def test_a_selection_of_nothing_is_no_error(client: FlaskClient) -> None:
    """Values that exist, and never together, leave nothing, and stay there to be taken back."""
    state = {"class": "s5:Initiative", "place": "s5d:place-germany", "lang": "en"}
    text = client.get("/explore", query_string=state).text
    assert "Nothing has all of this" in text
    assert "/explore?class=s5%3AInitiative&amp;lang=en" in text
    assert rows(client, **state) == []


def hostile(names: list[str]) -> bytes:
    """Return a graph of things with these names, as N-Quads."""
    lines = []
    for number, name in enumerate(names):
        thing = ox.NamedNode(f"{ID}t{number}")
        lines += [
            ox.Quad(thing, ox.NamedNode(TYPE), ox.NamedNode(INITIATIVE), ox.NamedNode("a:g")),
            ox.Quad(
                thing, ox.NamedNode(LABEL), ox.Literal(name, language="en"), ox.NamedNode("a:g")
            ),
        ]
    return ox.serialize(lines, format=ox.RdfFormat.N_QUADS) or b""


NAMES = ['=HYPERLINK("x")', "+1", "-1", "@x", "\ttab", "\rline", 'a,"b"\nc', "<script>", "plain"]


def test_names_are_text(tmp_path: Path) -> None:
    """No name is markup on the page, or a formula in the CSV, which keeps commas and lines."""
    client = create_app(MemoryEngine(hostile(NAMES)), tmp_path, []).test_client()
    text = client.get("/explore").text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    found = {row[0]: row[1] for row in rows(client)}
    for number, name in enumerate(NAMES):
        guarded = name[0] in "=+-@\t\r"
        assert found[f"{ID}t{number}"] == ("'" + name if guarded else name)


def test_more_than_is_given_at_once_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A selection is given whole or not at all."""
    monkeypatch.setattr("s5kg.web.explore.MOST_THINGS", 3)
    client = create_app(MemoryEngine(hostile(NAMES)), tmp_path, []).test_client()
    response = client.get("/explore?format=csv", headers={"Accept": "application/problem+json"})
    assert response.status_code == 400
    assert response.get_json(force=True)["things"] == len(NAMES)


def test_a_slow_facet_costs_its_counts_and_no_more(real: MemoryEngine, tmp_path: Path) -> None:
    """Where counting meets the deadline the page is there, with what is chosen."""

    class Slow(MemoryEngine):
        def answer(self, question: Question) -> Answer:
            if question.timeout is not None:
                raise DeadlineError(question.timeout)
            return real.answer(question)

    client = create_app(Slow(b""), tmp_path, []).test_client()
    text = client.get("/explore?class=s5:MunicipalCase&lang=en").text
    assert "Counting takes too long" in text
    assert Page(text).listed == 4
    assert "municipal case" in text


def test_a_selection_has_one_address(real: MemoryEngine) -> None:
    """The order in which things were chosen leaves no trace; toggling twice changes nothing."""
    facets = Facets(lookup(real))
    state = [("year", "2019"), ("class", "s5:Initiative"), ("year", "2018")]
    chosen = facets.read(state)
    assert parameters(chosen) == parameters(facets.read(state[::-1])) == sorted(state)
    place = next(facet for facet in facets.offered(chosen) if facet.name == "place")
    value = ox.NamedNode(f"{ID}place-germany")
    assert parameters(toggled(toggled(chosen, place, value), place, value)) == sorted(state)
    assert urlencode(parameters(chosen)) == "class=s5%3AInitiative&year=2018&year=2019"


def test_the_query_is_shown_and_runs(client: FlaskClient) -> None:
    """What the editor is opened with is a query of the endpoint."""
    links = Page(client.get("/explore?class=s5:Initiative&modality=s5c:modality-actual").text).links
    (link,) = [link for link in links if link.startswith("/sparql?query=")]
    answer = client.get(link, headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    assert answer.text.count("\n") > 1


def test_every_page_query_of_this_page_has_its_place() -> None:
    """The files that are put together hold the places for it."""
    names = {query.name for query in own_queries()}
    assert {"explore-values", "explore-size", "explore-by-label", "explore-by-date"} <= names
