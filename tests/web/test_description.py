"""The service described: what SPARQL 1.1 Service Description asks, and nothing untrue."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from s5kg.engine import QuerySyntaxError, Question
from s5kg.engine.memory import MemoryEngine
from s5kg.formats import FORMATS, Family
from s5kg.web import create_app
from s5kg.web.description import Features

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
ENDPOINT = URIRef("http://localhost/sparql")


def described(client: FlaskClient, accept: str = "*/*", form: str = "turtle") -> Graph:
    """Return the description."""
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    return Graph().parse(data=response.data, format=form)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_it_comes_in_every_graph_format(client: FlaskClient, accept: str, form: str) -> None:
    """A service with the address asked, a language, formats, and a default dataset."""
    graph = described(client, accept, form)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert graph.value(service, SD.endpoint) == ENDPOINT
    assert SD.SPARQL11Query in set(graph.objects(service, SD.supportedLanguage))
    assert len(set(graph.objects(service, SD.resultFormat))) == len(FORMATS)
    dataset = graph.value(service, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in graph


def test_graphs_are_named_and_counted(client: FlaskClient) -> None:
    """Each named graph has its size, and the default graph that of the union."""
    graph = described(client)
    sizes = {
        str(graph.value(entry, SD.name)): graph.value(graph.value(entry, SD.graph), VOID.triples)
        for entry in graph.subjects(RDF.type, SD.NamedGraph)
    }
    assert sizes == {
        "https://w3id.org/s5kg/graph/one": Literal(4),
        "https://w3id.org/s5kg/graph/two": Literal(4),
    }
    whole = graph.value(predicate=SD.defaultGraph)
    default = next(graph.objects(None, SD.defaultGraph), whole)
    assert graph.value(default, VOID.triples) == Literal(8)


@pytest.mark.parametrize("on", [True, False])
def test_features_are_those_of_the_settings(tmp_path: Path, on: bool) -> None:
    """Nothing is promised that a setting turns off."""
    app = create_app(
        MemoryEngine(b""),
        tmp_path,
        [],
        features=Features(on, ("https://a.example",) if on else (), on),
    )
    graph = described(app.test_client())
    features = set(graph.objects(None, SD.feature))
    assert features == ({SD.UnionDefaultGraph, SD.BasicFederatedQuery} if on else set())
    assert (SD.SPARQL11Update in set(graph.objects(None, SD.supportedLanguage))) is on
    assert bool(set(graph.objects(None, SD.inputFormat))) is on


def test_extension_functions_are_there(client: FlaskClient, engine: MemoryEngine) -> None:
    """The engine knows each function that is listed, whatever it makes of no arguments."""
    functions = set(described(client).objects(None, SD.extensionFunction))
    assert functions
    forms = {form.family: form for form in FORMATS}
    for function in functions:
        assert Family.RESULTS in forms
        for arguments in ("1", "1, 1", "1, 1, 1"):
            try:
                engine.answer(Question(f"SELECT (<{function}>({arguments}) AS ?x) {{}}", forms))
            except QuerySyntaxError as error:
                assert error.kind != "function", function
            else:
                break


def test_it_says_what_the_graph_says_of_itself(tmp_path: Path, quads: bytes) -> None:
    """Title, licence and date of the catalogue are told of the service's dataset."""
    app = create_app(MemoryEngine(quads), tmp_path, [])
    graph = described(app.test_client())
    dcterms = Namespace("http://purl.org/dc/terms/")
    dataset = URIRef(f"{ENDPOINT}#dataset")
    assert {"en", "ja"} == {
        getattr(t, "language", "") for t in graph.objects(dataset, dcterms.title)
    }
    assert graph.value(dataset, dcterms.issued)
    assert graph.value(dataset, dcterms.license)


def test_it_is_not_sent_again(client: FlaskClient) -> None:
    """It has a tag, and a page stands in its place for a browser."""
    first = client.get("/sparql")
    again = client.get("/sparql", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/sparql", headers={"Accept": "text/html"}).mimetype == "text/html"
    assert client.get("/sparql?format=turtle", headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("request_", ["/sparql?format=csv", "/sparql?format=nonsense"])
def test_other_formats_need_a_query(client: FlaskClient, request_: str) -> None:
    """Who wants rows forgot the query, and is told so."""
    problem = client.get(request_).get_json(force=True)
    assert problem["status"] == 406
    assert "text/turtle" in problem["offered"]
    assert "Send a query" in problem["detail"]


def test_a_host_that_is_none_changes_nothing(client: FlaskClient) -> None:
    """The description stays valid RDF whatever the Host header says."""
    data = client.get("/sparql", headers={"Host": "a<b>", "Accept": "text/turtle"})
    if data.status_code == 200:
        assert list(ox.parse(data.data, format=ox.RdfFormat.TURTLE))
    else:
        assert data.status_code == 400
