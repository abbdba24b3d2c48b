"""Links between pages, data and descriptions, as headers (FAIR profile of signposting.org).

`/linkset` has all of them at once (RFC 9264).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Response

from s5kg.web.released import CRATE, DATASET, Released, ReleasedFile

LANDING = "/dumps/"  # the page from which the data are fetched
LINKSET = "/linkset"
LINKSET_JSON = "application/linkset+json"
LINKSET_TEXT = "application/linkset"
_SCHEMA = "https://schema.org/"
# What describes the data set, and in which formats at their addresses.
_RECORDS = (
    ("/catalog", "text/turtle", "http://www.w3.org/ns/dcat#"),
    ("/catalog?format=jsonld", "application/ld+json", "http://www.w3.org/ns/dcat#"),
    ("/.well-known/void", "text/turtle", "http://rdfs.org/ns/void#"),
    (f"{LANDING}{CRATE}", "application/ld+json", "https://w3id.org/ro/crate"),
)


@dataclass(frozen=True)
class Link:
    """A link of RFC 8288: where it leads, how, and the type and profile of what is there."""

    target: str
    rel: str
    type: str = ""
    profile: str = ""

    def __str__(self) -> str:
        """Return the link as a header has it."""
        attributes = {"rel": self.rel, "type": self.type, "profile": self.profile}
        parts = (f'; {name}="{value}"' for name, value in attributes.items() if value)
        return f"<{self.target}>{''.join(parts)}"


def post(response: Response, links: Iterable[Link]) -> Response:
    """Add links to a response."""
    if text := ", ".join(map(str, links)):
        response.headers.add("Link", text)
    return response


def of_dataset(released: Released | None) -> list[Link]:
    """Return the links of a landing page; its items are the files that have all graphs."""
    if not released:
        return []
    whole = [file for file in released.files if file.whole]
    return [*_of_landing(released, whole), *_linksets()]


def of_file(released: Released | None, name: str) -> list[Link]:
    """Return the links of a file of the release, or of what describes the others."""
    if released and name == CRATE:
        return of_record(released)
    if not released or name not in {file.name for file in released.files}:
        return []
    return [*_of_file(released), *_linksets()]


def of_record(released: Released | None) -> list[Link]:
    """Return the links of what describes the data set."""
    return [Link(LANDING, "describes", "text/html"), *_linksets()] if released else []


def of_thing(released: Released | None, kind: str) -> list[Link]:
    """Return what the page of a thing adds: its schema.org type, licence and authors."""
    if not released:
        return []
    return [Link(f"{_SCHEMA}AboutPage", "type"), Link(_SCHEMA + kind, "type"), *_rights(released)]


def contexts(released: Released) -> Iterator[tuple[str, list[Link]]]:
    """Yield what each page, file and description links to, all files among the items."""
    yield LANDING, _of_landing(released, released.files)
    for file in released.files:
        yield f"{LANDING}{file.name}", _of_file(released)
    for address, _, _ in _RECORDS:
        yield address, [Link(LANDING, "describes", "text/html")]


def _of_landing(released: Released, files: Iterable[ReleasedFile]) -> list[Link]:
    return [
        Link(DATASET, "cite-as"),
        Link(f"{_SCHEMA}AboutPage", "type"),
        Link(f"{_SCHEMA}Dataset", "type"),
        *_rights(released),
        *(Link(target, "describedby", type_, profile) for target, type_, profile in _RECORDS),
        *(Link(f"{LANDING}{file.name}", "item", file.media_type) for file in files),
    ]


def _of_file(released: Released) -> list[Link]:
    return [
        Link(LANDING, "collection", "text/html"),
        Link(f"{_SCHEMA}DataDownload", "type"),
        *_rights(released),
    ]


def _rights(released: Released) -> list[Link]:
    return [
        *(Link(licence, "license") for licence in released.licences),
        *(Link(author, "author") for author in released.authors),
    ]


def _linksets() -> list[Link]:
    return [
        Link(LINKSET, "linkset", LINKSET_JSON),
        Link(f"{LINKSET}?format=text", "linkset", LINKSET_TEXT),
    ]
