"""`/sparql` without a query: the service described (SPARQL 1.1 Service Description)."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
from flask import Response

from s5kg.engine import Engine, LimitError, Question
from s5kg.formats import Family, Format, named
from s5kg.namespaces import node
from s5kg.negotiation import choose_type
from s5kg.web.conditions import conditional
from s5kg.web.errors import ProblemError
from s5kg.web.limits import limit_problem
from s5kg.web.protocol import HTML, HTML_TYPES, offered
from s5kg.web.sizes import Sizes
from s5kg.writing import write_graph

_HERE = Path(__file__).parent
_SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = node("rdf:type")
_TRIPLES = node("void:triples")


@dataclass(frozen=True)
class Features:
    """What the settings of a service allow: a default graph that is the union, SERVICE, updates.

    `services` are the origins that SERVICE may call; `reconciliation_draft` offers the 1.0 draft.
    """

    union: bool = True
    services: tuple[str, ...] = ()
    updates: bool = False
    reconciliation_draft: bool = False

    @property
    def federation(self) -> bool:
        """Whether SERVICE may call anything."""
        return bool(self.services)


class Description:
    """Describes the service over an engine, once for each known state, address and format."""

    def __init__(self, engine: Engine, sizes: Sizes, features: Features) -> None:
        """Describe nothing yet."""
        self._engine = engine
        self._sizes = sizes
        self._features = features
        self._written = lru_cache(maxsize=32)(self._write)

    def respond(self, endpoint: str, form: Format) -> Response:
        """Return the description of the service at an address. Raises ProblemError."""
        try:
            release = self._engine.release
            body = (self._written if release else self._write)(release, endpoint, form)
        except LimitError as error:
            raise limit_problem(error) from error
        response = Response(body, content_type=form.content_type)
        if not release:
            response.cache_control.no_store = True
            return response
        response.add_etag(weak=True)
        return conditional(response)

    def _write(self, release: str, endpoint: str, form: Format) -> bytes:
        static = (_HERE / "service.ttl").read_bytes()
        parsed = ox.parse(static, format=ox.RdfFormat.TURTLE, base_iri=endpoint)
        triples = {quad.triple for quad in parsed}
        triples |= self._of_settings(endpoint)
        triples |= self._of_graphs(endpoint, release)
        return write_graph(triples, form)

    def _of_settings(self, endpoint: str) -> set[ox.Triple]:
        service = ox.NamedNode(f"{endpoint}#service")
        allowed = {
            "UnionDefaultGraph": self._features.union,
            "BasicFederatedQuery": self._features.federation,
        }
        found = {
            ox.Triple(service, _sd("feature"), _sd(name)) for name, on in allowed.items() if on
        }
        if self._features.updates:
            found.add(ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update")))
            for name in ("Turtle", "N-Triples", "RDF_XML", "JSON-LD"):
                form = ox.NamedNode(f"http://www.w3.org/ns/formats/{name}")
                found.add(ox.Triple(service, _sd("inputFormat"), form))
        return found

    def _of_graphs(self, endpoint: str, release: str) -> set[ox.Triple]:
        """Return what the dataset is, by its own words, and the sizes of its graphs."""
        dataset = ox.NamedNode(f"{endpoint}#dataset")
        found = {
            quad.triple for quad in ox.parse(self._own_words(endpoint), ox.RdfFormat.N_TRIPLES)
        }
        if release:
            found.add(ox.Triple(dataset, node("dcterms:identifier"), ox.Literal(release)))
        whole = ox.NamedNode(f"{endpoint}#default")
        found.add(ox.Triple(whole, _TRIPLES, ox.Literal(self._sizes.default())))
        for number, size in enumerate(self._sizes.graphs(), start=1):
            entry = ox.NamedNode(f"{endpoint}#named-{number}")
            graph = ox.NamedNode(f"{endpoint}#graph-{number}")
            found |= {
                ox.Triple(dataset, _sd("namedGraph"), entry),
                ox.Triple(entry, _TYPE, _sd("NamedGraph")),
                ox.Triple(entry, _sd("name"), ox.NamedNode(size.iri)),
                ox.Triple(entry, _sd("graph"), graph),
                ox.Triple(graph, _TYPE, _sd("Graph")),
                ox.Triple(graph, _TYPE, node("void:Dataset")),
                ox.Triple(graph, _TRIPLES, ox.Literal(size.triples)),
            }
        return found

    def _own_words(self, endpoint: str) -> bytes:
        form = named("ntriples", Family.GRAPH)
        text = (_HERE / "dataset.rq").read_text(encoding="utf-8")
        formats = {Family.GRAPH: form} if form else {}
        return self._engine.answer(Question(text, formats, base=endpoint)).body


def choose_description(name: str | None, accept: str | None) -> Format | None:
    """Return the format in which the description is wanted, or None where a page is.

    Raises ProblemError where it is neither.
    """
    offers = {**offered(Family.GRAPH), HTML: HTML_TYPES}
    choice = name or choose_type(accept, offers)
    if choice == HTML:
        return None
    form = named(choice, Family.GRAPH) if choice else None
    if form is None:
        types = [types[0] for types in offers.values()]
        raise ProblemError(
            406, "missing-query-for-format", members={"offered": types}, offered=", ".join(types)
        )
    return form


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
