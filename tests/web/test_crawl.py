"""The whole site as a crawler finds it: every link of every page leads somewhere."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit
from xml.etree import ElementTree
from zlib import crc32

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from s5kg.engine.memory import MemoryEngine
from s5kg.locations import Sources
from s5kg.queries import SHOWN, read_queries
from s5kg.release import Release
from s5kg.web import create_app
from s5kg.web.language import LANGUAGES
from tests.markup import read_markup
from tests.measuring import unmeasured

ROOT = "http://localhost"
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
CHOICES = ("lang", "content")  # the same page in another language
QUESTIONS = 15  # addresses with a question that are followed, of those that share a path
THINGS = 40  # pages that are read of things of one kind, which are made alike


@dataclass
class Crawl:
    """What a crawler has asked and found; each path is asked in one language.

    Of what is made alike, some are asked.
    """

    client: FlaskClient
    waiting: deque[tuple[str, str]] = field(default_factory=deque)
    known: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)
    anchors: dict[str, set[str]] = field(default_factory=dict)
    wanted: set[tuple[str, str, str]] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def run(self, *starts: str) -> None:
        """Ask for all that can be reached."""
        for start in starts:
            self._note(ROOT, start)
        while self.waiting:
            self._ask(*self.waiting.popleft())
        for address, anchor, page in self.wanted:
            if address in self.anchors and anchor not in self.anchors[address]:
                self.broken.append(f"{page}: no #{anchor} in {address}")

    def _note(self, page: str, link: str) -> None:
        parts = urlsplit(urljoin(page, link))
        if f"{parts.scheme}://{parts.netloc}" != ROOT:
            return
        asked = [pair for pair in parse_qsl(parts.query, True) if pair[0] not in CHOICES]
        address = f"{parts.path}?{urlencode(asked)}" if asked else parts.path
        if parts.fragment:
            self.wanted.add((address, unquote(parts.fragment), page))
        group, most = _group(parts.path, bool(asked))
        if address in self.known or self.asked[group] >= most:
            return
        self.asked[group] += 1
        self.known.add(address)
        self.waiting.append((address, page))

    def _ask(self, address: str, page: str) -> None:
        language = list(LANGUAGES)[crc32(address.encode()) % len(LANGUAGES)]
        headers = {"Accept-Language": language, "Accept": "text/html, */*;q=0.5"}
        folder = address.split("/")[1]
        method = "HEAD" if folder in ("data", "static") or "/dumps/" in address[:-1] else "GET"
        response = self.client.open(address, method=method, headers=headers)
        if response.status_code not in (200, 303):
            self.broken.append(f"{page}: {response.status_code} {address}")
        for link in self._links(address, response):
            self._note(ROOT + address, link)
        response.close()

    def _links(self, address: str, response: TestResponse) -> Iterator[str]:
        if response.status_code == 303:
            yield response.headers["Location"]
        elif response.mimetype == "text/html":
            found = read_markup(response.text)
            self.anchors[address] = found.anchors
            data = [link for link in found.links if link.startswith("/data/")]
            chosen = data[crc32(address.encode()) % len(data)] if data else ""
            yield from (link for link in found.links if link not in data or link == chosen)
        elif "sitemap" in address:
            for element in ElementTree.fromstring(response.text).iter(LOCATION):  # noqa: S314
                yield element.text or ""


def _group(path: str, asks: bool) -> tuple[str, int]:
    """Return what an address is one of many of, and how many of them are followed."""
    if asks:
        return path, QUESTIONS
    kind, hyphen, _ = path.partition("-")
    return (kind, THINGS) if hyphen and path.startswith(("/page/", "/data/")) else (path, 1)


@pytest.fixture(scope="module")
def crawl(sources: Sources, release: Release) -> Crawl:
    """A crawl from the first page and the map, done."""
    examples = read_queries(sources.queries, *SHOWN)
    app = create_app(MemoryEngine(release.graph.read_bytes()), release.dumps, examples)
    crawl = Crawl(app.test_client())
    with unmeasured():
        crawl.run("/", "/sitemap.xml")
    return crawl


def test_no_link_is_broken(crawl: Crawl) -> None:
    """Every address answers 200 or 303, and every place within a page is there."""
    assert len(crawl.known) > 1000
    assert not crawl.broken, "\n".join(crawl.broken[:50])


def test_every_page_without_parts_is_reached(crawl: Crawl) -> None:
    """Whoever starts at the first page finds each of them."""
    rules = crawl.client.application.url_map.iter_rules()
    fixed = [r.rule for r in rules if not r.arguments and "GET" in (r.methods or ())]
    answers = {path: crawl.client.get(path, headers={"Accept": "text/html"}) for path in fixed}
    pages = {
        path
        for path, answer in answers.items()
        if answer.status_code == 200 and answer.mimetype == "text/html"
    }
    assert len(pages) > 8
    assert pages <= crawl.known, pages - crawl.known
