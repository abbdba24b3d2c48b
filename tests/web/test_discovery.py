"""All descriptions of the release say the same, and what they point to is there."""

import hashlib
import json
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import html5lib
import pytest
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, RDFS, SDO, VOID, Graph, Namespace, URIRef

from s5kg.engine.memory import MemoryEngine
from s5kg.namespaces import BASE
from s5kg.release import Release
from s5kg.web import create_app

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VERSION = URIRef("http://www.w3.org/ns/dcat#version")
DATASET = URIRef(f"{BASE}id/dataset-s5kg")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNTS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
EACH = 97  # of the parts within parts, of which there are many, every so many is asked for


@dataclass(frozen=True)
class Said:
    """What a service says of its release, in each of the ways."""

    client: FlaskClient
    void: Graph
    dcat: Graph
    service: Graph
    crate: dict[str, dict[str, object]]
    page: dict[str, object]
    linkset: list[dict[str, object]]
    openapi: dict[str, object]

    @property
    def root(self) -> dict[str, object]:
        """The root of the crate."""
        return self.crate["./"]


@pytest.fixture(scope="module")
def said(release: Release) -> Said:
    """A service over a build of the real sources, and all that it says."""
    client = create_app(MemoryEngine(release.graph.read_bytes()), release.dumps, []).test_client()

    def graph(path: str) -> Graph:
        return Graph().parse(data=client.get(path, headers={"Accept": "text/turtle"}).data)

    def document(path: str) -> dict[str, object]:
        with client.get(path) as response:
            found: dict[str, object] = json.loads(response.data)
            return found

    entities = document("/dumps/ro-crate-metadata.json")["@graph"]
    assert isinstance(entities, list)
    linkset = document("/linkset")["linkset"]
    assert isinstance(linkset, list)
    scripts = html5lib.parse(client.get("/dumps/").text, namespaceHTMLElements=False).iter("script")
    (script,) = [one.text for one in scripts if one.get("type") == "application/ld+json"]
    return Said(
        client,
        graph("/.well-known/void"),
        graph("/catalog"),
        graph("/sparql"),
        {entity["@id"]: entity for entity in entities},
        json.loads(script or ""),
        linkset,
        document("/openapi.json"),
    )


def rows(said: Said, query: str) -> list[dict[str, str]]:
    """Return the rows of a query to the endpoint."""
    answer = said.client.get("/sparql", query_string={"query": query, "format": "json"})
    found = answer.get_json(force=True)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def landing(said: Said, rel: str) -> set[str]:
    """Return what the landing page links to."""
    (context,) = [one for one in said.linkset if str(one["anchor"]).endswith("/dumps/")]
    links = context[rel]
    assert isinstance(links, list)
    return {link["href"] for link in links}


def test_they_speak_of_one_data_set(said: Said) -> None:
    """VoID, DCAT, service, crate, page and signposts name the same IRI, and no other."""
    iri = {str(DATASET)}
    assert {str(one) for one in said.void.subjects(RDF.type, DCAT.Dataset)} == iri
    assert {str(one) for one in said.dcat.subjects(RDF.type, DCAT.Dataset)} == iri
    assert {str(one) for one in said.dcat.objects(None, DCAT.servesDataset)} == iri
    dataset = said.service.value(predicate=RDF.type, object=SD.Dataset)
    assert {str(one) for one in said.service.objects(dataset, RDFS.seeAlso)} == iri
    assert landing(said, "cite-as") == iri == {said.root["cite-as"]} == {said.page["@id"]}


def test_they_have_one_title_version_licence_and_maker(said: Said) -> None:
    """What one says in a language, the others say too."""
    dataset = said.service.value(predicate=RDF.type, object=SD.Dataset)
    graphs = [(said.void, DATASET), (said.dcat, DATASET), (said.service, dataset)]
    for name in (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.publisher,
                 DCTERMS.creator, DCTERMS.issued, DCTERMS.modified, VERSION):  # fmt: skip
        values = [set(graph.objects(subject, name)) for graph, subject in graphs]
        assert values[0], name
        assert values[0] == values[1] == values[2], name
    texts = {str(one) for one in said.void.objects(DATASET, DCTERMS.title)}
    assert {said.root["name"], said.root["alternateName"]} == texts
    assert {said.page["name"], said.page["alternateName"]} == texts
    licence, maker = (str(said.void.value(DATASET, p)) for p in (DCTERMS.license, DCTERMS.creator))
    assert said.root["license"] == [{"@id": licence}]
    assert said.page["license"] == licence
    assert landing(said, "license") == {licence}
    assert said.root["author"] == said.root["publisher"] == [{"@id": maker}]
    assert landing(said, "author") == {maker}
    for name, key in ((VERSION, "version"), (DCTERMS.issued, "datePublished"),
                      (DCTERMS.modified, "dateModified")):  # fmt: skip
        assert {str(said.void.value(DATASET, name))} == {said.root[key]} == {said.page[key]}


def test_they_name_one_release(said: Said, release: Release) -> None:
    """The SHA-256 of the quads is the identifier everywhere, and what answers are tagged with."""
    dataset = said.service.value(predicate=RDF.type, object=SD.Dataset)
    assert str(said.dcat.value(DATASET, DCTERMS.identifier)) == release.name
    assert str(said.service.value(dataset, DCTERMS.identifier)) == release.name
    for identifiers in (said.root["identifier"], said.page["identifier"]):
        assert identifiers == [str(DATASET), release.name]


def test_they_count_the_same_triples(said: Said) -> None:
    """Of the whole and of each graph: VoID, service description, and a query."""
    (whole,) = rows(said, COUNT)
    default = said.service.value(predicate=RDF.type, object=SD.Dataset)
    size = said.service.value(said.service.value(default, SD.defaultGraph), VOID.triples)
    assert whole["n"] == str(said.void.value(DATASET, VOID.triples)) == str(size)
    assert whole["n"] == str(said.dcat.value(DATASET, VOID.triples))
    counted = {row["g"]: row["n"] for row in rows(said, COUNTS)}
    void = {
        str(said.void.value(part, SD.name)): str(said.void.value(part, VOID.triples))
        for part in said.void.objects(DATASET, VOID.subset)
        if said.void.value(part, SD.name)
    }
    service = {
        str(said.service.value(entry, SD.name)): str(
            said.service.value(said.service.value(entry, SD.graph), VOID.triples)
        )
        for entry in said.service.subjects(RDF.type, SD.NamedGraph)
    }
    assert void == service == counted
    for name in counted:
        part = said.service.value(URIRef(name), RDFS.seeAlso)
        assert str(said.void.value(part, SD.name)) == name


def test_they_offer_the_same_files(said: Said, release: Release) -> None:
    """Addresses, sizes and checksums: DCAT, crate, page, list of sums, and the bytes themselves."""
    dcat = {}
    for one in said.dcat.objects(DATASET, DCAT.distribution):
        checksum = said.dcat.value(said.dcat.value(one, SPDX.checksum), SPDX.checksumValue)
        size = str(said.dcat.value(one, DCAT.byteSize))
        dcat[str(said.dcat.value(one, DCAT.downloadURL))] = (size, str(checksum).lower())
    crate = {
        str(one["url"]): (one["contentSize"], one["sha256"])
        for one in said.crate.values()
        if one["@type"] == "File"
    }
    sums = crate.pop(f"{BASE}dumps/SHA256SUMS")
    assert dcat == crate
    body = (release.dumps / "SHA256SUMS").read_bytes()
    assert sums == (str(len(body)), hashlib.sha256(body).hexdigest())
    lines = [line.split() for line in body.decode().splitlines()]
    listed = {name: checksum for checksum, name in lines}
    assert {f"{BASE}dumps/{name}": one for name, one in listed.items()} == {
        address: checksum for address, (_, checksum) in dcat.items()
    }
    downloads = said.page["distribution"]
    assert isinstance(downloads, list)
    page = {one["contentUrl"]: (one["contentSize"], one["sha256"]) for one in downloads}
    assert page
    assert page.items() <= dcat.items()
    for address in page:
        with said.client.get(urlsplit(address).path.removeprefix("/s5kg")) as answer:
            assert hashlib.sha256(answer.data).hexdigest() == dcat[address][1]
    for used in (VOID.dataDump, DCTERMS.isReferencedBy):
        assert {str(one) for one in said.void.objects(None, used)} <= set(dcat)


def test_they_name_one_endpoint(said: Said) -> None:
    """VoID, DCAT and the examples name the address at which the service describes itself."""
    endpoint = f"{BASE}sparql"
    assert {str(one) for one in said.void.objects(DATASET, VOID.sparqlEndpoint)} == {endpoint}
    assert {str(one) for one in said.dcat.objects(None, DCAT.endpointURL)} == {endpoint}
    targets = f"SELECT DISTINCT ?t {{ ?q a sh:SPARQLExecutable ; <{SDO.target}> ?t }}"
    prefix = "PREFIX sh: <http://www.w3.org/ns/shacl#> "
    assert [row["t"] for row in rows(said, prefix + targets)] == [endpoint]
    assert {str(one) for one in said.service.objects(None, SD.endpoint)} == {
        "http://localhost/sparql"
    }
    examples = said.service.value(predicate=RDF.type, object=SD.Service)
    assert list(said.service.objects(examples, RDFS.seeAlso)) == [URIRef(f"{BASE}graph/queries")]


def test_the_map_and_the_interface_have_what_they_point_to(said: Said) -> None:
    """The landing page is in the map of the site, and every address is described in OpenAPI."""
    text = said.client.get("/sitemap-1.xml").text
    assert {"/dumps/", "/about", "/page/dataset-s5kg"} <= {
        urlsplit(address).path for address in re.findall(r"<loc>([^<]+)", text)
    }
    described = said.openapi["paths"]
    assert isinstance(described, dict)
    assert {"/sparql", "/catalog", "/.well-known/void", "/linkset", "/dumps/{name}"} <= set(
        described
    )


def test_a_mapping_set_is_found_by_its_name(said: Said, release: Release) -> None:
    """The IRI that a file gives to its set leads to that file."""
    files = sorted(release.dumps.glob("*.sssom.tsv"))
    assert files
    for file in files:
        found = re.search(r"^#mapping_set_id: (\S+)$", file.read_text("utf-8"), re.MULTILINE)
        assert found, file.name
        answer = said.client.get(found[1].replace(BASE, "/"))
        assert (answer.status_code, answer.location) == (303, f"/dumps/{file.name}")
    assert said.client.get("/links/nothing").status_code == 404


def ours(said: Said) -> set[str]:
    """Return all addresses of ours that the descriptions hold, as paths of this host."""
    text = json.dumps([said.crate, said.page, said.linkset])
    found = set(re.findall(r'"((?:https://w3id\.org/s5kg|http://localhost)/[^"#]*)', text))
    for graph in (said.void, said.dcat, said.service):
        terms = (term for triple in graph for term in triple if isinstance(term, URIRef))
        found |= {str(term).partition("#")[0] for term in terms}
    roots = (BASE, "http://localhost/")
    return {
        "/" + address.removeprefix(root)
        for address in found
        for root in roots
        if address.startswith(root)
    }


def test_every_address_of_ours_answers(said: Said) -> None:
    """What the descriptions name is a page, a file, or a thing that leads to one of them."""
    found = sorted(ours(said))
    inner = [path for path in found if "--" in path]
    assert len(found) > len(inner) > 0
    for path in [*(path for path in found if "--" not in path), *inner[::EACH]]:
        parts = urlsplit(path)
        with said.client.head(quote(parts.path, safe="/%"), query_string=parts.query) as answer:
            assert answer.status_code in (200, 303), path
