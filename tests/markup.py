"""What a crawler sees of a page: its links, and the places that links may lead to."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag


@dataclass
class Markup:
    """The language, the links and the anchors of a page."""

    language: str = ""
    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Markup()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.found.language = given.get("lang") or ""
        if anchor := given.get("id"):
            self.found.anchors.add(anchor)
        self.found.links += [link for name in ("href", "src") if (link := given.get(name))]
        if action := given.get("action"):
            # Where a form leads is the address with what was filled in: the place is not there yet.
            self.found.links.append(urldefrag(action).url)


def read_markup(text: str) -> Markup:
    """Return what a page has."""
    reader = _Reader()
    reader.feed(text)
    return reader.found
