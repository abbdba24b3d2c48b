"""A release as catalogues of data describe it: DCAT 3, with what DCAT-AP 3 asks for.

The record lies beside the dumps and in none of them, for it has their checksums.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from s5kg.catalog import DATASET
from s5kg.dumps import ALIGNMENTS, ALL, LINKS, DumpFile
from s5kg.namespaces import BASE, ID, node

CATALOG = node("s5d:catalog-s5kg")
SERVICE = node("s5d:service-sparql")
_TERMS = Path(__file__).with_name("dcat_terms.ttl")
_TYPE = node("rdf:type")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_EU = "http://publications.europa.eu/resource/authority/"
_FILE_TYPES = {
    "ttl": "RDF_TURTLE",
    "nt": "RDF_N_TRIPLES",
    "nq": "RDF_N_QUADS",
    "trig": "RDF_TRIG",
    "jsonld": "JSON_LD",
    "rdf": "RDF_XML",
    "sssom.tsv": "TSV",
}
# What the catalogue, the service and each file share with the data set.
_OF_CATALOG = (
    "dcterms:title",
    "dcterms:description",
    "dcterms:publisher",
    "dcterms:license",
    "dcterms:language",
    "dcterms:issued",
    "dcterms:modified",
    "dcterms:spatial",
    "foaf:homepage",
)
_OF_SERVICE = (
    "dcterms:publisher",
    "dcterms:license",
    "dcterms:accessRights",
    "dcterms:language",
    "dcat:contactPoint",
    "dcat:keyword",
    "dcat:landingPage",
    "dcat:theme",
)
_OF_FILE = ("dcterms:license", "dcterms:issued", "dcterms:modified")
# Kinds of ids of what the catalogue itself describes, to go into the record as it is.
_DESCRIBED = ("agent-", "contact-", "period-", "provenance-")
_ADDRESSES = ("accessURL", "downloadURL", "endpointURL", "endpointDescription")


def record(
    graphs: Mapping[str, Iterable[ox.Triple]], files: Sequence[DumpFile], release: str
) -> set[ox.Triple]:
    """Return the description of a release with each of its files, their sizes and checksums."""
    triples = {triple for found in graphs.values() for triple in found}
    own = {triple for triple in triples if triple.subject == DATASET and not _of_parts(triple)}
    found = own | set(_of_catalog(own)) | set(_of_service(own))
    named = {triple.object for triple in own}
    found |= {t for t in triples if t.subject in named and _is_described(t)}
    found.add(ox.Triple(DATASET, node("dcterms:identifier"), ox.Literal(release)))
    for file in files:
        found |= set(_of_file(file, own))
    return found | set(_of_terms(found))


def _of_parts(triple: ox.Triple) -> bool:
    parts = ("dcat:distribution", "void:subset", "void:classPartition", "void:propertyPartition")
    return triple.predicate in {node(name) for name in parts}


def _is_described(triple: ox.Triple) -> bool:
    kinds = tuple(f"{ID}{kind}" for kind in _DESCRIBED)
    return isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(kinds)


def _shared(
    thing: ox.NamedNode, dataset: Iterable[ox.Triple], names: Iterable[str]
) -> Iterator[ox.Triple]:
    """Yield of a thing what is said of the data set with some properties."""
    properties = {node(name) for name in names}
    for triple in dataset:
        if triple.predicate in properties:
            yield ox.Triple(thing, triple.predicate, triple.object)


def _of_catalog(dataset: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the catalogue: it has one data set, and says of itself what that says."""
    yield ox.Triple(CATALOG, _TYPE, node("dcat:Catalog"))
    yield ox.Triple(CATALOG, node("dcat:dataset"), DATASET)
    yield ox.Triple(CATALOG, node("dcat:service"), SERVICE)
    yield ox.Triple(CATALOG, node("dcat:themeTaxonomy"), ox.NamedNode(f"{_EU}data-theme"))
    yield from _shared(CATALOG, dataset, _OF_CATALOG)


def _of_service(dataset: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    endpoint = ox.NamedNode(f"{BASE}sparql")
    yield ox.Triple(SERVICE, _TYPE, node("dcat:DataService"))
    yield ox.Triple(SERVICE, node("dcat:endpointURL"), endpoint)
    # Asked without a query, it describes itself.
    yield ox.Triple(SERVICE, node("dcat:endpointDescription"), endpoint)
    yield ox.Triple(SERVICE, node("dcat:servesDataset"), DATASET)
    standard = ox.NamedNode("http://www.w3.org/TR/sparql11-protocol/")
    yield ox.Triple(SERVICE, node("dcterms:conformsTo"), standard)
    yield from _said(SERVICE, "title", "SPARQL endpoint of s5kg", "s5kgのSPARQLエンドポイント")
    english = "Answers questions in SPARQL 1.1 about all statements, with their evidence."
    japanese = "全ての記述とその根拠に、SPARQL 1.1の問い合わせで答える。"
    yield from _said(SERVICE, "description", english, japanese)
    yield from _shared(SERVICE, dataset, _OF_SERVICE)


def _of_file(file: DumpFile, dataset: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    slug = file.path.name.removeprefix(f"{file.slug}.").replace(".", "-")
    iri = node(f"s5d:distribution-{file.slug}-{slug}")
    address = ox.NamedNode(f"{BASE}dumps/{file.path.name}")
    yield ox.Triple(DATASET, node("dcat:distribution"), iri)
    yield ox.Triple(iri, _TYPE, node("dcat:Distribution"))
    yield ox.Triple(iri, node("dcat:accessURL"), ox.NamedNode(f"{BASE}dumps/"))
    yield ox.Triple(iri, node("dcat:downloadURL"), address)
    media = ox.NamedNode(_MEDIA + file.format.media_type)
    yield ox.Triple(iri, node("dcat:mediaType"), media)
    form = ox.NamedNode(f"{_EU}file-type/{_FILE_TYPES[file.format.extension]}")
    yield ox.Triple(iri, node("dcterms:format"), form)
    if file.compressed:
        yield ox.Triple(iri, node("dcat:compressFormat"), ox.NamedNode(f"{_MEDIA}application/gzip"))
    size = ox.Literal(
        str(file.path.stat().st_size), datatype=ox.NamedNode(f"{_XSD}nonNegativeInteger")
    )
    yield ox.Triple(iri, node("dcat:byteSize"), size)
    availability = ox.NamedNode(f"{_EU}planned-availability/AVAILABLE")
    yield ox.Triple(iri, node("dcatap:availability"), availability)
    standard = ox.NamedNode("https://w3id.org/sssom/" if _is_links(file) else f"{BASE}ns")
    yield ox.Triple(iri, node("dcterms:conformsTo"), standard)
    if not _is_links(file):
        yield ox.Triple(iri, node("dcat:accessService"), SERVICE)
    yield from _shared(iri, dataset, _OF_FILE)
    yield from _said(iri, "title", *_titles(file))
    yield from _said(iri, "description", *_descriptions(file))
    yield from _checksum(iri, file)


def _is_links(file: DumpFile) -> bool:
    return not file.graph and file.slug.startswith(LINKS)


def _titles(file: DumpFile) -> tuple[str, str]:
    packed, packed_ja = (" (gzip)", "（gzip）") if file.compressed else ("", "")
    name = file.format.name
    if file.slug == ALL and not file.graph:
        return f"All graphs as {name}{packed}", f"全グラフの{name}{packed_ja}"
    if file.slug == ALIGNMENTS and not file.graph:
        return f"Alignments as {name}{packed}", f"対応付けの{name}{packed_ja}"
    if _is_links(file):
        scheme = file.slug.removeprefix(LINKS)
        return f"Mapping set {scheme} as {name}", f"マッピング集合{scheme}の{name}"
    return f"Graph {file.slug} as {name}{packed}", f"グラフ{file.slug}の{name}{packed_ja}"


def _descriptions(file: DumpFile) -> tuple[str, str]:
    """Return what a file holds."""
    if file.slug == ALL and not file.graph:
        if file.format.graphs:
            return "Every statement, in its named graph.", "全ての記述。名前付きグラフの別を保つ。"
        return "Every statement, once.", "全ての記述。グラフの別はない。"
    if file.slug == ALIGNMENTS and not file.graph:
        return (
            "How our terms relate to those of other vocabularies.",
            "本語彙と他の語彙の用語の関係。",
        )
    if _is_links(file):
        return (
            "Which of our things are the same as, or close to, things elsewhere, with reasons.",
            "外部のものとの同一・近似の対応と、その根拠。",
        )
    return f"The statements of <{file.graph}>.", f"<{file.graph}> の記述。"


def _checksum(iri: ox.NamedNode, file: DumpFile) -> Iterator[ox.Triple]:
    checksum = ox.NamedNode(f"{iri.value}-sha256")
    value = ox.Literal(file.sha256(), datatype=ox.NamedNode(f"{_XSD}hexBinary"))
    yield ox.Triple(iri, node("spdx:checksum"), checksum)
    yield ox.Triple(checksum, _TYPE, node("spdx:Checksum"))
    yield ox.Triple(checksum, node("spdx:algorithm"), node("spdx:checksumAlgorithm_sha256"))
    yield ox.Triple(checksum, node("spdx:checksumValue"), value)


def _said(thing: ox.NamedNode, name: str, english: str, japanese: str) -> Iterator[ox.Triple]:
    for text, language in ((english, "en"), (japanese, "ja")):
        yield ox.Triple(thing, node(f"dcterms:{name}"), ox.Literal(text, language=language))


def _of_terms(record: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the classes of what the record names, which validators without the tables need."""
    named = {term for triple in record for term in (triple.object, triple.subject)}
    resource, addresses = node("rdfs:Resource"), {node(f"dcat:{name}") for name in _ADDRESSES}
    for triple in record:
        if triple.predicate in addresses and isinstance(triple.object, ox.NamedNode):
            yield ox.Triple(triple.object, _TYPE, resource)
    known = [quad.triple for quad in ox.parse(path=str(_TERMS), format=ox.RdfFormat.TURTLE)]
    before = 0
    while before < len(named):  # what a term is of, in turn
        before = len(named)
        named |= {triple.object for triple in known if triple.subject in named}
    yield from (triple for triple in known if triple.subject in named)
