"""`/ns`, `/shapes`, `/codes`: the vocabulary, the rules and the codes, read from the graph.

`/ns/prefixes` has the short names of namespaces, which queries here may use undeclared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from s5kg import namespaces, terms
from s5kg.formats import Family, named
from s5kg.lookup import Row
from s5kg.names import Text, chosen
from s5kg.namespaces import CODE, GRAPH, ID, SHAPES, expand
from s5kg.negotiation import choose_type
from s5kg.web.drawing.hierarchy import Node, draw
from s5kg.web.errors import ProblemError
from s5kg.web.language import content_language, translate
from s5kg.web.links import link_to
from s5kg.web.protocol import HTML, HTML_TYPES, not_acceptable, offered
from s5kg.web.site import Site

_CLASS = expand("owl:Class")
_SUBCLASS = expand("rdfs:subClassOf")
_SEVERITY = {expand(f"sh:{name}"): name.lower() for name in ("Violation", "Warning", "Info")}


@dataclass
class Entry:
    """A term, a shape or a code, as a page documents it.

    `texts` are by language; `links` has the IRIs that it is related to, by property.
    """

    iri: str
    kind: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, "Entry"] = field(default_factory=dict)
    notation: str = ""
    count: int = 0

    @property
    def anchor(self) -> str:
        """The part of the IRI behind the hash."""
        return self.iri.partition("#")[2]

    def text(self, language: str) -> Text:
        """Return the words about it, in a language or else in another."""
        return chosen(self.iri, self.texts, language) if self.texts else Text("")


def ontology_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the documentation."""
    blueprint = Blueprint("ontology", __name__)

    @blueprint.get("/ns")
    def terms() -> Response | Redirect:
        """Document the classes and properties, or give them as data."""
        return _as_data("ontology") or _terms(site)

    @blueprint.get("/ns/prefixes")
    def prefixes() -> Response | Redirect:
        """List the prefixes, or give the graph that declares them as data."""
        known = namespaces.prefixes()
        documents = set(known.values()) - {ID, CODE, GRAPH}  # no page is about all their things
        return _as_data("shapes") or site.page("prefixes.html", prefixes=known, documents=documents)

    @blueprint.get("/shapes")
    def shapes() -> Response | Redirect:
        """Say in words what must hold, or give the shapes as data."""
        if found := _as_data("shapes"):
            return found
        entries = read_shapes(site)
        return site.page(
            "shapes.html", shapes=entries, name=_namer(site.names.all(_mentioned(entries)))
        )

    @blueprint.get("/codes")
    def schemes() -> Response:
        """List the code lists."""
        return _schemes(site)

    @blueprint.get("/codes/<name>")
    def codes(name: str) -> Response:
        """List the codes of a list."""
        return _scheme(site, name)

    return blueprint


def _terms(site: Site) -> Response:
    entries = read_terms(site)
    names = site.names.all(_mentioned(entries))
    classes = [entry for entry in entries if entry.kind == _CLASS]
    return site.page(
        "ontology.html",
        classes=classes,
        properties=[entry for entry in entries if entry.kind != _CLASS],
        picture=draw(_hierarchy(classes, names), translate("ontology.picture")),
        name=_namer(names),
    )


def _schemes(site: Site) -> Response:
    rows = site.lookup.rows("ontology-schemes")
    entries = [Entry(terms.iri(row, "scheme"), count=terms.number(row, "count")) for row in rows]
    name = _namer(site.names.all(entry.iri for entry in entries))
    return site.page("codes.html", schemes=entries, scheme=None, codes=[], name=name)


def _scheme(site: Site, name: str) -> Response:
    """Return the page of a list. Raises ProblemError where there is none."""
    try:
        scheme = ox.NamedNode(CODE + name)
    except ValueError as error:
        raise ProblemError(404, "no-thing", name=name) from error
    entries = _codes(site.lookup.rows("ontology-codes", scheme=[scheme]))
    if not entries:
        raise ProblemError(404, "no-thing", name=f"code/{name}")
    named_ = _namer(site.names.all([scheme.value, *_mentioned(entries)]))
    return site.page("codes.html", schemes=[], scheme=scheme.value, codes=entries, name=named_)


def read_terms(site: Site) -> list[Entry]:
    """Return the classes and properties that the ontology defines. Raises LimitError."""
    found: dict[str, Entry] = {}
    for row in site.lookup.rows("ontology-terms"):
        iri = terms.iri(row, "term")
        entry = found.setdefault(iri, Entry(iri, terms.iri(row, "type")))
        _add_text(entry, row, "definition")
    for row in site.lookup.rows("ontology-links"):
        if entry := found.get(terms.iri(row, "term")):  # type: ignore[assignment]
            entry.links.setdefault(terms.iri(row, "link"), []).append(terms.iri(row, "value"))
    return [found[iri] for iri in sorted(found)]


def read_shapes(site: Site) -> list[Entry]:
    """Return the shapes with what each demands, in words. Raises LimitError."""
    found: dict[str, Entry] = {}
    for row in site.lookup.rows("ontology-shapes"):
        iri, part = terms.iri(row, "shape"), terms.iri(row, "part")
        shape = found.setdefault(iri, Entry(iri))
        target = terms.iri(row, "target")
        if target and target not in shape.links.setdefault("target", []):
            shape.links["target"].append(target)
        if part:  # a shape that others refer to may have none
            severity = _SEVERITY.get(terms.iri(row, "severity"), "violation")
            _add_text(shape.parts.setdefault(part, Entry(part, severity)), row, "message")
    return [found[iri] for iri in sorted(found) if iri.startswith(SHAPES)]


def _codes(rows: Iterable[Row]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for row in rows:
        iri = terms.iri(row, "concept")
        entry = found.setdefault(iri, Entry(iri, notation=terms.word(row, "notation")))
        _add_text(entry, row, "definition")
        broader = terms.iri(row, "broader")
        if broader and broader not in entry.links.setdefault("broader", []):
            entry.links["broader"].append(broader)
    return list(found.values())


def _as_data(graph: str) -> Redirect | None:
    """Return the way to the dump of a graph, None where a page is wanted. Raises ProblemError."""
    offers = {HTML: HTML_TYPES, **offered(Family.GRAPH)}
    choice = request.args.get("format") or choose_type(request.headers.get("Accept"), offers)
    if choice == HTML:
        return None
    form = named(choice, Family.GRAPH) if choice else None
    if form is None:
        raise not_acceptable([Family.GRAPH])
    response = redirect(f"/dumps/{graph}.{form.extension}", 303)
    response.vary.add("Accept")
    return response


def _hierarchy(classes: Sequence[Entry], names: Mapping[str, Mapping[str, str]]) -> list[Node]:
    name = _namer(names)
    return [
        Node(
            link_to(entry.iri) or "",
            name(entry.iri),
            [name(above) for above in entry.links.get(_SUBCLASS, [])],
        )
        for entry in classes
    ]


def _namer(names: Mapping[str, Mapping[str, str]]) -> "Namer":
    return Namer(names, content_language())


@dataclass(frozen=True)
class Namer:
    """What things are called in a language."""

    names: Mapping[str, Mapping[str, str]]
    language: str

    def __call__(self, iri: str) -> Text:
        """Return the name of a thing."""
        return chosen(iri, self.names.get(iri, {}), self.language)


def _mentioned(entries: Iterable[Entry]) -> list[str]:
    found: dict[str, None] = {}
    for entry in entries:
        found[entry.iri] = None
        for link, values in entry.links.items():
            found |= dict.fromkeys([*([link] if ":" in link else []), *values])
    return list(found)


def _add_text(entry: Entry, row: Row, name: str) -> None:
    term = row.get(name)
    if isinstance(term, ox.Literal):
        entry.texts.setdefault(term.language or "", term.value)
