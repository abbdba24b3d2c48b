"""`/page/…`: a page for every thing that the graph describes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from flask import Blueprint, Response, request
from markupsafe import Markup

from s5kg.facts import Facts, read_facts
from s5kg.lookup import Row
from s5kg.names import Text, chosen
from s5kg.namespaces import GRAPH, NS, expand
from s5kg.web.addresses import PAGE, iri_at, page_of
from s5kg.web.certainty import mark_of, telling
from s5kg.web.drawing.neighbourhood import MOST, Neighbour, draw
from s5kg.web.dumps import spoken
from s5kg.web.errors import ProblemError
from s5kg.web.kinds import kind_of
from s5kg.web.language import content_language, translate
from s5kg.web.links import link_to
from s5kg.web.origins import read_origins
from s5kg.web.outside import Told, read_outside
from s5kg.web.relations import Relation, read_relations
from s5kg.web.released import read_released
from s5kg.web.resources import FORMATS, check_there, data_path, links
from s5kg.web.schemaorg import described as described_thing
from s5kg.web.schemaorg import type_of
from s5kg.web.signposts import of_thing, post
from s5kg.web.site import Site

_MOST_PAGES = 1_000_000
_ALSO = expand("skos:altLabel")
# Which folder each kind of graph is built from; a source graph has one of its own in it.
_FOLDERS = {
    "source": "data/documents/",
    "codes": "ontology/schemes/",
    "ontology": "ontology/",
    "shapes": "shapes/",
    "external": "data/links/",
}
_LABELLED = ("elsewhere", "provenance")


@dataclass(frozen=True)
class View:
    """What the templates of a thing ask: names, kinds, marks."""

    language: str
    labels: Mapping[str, Mapping[str, str]]
    kinds: Mapping[str, str]

    def name(self, iri: str) -> Text:
        """Return what a thing is called."""
        return chosen(iri, self.labels.get(iri, {}), self.language)

    def kind(self, iri: str) -> str:
        """Return the kind of a thing."""
        return self.kinds.get(iri, "other")


def things_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the pages."""
    blueprint = Blueprint("things", __name__)
    origins = read_origins(site.dumps.parent)
    released = read_released(site.dumps)

    @blueprint.get(f"{PAGE}<path:name>")
    def page(name: str) -> Response:
        """Show a thing: what it is, its facts with their evidence, what points to it."""
        thing = _thing(name)
        facts = read_facts(site.lookup, thing)
        relations = read_relations(site.lookup, thing, *_wanted())
        if not facts.graphs and not relations:
            raise ProblemError(404, "no-thing", name=name)
        check_there(site, thing)
        figures = site.lookup.rows("thing-figures", thing=[thing])
        view = _view(site, thing, facts, relations, outside := read_outside(site.lookup, thing))
        response = site.quoting(
            "thing.html",
            iri=thing.value,
            facts=facts,
            relations=relations,
            view=view,
            picture=_picture(thing, facts, relations, view),
            figures=figures,
            outside=outside,
            names=site.names.of(_codes(figures), content_language()),
            formats=[(form, data_path(thing.value, form)) for form in FORMATS],
            spoken=spoken,
            query=site.lookup.text("thing-facts", thing=[thing]),
            written=[origins[thing.value]] if thing.value in origins else _folders(facts.graphs),
            described=_described(thing.value, facts, view),
            mark_of=mark_of,
            telling=telling,
            words_of=site.passages,
        )
        response.headers.extend(links(thing.value))
        return post(response, of_thing(released, type_of(view.kind(thing.value))))

    return blueprint


def _thing(name: str) -> ox.NamedNode:
    """Return the thing of a page; 404 for what cannot be an IRI."""
    try:
        return ox.NamedNode(iri_at(name))
    except ValueError as error:
        raise ProblemError(404, "no-thing", name=name) from error


def _described(iri: str, facts: Facts, view: View) -> dict[str, object]:
    others = [
        fact.value.value
        for group in facts.groups
        for fact in group.properties.get(_ALSO, [])
        if isinstance(fact.value, ox.Literal)
    ]
    page = (page_of(iri) or "").removeprefix("/")
    labels = view.labels.get(iri, {})
    return described_thing(iri, view.kind(iri), labels, others, request.url_root + page)


def _folders(graphs: Iterable[str]) -> list[str]:
    """Return where in the repository the statements of some graphs are written."""
    names = [graph.removeprefix(GRAPH) for graph in graphs]
    found = [_FOLDERS.get(name.partition("/")[0], "") + name.partition("/")[2] for name in names]
    return [one for one in dict.fromkeys(found) if one]


def _codes(rows: Iterable[Row]) -> list[str]:
    """Return the codes that figures are told with."""
    names = ("kind", "unit", "precision", "modality")
    terms = [row[name] for row in rows for name in names if name in row]
    return [term.value for term in terms if isinstance(term, ox.NamedNode)]


def _wanted() -> tuple[str, int]:
    """Return which relation is turned to which page."""
    given = request.args.get("page", "1")
    if not (given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= _MOST_PAGES):
        raise ProblemError(400, "bad-page", given=given)
    return request.args.get("in", ""), int(given)


def _view(
    site: Site,
    thing: ox.NamedNode,
    facts: Facts,
    relations: Iterable[Relation],
    outside: Told,
) -> View:
    """Ask once for the names, and once for the classes, of all that the page mentions."""
    mentioned = dict.fromkeys([thing.value, *facts.classes, *facts.graphs])
    neighbours: dict[str, None] = {}
    for group in facts.groups:
        mentioned |= dict.fromkeys(group.properties)
    for fact in facts.all():
        if isinstance(fact.value, ox.NamedNode):
            neighbours[fact.value.value] = None
        elif isinstance(fact.value, ox.Literal) and fact.value.datatype.value.startswith(NS):
            mentioned[fact.value.datatype.value] = None
        for claim in fact.claims:
            mentioned |= dict.fromkeys([claim.modality, claim.curation])
            mentioned |= dict.fromkeys(place.segment for place in claim.evidence)
    mentioned |= dict.fromkeys(outside.mentioned)
    for relation in relations:
        mentioned[relation.by] = None
        neighbours |= dict.fromkeys(relation.subjects)
    mentioned |= neighbours
    mentioned.pop("", None)
    nodes = [ox.NamedNode(iri) for iri in neighbours] + [thing]
    classes: dict[str, list[str]] = {}
    for row in site.lookup.rows("thing-classes", thing=nodes):
        one, its = row["thing"], row["class"]
        if isinstance(one, ox.NamedNode) and isinstance(its, ox.NamedNode):
            classes.setdefault(one.value, []).append(its.value)
    kinds = {iri: kind_of(found) for iri, found in classes.items()}
    return View(content_language(), site.names.all(mentioned), kinds)


def _picture(
    thing: ox.NamedNode, facts: Facts, relations: Iterable[Relation], view: View
) -> Markup:
    incoming = [
        _neighbour(subject, relation.by, view)
        for relation in relations
        for subject in relation.subjects
    ]
    outgoing = [
        _neighbour(fact.value.value, name, view)
        for group in facts.groups
        if group.name not in _LABELLED
        for name, found in group.properties.items()
        for fact in found
        if isinstance(fact.value, ox.NamedNode)
    ]
    outgoing = list({one.address: one for one in outgoing if one.address}.values())
    incoming = list({one.address: one for one in incoming if one.address}.values())
    title = translate("things.picture", name=view.name(thing.value).value)
    kind = view.kind(thing.value)
    return draw(view.name(thing.value), kind, incoming[:MOST], outgoing[:MOST], title)


def _neighbour(iri: str, by: str, view: View) -> Neighbour:
    return Neighbour(link_to(iri) or "", view.name(iri), view.kind(iri), view.name(by))
