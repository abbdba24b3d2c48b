"""A release as catalogues of data describe it: DCAT 3, with what DCAT-AP 3 asks for.

The record lies beside the dumps and in none of them, for it has their checksums.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from s5kg.catalog import DATASET
from s5kg.dumps import ALIGNMENTS, ALL, DumpFile
from s5kg.namespaces import BASE, node

CATALOG = node("s5d:catalog-s5kg")
SERVICE = node("s5d:service-sparql")
_TYPE = node("rdf:type")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_MEDIA = "https://www.iana.org/assignments/media-types/"
# The EU's authority table of file types (DCAT-AP 3.0, dct:format); it has no TriG.
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_FILE_TYPES = {
    "ttl": "RDF_TURTLE",
    "nt": "RDF_N_TRIPLES",
    "nq": "RDF_N_QUADS",
    "trig": "RDF_TRIG",
    "jsonld": "JSON_LD",
    "rdf": "RDF_XML",
    "sssom.tsv": "TSV",
}
_PASSED_ON = (
    "dcterms:title",
    "dcterms:description",
    "dcterms:publisher",
    "dcterms:license",
    "dcterms:language",
    "dcterms:issued",
)


def record(
    graphs: Mapping[str, Iterable[ox.Triple]], files: Sequence[DumpFile], release: str
) -> set[ox.Triple]:
    """Return the description of a release with each of its files, their sizes and checksums."""
    triples = {triple for found in graphs.values() for triple in found}
    own = {triple for triple in triples if triple.subject == DATASET}
    own = {triple for triple in own if not _of_parts(triple)}
    found = own | set(_of_catalog(own)) | set(_of_service(own))
    named = {triple.object for triple in own}
    agents = {t for t in triples if t.subject in named and _is_agent(t)}
    found |= agents
    found.add(ox.Triple(DATASET, node("dcterms:identifier"), ox.Literal(release)))
    licence = next((t.object for t in own if t.predicate == node("dcterms:license")), None)
    for file in files:
        found |= set(_of_file(file, licence))
    return found


def _of_parts(triple: ox.Triple) -> bool:
    parts = ("dcat:distribution", "void:subset", "void:classPartition", "void:propertyPartition")
    return triple.predicate in {node(name) for name in parts}


def _is_agent(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(
        f"{BASE}id/agent-"
    )


def _of_catalog(dataset: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the catalogue: it has one data set, and says of itself what that says."""
    yield ox.Triple(CATALOG, _TYPE, node("dcat:Catalog"))
    yield ox.Triple(CATALOG, node("dcat:dataset"), DATASET)
    yield ox.Triple(CATALOG, node("dcat:service"), SERVICE)
    for triple in dataset:
        if triple.predicate in {node(name) for name in _PASSED_ON}:
            yield ox.Triple(CATALOG, triple.predicate, triple.object)


def _of_service(dataset: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    yield ox.Triple(SERVICE, _TYPE, node("dcat:DataService"))
    yield ox.Triple(SERVICE, node("dcat:endpointURL"), ox.NamedNode(f"{BASE}sparql"))
    yield ox.Triple(SERVICE, node("dcat:endpointDescription"), ox.NamedNode(f"{BASE}sparql"))
    yield ox.Triple(SERVICE, node("dcat:servesDataset"), DATASET)
    standard = ox.NamedNode("http://www.w3.org/TR/sparql11-protocol/")
    yield ox.Triple(SERVICE, node("dcterms:conformsTo"), standard)
    yield from _titled(SERVICE, "SPARQL endpoint of s5kg", "s5kgのSPARQLエンドポイント")
    for triple in dataset:
        if triple.predicate in (node("dcterms:publisher"), node("dcterms:license")):
            yield ox.Triple(SERVICE, triple.predicate, triple.object)


def _of_file(file: DumpFile, licence: object) -> Iterator[ox.Triple]:
    slug = file.path.name.removeprefix(f"{file.slug}.").replace(".", "-")
    iri = node(f"s5d:distribution-{file.slug}-{slug}")
    address = ox.NamedNode(f"{BASE}dumps/{file.path.name}")
    yield ox.Triple(DATASET, node("dcat:distribution"), iri)
    yield ox.Triple(iri, _TYPE, node("dcat:Distribution"))
    yield ox.Triple(iri, node("dcat:accessURL"), ox.NamedNode(f"{BASE}dumps/"))
    yield ox.Triple(iri, node("dcat:downloadURL"), address)
    media = ox.NamedNode(_MEDIA + file.format.media_type)
    yield ox.Triple(iri, node("dcat:mediaType"), media)
    form = ox.NamedNode(_FILE_TYPE + _FILE_TYPES[file.format.extension])
    yield ox.Triple(iri, node("dcterms:format"), form)
    if file.compressed:
        yield ox.Triple(iri, node("dcat:compressFormat"), ox.NamedNode(f"{_MEDIA}application/gzip"))
    size = ox.Literal(
        str(file.path.stat().st_size), datatype=ox.NamedNode(f"{_XSD}nonNegativeInteger")
    )
    yield ox.Triple(iri, node("dcat:byteSize"), size)
    if isinstance(licence, ox.NamedNode):
        yield ox.Triple(iri, node("dcterms:license"), licence)
    yield from _titled(iri, *_titles(file))
    yield from _checksum(iri, file)


def _titles(file: DumpFile) -> tuple[str, str]:
    packed, packed_ja = (" (gzip)", "（gzip）") if file.compressed else ("", "")
    name = file.format.name
    if file.slug == ALL and not file.graph:
        return f"All graphs as {name}{packed}", f"全グラフの{name}{packed_ja}"
    if file.slug == ALIGNMENTS and not file.graph:
        return f"Alignments as {name}{packed}", f"対応付けの{name}{packed_ja}"
    return f"Graph {file.slug} as {name}{packed}", f"グラフ{file.slug}の{name}{packed_ja}"


def _checksum(iri: ox.NamedNode, file: DumpFile) -> Iterator[ox.Triple]:
    checksum = ox.NamedNode(f"{iri.value}-sha256")
    value = ox.Literal(file.sha256(), datatype=ox.NamedNode(f"{_XSD}hexBinary"))
    yield ox.Triple(iri, node("spdx:checksum"), checksum)
    yield ox.Triple(checksum, _TYPE, node("spdx:Checksum"))
    yield ox.Triple(checksum, node("spdx:algorithm"), node("spdx:checksumAlgorithm_sha256"))
    yield ox.Triple(checksum, node("spdx:checksumValue"), value)


def _titled(iri: ox.NamedNode, english: str, japanese: str) -> Iterator[ox.Triple]:
    yield ox.Triple(iri, node("dcterms:title"), ox.Literal(english, language="en"))
    yield ox.Triple(iri, node("dcterms:title"), ox.Literal(japanese, language="ja"))
