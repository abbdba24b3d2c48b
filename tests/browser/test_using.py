"""What people do on the pages, with a mouse and by keyboard alone."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

PROGRAMMES = "SELECT ?thing { ?thing a s5:FrameworkProgramme } ORDER BY ?thing LIMIT 3"


@pytest.fixture
def page(visit: Visit) -> Iterator[Page]:
    """A page in English, on which nothing goes wrong but what a test asks wrongly."""
    watched = visit(locale="en", viewport={"width": 1280, "height": 900})
    yield watched.open("/")
    assert not [fault for fault in watched.faults if "status of 400" not in fault]


def go(page: Page, path: str) -> None:
    """Go to another path of the same service."""
    page.goto(re.sub(r"^(http://[^/]+).*", r"\1", page.url) + path)
    page.locator("[data-state=waiting]").first.wait_for(state="detached")


def tab_to(page: Page, selector: str, most: int = 150) -> None:
    """Press Tab until an element that matches has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def write(page: Page, query: str) -> None:
    """Write a query in the editor in place of what is there."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


@pytest.mark.parametrize("by", ["button", "keys"])
def test_the_editor_runs_a_query(page: Page, by: str) -> None:
    """The rows come with their names, and the address is that of the answer."""
    go(page, "/sparql")
    write(page, PROGRAMMES)
    if by == "keys":
        page.keyboard.press("Control+Enter")
    else:
        page.get_by_role("button", name="Run").click()
    expect(page.locator("#outcome tbody tr")).to_have_count(3)
    expect(page.locator("#outcome tbody tr").first).to_contain_text("Framework Programme")
    assert "query=SELECT" in page.url
    page.reload()
    expect(page.locator("#outcome tbody tr")).to_have_count(3)


def test_the_editor_marks_the_line_of_an_error(page: Page) -> None:
    """The line that the problem names, and no other; it goes when the query is mended."""
    go(page, "/sparql")
    write(page, "SELECT *\n{ ?s ?p ?o }\nLIMIT many")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#outcome .problem")).to_be_visible()
    expect(page.locator(".CodeMirror .wrong")).to_have_count(1)
    marked = page.locator(".CodeMirror-code > div", has=page.locator(".wrong"))
    expect(marked).to_contain_text("LIMIT")
    write(page, PROGRAMMES)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".CodeMirror .wrong")).to_have_count(0)


@pytest.mark.parametrize(
    "path", ["/page/org-us-ostp", "/explore?class=s5%3AFigure", "/search?q=ostp", "/codes/modality"]
)
def test_another_language_is_the_same_place(page: Page, path: str) -> None:
    """There and back again: the path and what was asked stay as they were."""
    go(page, path)
    begun = page.url
    page.locator("a.language").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    assert page.url.startswith(begun)
    page.locator("a.language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.startswith(begun)


@pytest.mark.parametrize("path", ["/", "/search"])
def test_search_suggests_by_keyboard(page: Page, path: str) -> None:
    """Arrows choose, the choice is told, Escape closes, Enter goes to the page of the thing."""
    go(page, path)
    box = page.get_by_role("combobox")
    tab_to(page, "input[name=q]")
    page.keyboard.type("ostp")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/**")
    expect(page.locator("h1")).to_be_visible()


def test_search_finds_by_keyboard(page: Page) -> None:
    """Enter without a choice shows all that was found."""
    go(page, "/")
    tab_to(page, "input[name=q]")
    page.keyboard.insert_text("文部")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    expect(page.locator(".results li").first).to_be_visible()


def test_facets_work_by_keyboard(page: Page) -> None:
    """A value is chosen and taken back with Tab and Enter; the address says which."""
    go(page, "/explore")
    tab_to(page, ".facets details li a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore?**")
    expect(page.locator(".chosen a")).to_have_count(1)
    tab_to(page, ".facets summary")
    tab_to(page, ".chosen a")
    page.keyboard.press("Enter")
    expect(page.locator(".chosen a")).to_have_count(0)


def loaded(path: Path, name: str) -> Any:
    """Return what a downloaded file says, read by the parser of its format."""
    if name.endswith(".csv"):
        return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    if name.endswith(".json"):
        return json.loads(path.read_bytes())
    form = ox.RdfFormat.from_extension(name.rpartition(".")[2])
    assert form, name
    return list(ox.parse(path=str(path), format=form))


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/dumps/", "a[href$='codes.ttl']"),
        ("/dumps/", "a[href$='shapes.nq'], a[href$='shapes.nt']"),
        ("/explore?class=s5%3AFigure", "a[download][href*='format=csv']"),
        ("/explore?class=s5%3AFigure", "a[download][href*='format=turtle']"),
        ("/page/org-us-ostp", "main a[href$='org-us-ostp.rdf']"),
        ("/page/org-us-ostp", "main a[href$='org-us-ostp.jsonld']"),
    ],
)
def test_a_download_can_be_read(page: Page, tmp_path: Path, path: str, link: str) -> None:
    """What the browser saves is whole and of the format that its name says."""
    go(page, path)
    target = page.locator(link).first
    target.evaluate("(link) => { link.download ||= ''; }")
    with page.expect_download() as saved:
        target.click()
    name = saved.value.suggested_filename
    saved.value.save_as(tmp_path / name)
    assert len(loaded(tmp_path / name, name)) > 1


def test_the_skip_link_leads_to_the_content(page: Page) -> None:
    """It is the first thing that Tab reaches, shows itself, and moves the focus."""
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_tab_reaches_everything_and_shows_where_it_is(page: Page) -> None:
    """On a dense page each link and field comes in turn, with an outline, once."""
    go(page, "/explore?class=s5%3AFigure")
    count = page.evaluate(
        """() => {
          const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
          const seen = [...document.querySelectorAll(all)].filter((one) => one.checkVisibility());
          seen.forEach((one, at) => { one.dataset.turn = at; });
          return seen.length;
        }"""  # noqa: E501 (JavaScript)
    )
    reached, bare = [], []
    for _ in range(count):
        page.keyboard.press("Tab")
        turn, outlined = page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              return [document.activeElement.dataset.turn, style.outlineStyle !== "none"];
            }"""
        )
        reached.append(turn)
        if not outlined:
            bare.append(turn)
    assert count > 50
    assert reached == [str(turn) for turn in range(count)]
    assert not bare


def test_nothing_moves_for_who_wants_it_still(visit: Visit) -> None:
    """With reduced motion no animation or transition takes time."""
    page = visit(reduced_motion="reduce", locale="en").open("/")
    moving = """[...document.querySelectorAll("*")].filter((one) => {
      const style = getComputedStyle(one);
      const times = `${style.animationDuration},${style.transitionDuration}`.split(",");
      return times.some((time) => parseFloat(time) > 0.01) || style.scrollBehavior === "smooth";
    }).length"""
    assert page.evaluate(moving) == 0


@pytest.mark.parametrize("path", ["/", "/page/org-us-ostp", "/sparql"])
def test_paper_has_the_content_and_no_navigation(page: Page, path: str) -> None:
    """What is only of use on a screen is not printed."""
    go(page, path)
    page.emulate_media(media="print")
    for nav in page.locator("nav, .skip, .language").all():
        expect(nav).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


def test_the_editor_draws_a_result(page: Page) -> None:
    """Below the table; another column is chosen by keyboard, and the address says which."""
    go(page, "/sparql")
    write(
        page,
        "SELECT ?region ?projects ?half { ?o s5:regionBlock ?region ; s5:projectCount ?projects "
        "BIND (?projects / 2 AS ?half) } ORDER BY ?region",
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("#view-map svg")).to_be_visible()
    page.get_by_role("link", name="Bars").click()
    expect(page.locator("#view-chart")).to_be_in_viewport()
    expect(page.locator("#view-chart svg")).to_be_visible()
    expect(page.locator("#view-chart svg rect")).to_have_count(11)
    page.locator("#chart-number").select_option("half")
    tab_to(page, "#view-chart button")
    page.keyboard.press("Enter")
    page.wait_for_url("**chart-number=half**")
    expect(page.locator("#view-chart svg")).to_contain_text("22.5")


WORDS_OUTSIDE = """() => {
  const outside = [];
  for (const node of document.querySelectorAll("svg.drawing g.node")) {
    const box = node.querySelector("rect").getBBox();
    for (const text of node.querySelectorAll("text")) {
      const words = text.getBBox();
      if (words.x + words.width > box.x + box.width - 3) outside.push(text.textContent);
    }
  }
  return outside;
}"""


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("path", ["/page/org-us-ostp", "/ns", "/networks"])
def test_words_stay_in_their_boxes(page: Page, path: str, language: str) -> None:
    """In the browser's own font, whatever the estimate says."""
    go(page, f"{path}?lang={language}")
    expect(page.locator("svg.drawing g.node").first).to_be_visible()
    assert page.evaluate(WORDS_OUTSIDE) == []
