"""The three tests of the service description; the suite states them in words only."""

from urllib.parse import urlsplit, urlunsplit

import pyoxigraph as ox

from conformance.isomorphism import Term
from conformance.manifest import Case
from conformance.outcome import FailedError, Outcome
from conformance.subject import Service
from conformance.triples import RDF, Triples

SD = "http://www.w3.org/ns/sparql-service-description#"
# Section 3 of the recommendation: property → class of the subject, class of the object.
_PROPERTIES = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
_CLASSES = {
    "Service", "Feature", "Language", "Function", "Aggregate", "EntailmentRegime",
    "EntailmentProfile", "GraphCollection", "Dataset", "Graph", "NamedGraph",
}  # fmt: skip
_PARTS = {"GraphCollection": {"GraphCollection", "Dataset"}}
_INSTANCES = {
    "Feature": {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs",
                "BasicFederatedQuery"},
    "Language": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
}  # fmt: skip


def describe(service: Service, case: Case) -> Outcome:
    """Fetch the description and play one of the three tests. Raises FailedError."""
    triples = _fetch(service)
    name = case.iri.rpartition("#")[2]
    if name == "has-endpoint-triple":
        _check_endpoint(service, triples)
    elif name == "conforms-to-schema":
        _check_schema(triples)
    return Outcome.PASSED


def _fetch(service: Service) -> list[ox.Quad]:
    reply = service.send("GET", service.query_url, {"Accept": "text/turtle"})
    kind = ox.RdfFormat.from_media_type(reply.media_type)
    if reply.status != 200 or kind is None:
        raise FailedError(f"status {reply.status}, content type {reply.media_type!r}")
    try:
        quads = list(ox.parse(reply.body, format=kind, base_iri=service.query_url))
    except SyntaxError as error:
        raise FailedError(f"the description cannot be read: {error}") from error
    if not quads:
        raise FailedError("the description is empty")
    return quads


def _check_endpoint(service: Service, quads: list[ox.Quad]) -> None:
    given = [quad.object for quad in quads if quad.predicate.value == f"{SD}endpoint"]
    addresses = [term.value for term in given if isinstance(term, ox.NamedNode)]
    if _plain(service.query_url) not in map(_plain, addresses):
        raise FailedError(f"sd:endpoint is {addresses}, not {service.query_url}")


def _plain(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def _check_schema(quads: list[ox.Quad]) -> None:
    graph = Triples(quads)
    services = graph.subjects(f"{RDF}type", ox.NamedNode(f"{SD}Service"))
    if len(services) != 1:
        raise FailedError(f"{len(services)} services are described")
    if not graph.objects(services[0], f"{SD}endpoint"):
        raise FailedError("the service has no sd:endpoint")
    for quad in quads:
        _check_class(quad)
        if quad.predicate.value.startswith(SD):
            _check_property(graph, quad)


def _check_class(quad: ox.Quad) -> None:
    term = quad.object
    if quad.predicate.value != f"{RDF}type" or not isinstance(term, ox.NamedNode):
        return
    if term.value.startswith(SD) and term.value.removeprefix(SD) not in _CLASSES:
        raise FailedError(f"{term.value} is no class of the vocabulary")


def _check_property(graph: Triples, quad: ox.Quad) -> None:
    name = quad.predicate.value.removeprefix(SD)
    if name not in _PROPERTIES:
        raise FailedError(f"sd:{name} is no property of the vocabulary")
    if isinstance(quad.object, ox.Literal):
        raise FailedError(f"sd:{name} has a literal")
    for term, kind in zip((quad.subject, quad.object), _PROPERTIES[name], strict=True):
        if kind and not _is_a(graph, term, kind):
            raise FailedError(f"a node of sd:{name} is of no class that fits sd:{kind}")


def _is_a(graph: Triples, term: Term, kind: str) -> bool:
    """Return whether a node may be of a class: it is said to be, known to be, or not typed."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(SD):
        return term.value.removeprefix(SD) in _INSTANCES.get(kind, set())
    types = set(graph.values(term, f"{RDF}type"))
    own = {name.removeprefix(SD) for name in types if name.startswith(SD)}
    return not own or bool(own & _PARTS.get(kind, {kind}))
