"""A release as a research object: `ro-crate-metadata.json` among the dumps (RO-Crate 1.2).

The folder of dumps is the crate. What is said of it and of its files is what the DCAT record says.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from s5kg.catalog import DATASET
from s5kg.namespaces import BASE, node

NAME = "ro-crate-metadata.json"
_VERSION = "https://w3id.org/ro/crate/1.2"
# schema.org has this property, and the context of RO-Crate 1.2 does not name it.
_CONTEXT = [f"{_VERSION}/context", {"sha256": "http://schema.org/sha256"}]
_GZIP = "application/gzip"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_SUMS = ("SHA-256 of the dumps", "各ダンプのSHA-256")
Entity = dict[str, object]


class _Record:
    """The DCAT record, to be asked for values."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._values: dict[tuple[object, str], list[ox.NamedNode | ox.Literal]] = defaultdict(list)
        for triple in triples:
            if isinstance(triple.object, ox.NamedNode | ox.Literal):
                self._values[triple.subject, triple.predicate.value].append(triple.object)

    def all(self, thing: ox.NamedNode, name: str) -> list[ox.NamedNode]:
        """Return the IRIs that a property leads to, sorted."""
        found = self._values[thing, node(name).value]
        return sorted((v for v in found if isinstance(v, ox.NamedNode)), key=str)

    def text(self, thing: ox.NamedNode, name: str, language: str | None = None) -> str:
        """Return the value of a property, in a language if one is named; empty without one."""
        found = self._values[thing, node(name).value]
        texts = [v.value for v in found if isinstance(v, ox.NamedNode) or v.language == language]
        return min(texts, default="")

    def texts(self, thing: ox.NamedNode, name: str) -> list[str]:
        """Return the literals of a property in all languages, sorted."""
        found = self._values[thing, node(name).value]
        return sorted(value.value for value in found if isinstance(value, ox.Literal))


def crate(record: Iterable[ox.Triple], sums: Path) -> bytes:
    """Return the metadata of a crate of the files that a DCAT record lists, and of their `sums`."""
    known = _Record(record)
    files = [_file(known, one) for one in known.all(DATASET, "dcat:distribution")]
    files = sorted([*files, _sums(sums)], key=lambda file: str(file["@id"]))
    graph = [_descriptor(), _root(known, files), *files, *_context(known)]
    document = {"@context": _CONTEXT, "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _descriptor() -> Entity:
    return {
        "@id": NAME,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _VERSION},
    }


def _root(known: _Record, files: Iterable[Entity]) -> Entity:
    licence = known.all(DATASET, "dcterms:license")
    release = known.text(DATASET, "dcterms:identifier")
    return {
        "@id": "./",
        "@type": "Dataset",
        "identifier": [DATASET.value, release],
        "cite-as": DATASET.value,
        "name": known.text(DATASET, "dcterms:title", "en"),
        "alternateName": known.text(DATASET, "dcterms:title", "ja"),
        "description": known.text(DATASET, "dcterms:description", "en"),
        "keywords": known.texts(DATASET, "dcat:keyword"),
        "version": known.text(DATASET, "dcat:version"),
        "datePublished": known.text(DATASET, "dcterms:issued"),
        "dateModified": known.text(DATASET, "dcterms:modified"),
        "inLanguage": ["ja", "en"],
        "url": {"@id": BASE},
        "license": [{"@id": one.value} for one in licence],
        "author": [{"@id": one.value} for one in known.all(DATASET, "dcterms:creator")],
        "publisher": [{"@id": one.value} for one in known.all(DATASET, "dcterms:publisher")],
        "hasPart": [{"@id": file["@id"]} for file in files],
    }


def _file(known: _Record, distribution: ox.NamedNode) -> Entity:
    address = known.text(distribution, "dcat:downloadURL")
    (checksum,) = known.all(distribution, "spdx:checksum")
    packed = known.all(distribution, "dcat:compressFormat")
    media_type = known.text(distribution, "dcat:mediaType").removeprefix(_MEDIA)
    return {
        "@id": address.removeprefix(f"{BASE}dumps/"),
        "@type": "File",
        "name": known.text(distribution, "dcterms:title", "en"),
        "alternateName": known.text(distribution, "dcterms:title", "ja"),
        "description": known.text(distribution, "dcterms:description", "en"),
        "encodingFormat": _GZIP if packed else media_type,
        "contentSize": known.text(distribution, "dcat:byteSize", None),
        "sha256": known.text(checksum, "spdx:checksumValue"),
        "url": address,
    }


def _sums(path: Path) -> Entity:
    body = path.read_bytes()
    return {
        "@id": path.name,
        "@type": "File",
        "name": _SUMS[0],
        "alternateName": _SUMS[1],
        "encodingFormat": "text/plain",
        "contentSize": str(len(body)),
        "sha256": hashlib.sha256(body).hexdigest(),
        "url": f"{BASE}dumps/{path.name}",
    }


def _context(known: _Record) -> list[Entity]:
    """Return what the root refers to: those who made it, the licence, the site."""
    agents = {*known.all(DATASET, "dcterms:creator"), *known.all(DATASET, "dcterms:publisher")}
    found: list[Entity] = [
        {"@id": agent.value, "@type": "Organization", "name": known.text(agent, "foaf:name", "en")}
        for agent in sorted(agents, key=str)
    ]
    found += [
        {"@id": one.value, "@type": "CreativeWork", "name": known.text(one, "skos:prefLabel", "en")}
        for one in known.all(DATASET, "dcterms:license")
    ]
    return [*found, {"@id": BASE, "@type": "WebSite", "name": "s5kg"}]
