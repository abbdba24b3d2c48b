import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app, rendering

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NOTES = "SELECT ?note WHERE { ?thing skos:note ?note } ORDER BY ?note"
PAGES = "SELECT ?page WHERE { s5d:ostp foaf:page ?page } ORDER BY ?page"


def parse(page: str) -> Element:
    """Return the root of a page; any error of markup raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(page)
    return root


def links(page: str) -> list[str]:
    """Return the targets of all links."""
    return [link.get("href", "") for link in parse(page).iter("a")]


def words(element: Element) -> str:
    """Return the text of an element, spaces as one."""
    return " ".join("".join(element.itertext()).split())


def at(query: str, **parameters: str) -> str:
    """Return the address of a query."""
    return f"/sparql?{urlencode({'query': query, **parameters})}"


def page_of(client: FlaskClient, path: str) -> str:
    """Return the page that a browser gets."""
    return client.get(path, headers=BROWSER).text


ADDRESSES = [
    "/",
    "/dumps/",
    "/search",
    "/search?q=%E7%A7%91%E5%AD%A6%3Cb%3E",
    "/search?q=right",
    "/search?q=office",
    "/sparql",
    "/nothing",
    "/sparql?update=x",
    at("SELECT * { ?s ?p ?o }"),
    at("SELECT * { ?s ?p ?o FILTER(false) }"),
    at("SELECT * { ?s skos:note ?o OPTIONAL { ?s s5:none ?none } }"),
    at("SELECT (<<( s5d:ostp s5:staff 45 )>> AS ?triple) {}"),
    at("SELECT * {}"),
    at("ASK { ?s ?p ?o }"),
    at("ASK { ?s s5:none ?o }"),
    at("DESCRIBE s5d:hostile"),
    at("DESCRIBE s5d:none"),
    at("SELECT <script>alert('1')</script> {"),
    at('SELECT ?x\nWHERE { "\x07\x85" </textarea> & \n}\n'),
    at("\n\nASK { }", **{"default-graph-uri": "urn:x?a=1&b='2'", "named-graph-uri": "urn:y"}),
    at(NOTES, format="html"),
    at(NOTES, format="no<b>"),
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_are_valid_and_accessible(client: FlaskClient, address: str, language: str) -> None:
    """Each page parses strictly, says its language, and has what WCAG asks of its parts."""
    html = page_of(client, f"{address}{'&' if '?' in address else '?'}lang={language}")
    root = parse(html)
    assert root.get("lang") == language
    assert len(list(root.iter("h1"))) == len(list(root.iter("main"))) == 1
    assert words(next(root.iter("title"))).strip(" –")
    labels = {label.get("for") for label in root.iter("label")}
    fields = [e.get("id") for tag in ("textarea", "select") for e in root.iter(tag)]
    assert set(fields) <= labels
    assert all(th.get("scope") for th in root.iter("th"))
    assert len(list(root.iter("caption"))) == len(list(root.iter("table")))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    skip = next(root.iter("a"))
    assert skip.get("class") == "skip"
    assert (skip.get("href") or "").removeprefix("#") in ids
    pointers = [e.get(a) for e in root.iter() for a in ("aria-labelledby", "aria-describedby")]
    assert {pointer for pointer in pointers if pointer} <= set(ids)


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_load_nothing_inline_and_nothing_of_others(client: FlaskClient, address: str) -> None:
    """Nothing is inline, and all that is loaded is our own."""
    response = client.get(address, headers=BROWSER)
    root = parse(response.text)
    assert not [e for tag in ("style", "iframe", "object") for e in root.iter(tag)]
    scripts = list(root.iter("script"))
    assert all(script.get("src") and not script.text for script in scripts)
    assert not [e for e in root.iter() for name in e.attrib if name == "style" or name[:2] == "on"]
    loaded = [link.get("href", "") for link in root.iter("link")]
    loaded += [script.get("src", "") for script in scripts]
    loaded += [image.get("src", "") for image in root.iter("img")]
    assert all(address.startswith("/") and address[:2] != "//" for address in loaded)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_to_other_hosts_say_nothing_of_us(client: FlaskClient, address: str) -> None:
    """Every link is ours, or http(s) with rel=noreferrer; no other scheme is ever a link."""
    for link in parse(page_of(client, address)).iter("a"):
        target = link.get("href", "")
        if not target.startswith(("/", "#")) or target.startswith("//"):
            assert target.startswith(("http://", "https://"))
            assert "noreferrer" in link.get("rel", "")


def test_hostile_literals_are_text(client: FlaskClient) -> None:
    """Markup in the data is shown, not obeyed; marks of direction stay inside their cell."""
    root = parse(page_of(client, at(NOTES)))
    cells = list(root.iter("td"))
    shown = ["".join(cell.itertext()) for cell in cells]
    assert "<script>alert(1)</script>&amp;\"'" in shown
    assert "\u202eright to left\u202d \u2400\u2407\ufffd\ufffd" in shown
    assert "a\nb" in shown
    assert all(cell.find("bdi") is not None for cell in cells)


def test_only_web_addresses_become_links(client: FlaskClient) -> None:
    """A javascript: IRI is text; a web address leads out."""
    page = page_of(client, at(PAGES))
    assert "https://example.org/a?b=1&c=%22" in links(page)
    assert "javascript:alert(1)" in page
    assert not [target for target in links(page) if target.lower().startswith("javascript")]


def test_our_things_have_names_and_link_to_their_pages(client: FlaskClient) -> None:
    """An IRI of ours has its name in the language chosen, and its CURIE beside it."""
    page = page_of(client, at("SELECT DISTINCT ?s { ?s s5:staff ?n }", lang="ja"))
    link = next(a for a in parse(page).iter("a") if words(a) == "科学技術政策局")
    assert link.get("href") == "/page/ostp?lang=ja"
    assert "科学技術政策局 s5d:ostp" in words(parse(page))


def test_terms_show_what_they_are(client: FlaskClient) -> None:
    """Language tags and datatypes stand beside values; numbers line up; nothing is a dash."""
    root = parse(
        page_of(
            client,
            at("SELECT ?l ?n ?x { s5d:ostp skos:prefLabel ?l ; s5:staff ?n OPTIONAL {?l ?l ?x} }"),
        )
    )
    cells = [(words(td), td.get("class")) for td in root.iter("td")]
    assert ("科学技術政策局 ja", None) in cells
    assert ("45 xsd:integer", "number") in cells
    assert ("–", None) in cells
    assert next(e for e in root.iter("bdi") if e.get("lang") == "ja").text == "科学技術政策局"


@pytest.mark.parametrize(
    ("language", "query", "said"),
    [
        ("en", "ASK {}", "Yes"),
        ("ja", "ASK { ?s s5:none ?o }", "いいえ"),
        ("en", "SELECT * { ?s s5:none ?o }", "No rows"),
        ("en", "SELECT * { ?s s5:staff ?o }", "1 row"),
        ("ja", "SELECT * { ?s skos:note ?o }", "3行"),
        ("en", "DESCRIBE s5d:none", "The graph is empty"),
        ("en", "SELECT (BNODE() AS ?x) {}", "_:"),
        ("en", "SELECT (<<( s5d:ostp s5:staff 45 )>> AS ?x) {}", "<<( s5d:ostp s5:staff 45 )>>"),
    ],
)
def test_answers_are_told_in_words(
    client: FlaskClient, language: str, query: str, said: str
) -> None:
    """Yes and no, the number of rows and an empty answer are said."""
    root = parse(page_of(client, at(query, lang=language)))
    assert said in words(next(root.iter("main")))


def test_the_answer_is_offered_in_other_formats(client: FlaskClient) -> None:
    """A page links to the same answer, over the same dataset, in every format of its family."""
    dataset = {"default-graph-uri": "https://w3id.org/s5kg/graph/one"}
    for query, names in (
        ("SELECT ?n { ?s s5:staff ?n }", ["json", "xml", "csv", "tsv"]),
        ("DESCRIBE s5d:ostp", ["turtle", "ntriples", "rdfxml", "jsonld"]),
    ):
        found = [
            target for target in links(page_of(client, at(query, **dataset))) if "form" in target
        ]
        assert [parse_qs(urlsplit(target).query)["format"][0] for target in found] == names
        for target in found:
            response = client.get(target, headers=BROWSER)
            assert response.status_code == 200
            assert "45" in response.text


def test_long_answers_are_cut_and_say_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page shows the first rows or lines, says how many there are, and links to all of them."""
    monkeypatch.setattr(rendering, "MOST_ROWS", 2)
    monkeypatch.setattr(rendering.read_results, "__defaults__", (2,))
    page = page_of(client, at("SELECT * { ?s ?p ?o }"))
    root = parse(page)
    assert len(list(next(root.iter("tbody")).iter("tr"))) == 2
    assert "The first 2 of 8 rows are shown. All rows as CSV" in words(root)
    everything = next(a for a in root.iter("a") if words(a) == "All rows as CSV")
    assert client.get(everything.get("href", "")).text.count("\r\n") == 1 + 8
    graph = parse(page_of(client, at("DESCRIBE s5d:ostp")))
    assert "The first 2 of" in words(graph)
    assert "The whole graph as Turtle" in words(graph)


def test_a_bad_query_stays_in_the_box(client: FlaskClient) -> None:
    """The query is kept, the line is shown with its neighbours, and the character is marked."""
    query = "\nSELECT *\nWHERE {\n  ?日本 foo:bar ?o\n}"
    root = parse(page_of(client, at(query, lang="ja")))
    assert next(root.iter("textarea")).text == query
    assert [words(line) for line in next(root.iter("ol")).iter("li")] == [
        "SELECT *",
        "WHERE {",
        "?日本 foo:bar ?o",
        "}",
    ]
    marked = next(line for line in root.iter("li") if line.get("class") == "here")
    assert marked.findtext(".//mark") == "f"
    assert "4行目7文字目" in words(root)


def test_a_chosen_format_stays_chosen(client: FlaskClient) -> None:
    """After an error the form still holds the format and the dataset that were asked for."""
    page = page_of(client, at("nonsense", format="tsv", **{"named-graph-uri": "urn:x"}))
    options = parse(page).iter("option")
    assert [o.get("value") for o in options if "selected" in o.attrib] == ["tsv"]
    fields = {(e.get("name"), e.get("value")) for e in parse(page).iter("input")}
    assert ("named-graph-uri", "urn:x") in fields


def test_examples_are_grouped_and_work(client: FlaskClient) -> None:
    """Examples stand by topic, easy ones first, in both languages, and each link answers."""
    root = parse(page_of(client, "/sparql?lang=ja"))
    assert [words(h) for h in root.iter("h3")] == ["組織と人", "no such topic"]
    shown = [words(li) for ul in root.iter("ul") if ul.get("class") for li in ul.iter("li")]
    assert shown == [
        "Easyとは？ 初級 Easy?",
        "Hardとは？ 上級 Hard?",
        "Strangeとは？ no such level Strange?",
    ]
    targets = [target for target in links(page_of(client, "/sparql")) if "/examples/" in target]
    assert len(targets) == 3
    for target in targets:
        assert "#+" not in page_of(client, target)


@pytest.mark.parametrize(
    ("path", "header", "language"),
    [
        ("/", "ja,en;q=0.5", "ja"),
        ("/", "fr", "en"),
        ("/?lang=en", "ja", "en"),
        ("/?lang=fr", "ja", "ja"),
        ("/dumps/?lang=ja", "", "ja"),
    ],
)
def test_language_of_a_page(client: FlaskClient, path: str, header: str, language: str) -> None:
    """`?lang=` beats Accept-Language, and English answers the rest."""
    response = client.get(path, headers={"Accept-Language": header})
    assert parse(response.text).get("lang") == language
    assert "Accept-Language" in response.vary


def test_the_other_language_is_one_link_away(client: FlaskClient) -> None:
    """The link keeps all that was asked, and takes nothing in the address for an order."""
    hostile = "&endpoint=x&_external=1&_scheme=javascript&_anchor=x"
    page = page_of(client, f"{at('ASK {}')}&lang=en{hostile}")
    other = next(a for a in parse(page).iter("a") if a.get("hreflang") == "ja")
    asked = parse_qs(urlsplit(other.get("href", "")).query)
    assert (other.get("href") or "").startswith("/sparql?query=ASK")
    assert (asked["lang"], asked["_scheme"]) == (["ja"], ["javascript"])
    assert "はい" in page_of(client, other.get("href", ""))
    lost = parse(page_of(client, "//evil.example/nothing"))
    assert next(a for a in lost.iter("a") if a.get("hreflang")).get("href") == "/?lang=ja"


def test_home_counts_what_there_is(client: FlaskClient) -> None:
    """The first page names the graphs and their sizes, and a few questions."""
    text = words(parse(page_of(client, "/?lang=en")))
    assert "8 triples in 2 named graphs" in text
    assert "graph/one" not in text
    assert "Easy? Easyとは？" in text


def test_a_service_without_examples_and_dumps(engine: MemoryEngine, tmp_path: Path) -> None:
    """What is not there is left out, not broken."""
    client = create_app(engine, tmp_path / "none", []).test_client()
    for path in ("/", "/sparql", "/dumps/"):
        parse(page_of(client, path))
    assert "There is no file to download." in page_of(client, "/dumps/")


def test_style_sheet_and_icon(client: FlaskClient) -> None:
    """What the pages load is there, in its type, and loads nothing further."""
    sheet = client.get("/static/s5kg.css", buffered=True)
    assert (sheet.status_code, sheet.mimetype) == (200, "text/css")
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text
    assert client.get("/static/icon.svg", buffered=True).mimetype == "image/svg+xml"
    assert client.get("/static/../__init__.py").status_code == 404


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    digits = colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_contrast(client: FlaskClient, scheme: int) -> None:
    """Text has 4.5:1 and the edge of a field 3:1 on what lies under it (WCAG 1.4.3, 1.4.11)."""
    sheet = client.get("/static/s5kg.css", buffered=True).text
    blocks = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", blocks[scheme]))
    for front, back, least in [
        *[
            (text, under, 4.5)
            for text in ("ink", "quiet", "accent")
            for under in ("paper", "shade")
        ],
        ("paper", "accent", 4.5),
        ("ink", "alarm-shade", 4.5),
        ("quiet", "alarm-shade", 4.5),
        ("alarm", "alarm-shade", 4.5),
        ("ink", "mark", 4.5),
        ("field", "paper", 3),
    ]:
        light, dark = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= least, (front, back)
