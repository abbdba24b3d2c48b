"""`/documents`: what was read, segment by segment, and what it speaks of; `/discrepancies`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox
from flask import Blueprint, Response, request

from s5kg.lookup import Row, Term
from s5kg.names import Text, chosen
from s5kg.namespaces import ID
from s5kg.terms import iri, number, word
from s5kg.web.certainty import mark_of
from s5kg.web.errors import ProblemError
from s5kg.web.language import content_language
from s5kg.web.marked import Line, mark
from s5kg.web.passages import DocumentText
from s5kg.web.register import read_register
from s5kg.web.site import Site

_TEXT = f"{ID}text-"


@dataclass(frozen=True)
class Segment:
    """A part of a text: its lines, and how many places of it support statements."""

    iri: str
    order: int
    start: int
    end: int
    places: int


@dataclass
class Place:
    """A place in a text with what rests on it: claims as rows, and things (IRIs)."""

    evidence: str
    start: int
    end: int
    claims: list[Row] = field(default_factory=list)
    things: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Namer:
    """What things are called in a language."""

    names: Mapping[str, Mapping[str, str]]
    language: str

    def __call__(self, thing: str) -> Text:
        """Return the name of a thing."""
        return chosen(thing, self.names.get(thing, {}), self.language)


def documents_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the documents."""
    blueprint = Blueprint("documents", __name__)

    @blueprint.get("/documents")
    def listing() -> Response:
        """List the documents that were read, and those that they speak of."""
        return _listing(site)

    @blueprint.get("/documents/<name>")
    def document(name: str) -> Response:
        """List the segments of a document."""
        text, segments = _segments(site, name)
        names = _namer(site, [text, *(segment.iri for segment in segments)])
        return site.quoting(
            "document.html",
            slug=name,
            text=text,
            segments=segments,
            segment=None,
            name=names,
            copy=site.passages.of(name),
        )

    @blueprint.get("/documents/<name>/<part>")
    def segment(name: str, part: str) -> Response:
        """Show what a segment states, in the order of its lines."""
        return _segment(site, name, part)

    @blueprint.get("/discrepancies")
    def discrepancies() -> Response:
        """List where documents disagree with themselves."""
        return _discrepancies(site, request.args.get("kind", ""))

    return blueprint


def _listing(site: Site) -> Response:
    read = [
        (iri(row, "document"), iri(row, "text"), number(row, "segments"))
        for row in site.lookup.rows("document-sources")
    ]
    known = {document for document, _, _ in read}
    mentioned: dict[str, list[tuple[str, str]]] = {}
    for row in site.lookup.rows("document-mentioned"):
        if iri(row, "document") not in known:
            entry = iri(row, "document"), word(row, "issued")
            mentioned.setdefault(iri(row, "class"), []).append(entry)
    for entries in mentioned.values():
        entries.sort(key=lambda entry: (entry[1] or "9", entry[0]))
    things = [one for entry in read for one in entry[:2]]
    things += [*mentioned, *(one for entries in mentioned.values() for one, _ in entries)]
    return site.page(
        "documents.html",
        read=[(document, text.removeprefix(_TEXT), count) for document, text, count in read],
        mentioned=mentioned,
        name=_namer(site, things),
    )


def _segments(site: Site, name: str) -> tuple[str, list[Segment]]:
    """Return the text of a document and its segments; ProblemError where there are none."""
    try:
        text = ox.NamedNode(_TEXT + name)
    except ValueError as error:
        raise ProblemError(404, "no-thing", name=name) from error
    found = [
        Segment(
            iri(row, "segment"),
            number(row, "order"),
            number(row, "start"),
            number(row, "end"),
            number(row, "places"),
        )
        for row in site.lookup.rows("document-segments", text=[text])
    ]
    if not found:
        raise ProblemError(404, "no-thing", name=name)
    return text.value, found


def _segment(site: Site, name: str, part: str) -> Response:
    text, segments = _segments(site, name)
    here = next((one for one in segments if one.iri == ID + part), None)
    if here is None:
        raise ProblemError(404, "no-thing", name=part)
    node = ox.NamedNode(here.iri)
    claims = site.lookup.rows("document-claims", segment=[node])
    places = _places(claims, site.lookup.rows("document-findings", segment=[node]))
    mentioned: list[str] = [text, *(segment.iri for segment in segments)]
    for place in places:
        mentioned += [*place.things, *place.things.values()]
        for row in place.claims:
            mentioned += [term.value for term in row.values() if isinstance(term, ox.NamedNode)]
    copy = site.passages.of(name)
    lines = _marked(copy, here, places) if copy else []
    return site.quoting(
        "document.html",
        slug=name,
        text=text,
        segments=segments,
        segment=here,
        places=places,
        copy=copy,
        lines=lines,
        shown={one.rpartition("/")[2] for line in lines for p in line.pieces for one in p.begins},
        name=_namer(site, mentioned),
        iri=iri,
        is_thing=_is_thing,
        mark_of=mark_of,
    )


def _marked(copy: DocumentText, segment: Segment, places: Sequence[Place]) -> list[Line]:
    """Return the lines of a segment in a copy, with the places that support something marked."""
    if segment.iri not in copy.parts:
        return []
    found = {
        place.evidence: copy.passages[place.evidence].place
        for place in places
        if place.evidence in copy.passages
    }
    return mark(copy.text, *copy.parts[segment.iri], found)


def _places(claims: Iterable[Row], things: Iterable[Row]) -> Sequence[Place]:
    found: dict[str, Place] = {}

    def place(row: Row) -> Place:
        name = iri(row, "evidence")
        return found.setdefault(name, Place(name, number(row, "start"), number(row, "end")))

    for row in claims:
        place(row).claims.append(row)
    for row in things:
        place(row).things[iri(row, "thing")] = iri(row, "class")
    return sorted(found.values(), key=lambda one: (one.start, one.end, one.evidence))


def _is_thing(term: Term) -> bool:
    return isinstance(term, ox.NamedNode)


def _discrepancies(site: Site, wanted: str) -> Response:
    found = read_register(site.lookup)
    kinds = sorted({one.kind for one in found})
    slugs = {kind.rpartition("/")[2]: kind for kind in kinds}
    if wanted and wanted not in slugs:
        raise ProblemError(400, "unknown-topic", name=wanted, known=", ".join(slugs))
    shown = [one for one in found if not wanted or one.kind == slugs[wanted]]
    things = [one for entry in shown for one in (entry.iri, *entry.concerns)] + kinds
    return site.quoting(
        "discrepancies.html",
        discrepancies=shown,
        kinds=slugs,
        kind=wanted,
        words_of=site.passages,
        name=_namer(site, things),
    )


def _namer(site: Site, things: Iterable[str]) -> Namer:
    return Namer(site.names.all(one for one in things if one), content_language())
