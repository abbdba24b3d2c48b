"""The record of a release: what catalogues of data ask for, true of the files beside it."""

import hashlib
from pathlib import Path

import pytest
import rdflib
from rdflib import DCAT, DCTERMS, RDF

from s5kg.locations import Sources
from s5kg.release import RECORD, build

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
NEEDED = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCAT.distribution, DCTERMS.license),
    DCAT.Distribution: (DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCTERMS.format),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL, DCAT.servesDataset),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sources: Sources) -> Path:
    """A build of the real sources."""
    return build(sources, tmp_path_factory.mktemp("build"), lambda _: None).folder


@pytest.fixture(scope="module")
def record(folder: Path) -> rdflib.Graph:
    """Its record, read by another library."""
    return rdflib.Graph().parse(folder / RECORD)


def test_every_file_is_a_distribution_with_its_size_and_checksum(
    record: rdflib.Graph, folder: Path
) -> None:
    """A harvester can check what it has fetched; no file is left out but the list of sums."""
    found = {}
    for one in record.subjects(RDF.type, DCAT.Distribution):
        name = str(record.value(one, DCAT.downloadURL)).rpartition("/")[2]
        checksum = record.value(one, SPDX.checksum)
        assert record.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        sum_ = str(record.value(checksum, SPDX.checksumValue)).lower()
        found[name] = int(str(record.value(one, DCAT.byteSize))), sum_
    files = {path for path in (folder / "dumps").iterdir() if path.name != "SHA256SUMS"}
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
    """Catalogue, data set, distributions and service have what DCAT-AP 3 demands of them."""
    things = set(record.subjects(RDF.type, kind))
    assert things
    for thing in things:
        for needed in NEEDED[kind]:
            assert (thing, needed, None) in record, f"{thing} lacks {needed}"
        titles = [t for t in record.objects(thing, DCTERMS.title) if isinstance(t, rdflib.Literal)]
        languages = {title.language for title in titles}
        assert languages == {"en", "ja"}


def test_the_record_has_no_blank_node_and_names_the_release(
    record: rdflib.Graph, folder: Path
) -> None:
    """Everything in it can be pointed to."""
    assert not [t for triple in record for t in triple if isinstance(t, rdflib.BNode)]
    name = hashlib.sha256((folder / "graph.nq").read_bytes()).hexdigest()
    assert rdflib.Literal(name) in set(record.objects(None, DCTERMS.identifier))
