"""Things and the data set as search engines read them: schema.org in JSON-LD, within a page."""

from collections.abc import Iterable, Mapping

from s5kg.namespaces import BASE
from s5kg.web.kinds import OTHER
from s5kg.web.released import DATASET, Released

_TYPES = {
    "actor": "Organization",
    "programme": "Project",
    "case": "Project",
    "document": "CreativeWork",
    "place": "Place",
    "event": "Event",
    "concept": "DefinedTerm",
    OTHER: "Thing",
}


def described(
    iri: str, kind: str, labels: Mapping[str, str], others: Iterable[str], page: str
) -> dict[str, object]:
    """Return the description of a thing: its names, further names, and the address of its page."""
    return {
        "@context": "https://schema.org",
        "@id": iri,
        "@type": type_of(kind),
        "name": [_text(text, language) for language, text in sorted(labels.items())],
        "alternateName": sorted(set(others)),
        "mainEntityOfPage": page,
        "subjectOf": {"@type": "Dataset", "@id": DATASET},
    }


def type_of(kind: str) -> str:
    """Return the class of schema.org for a kind of thing."""
    return _TYPES.get(kind, "Thing")


def of_dataset(released: Released) -> dict[str, object]:
    """Return the description of the data set, with the files that have all graphs."""
    root = released.root
    same = (
        "name", "alternateName", "description", "keywords", "version", "identifier", "inLanguage",
        "datePublished", "dateModified",
    )  # fmt: skip
    return {
        "@context": "https://schema.org",
        "@id": DATASET,
        "@type": "Dataset",
        **{name: root[name] for name in same if name in root},
        "url": BASE,
        "isAccessibleForFree": True,
        "license": released.licences[0],
        "creator": [{"@type": "Organization", "@id": iri} for iri in released.authors],
        "publisher": [{"@type": "Organization", **one} for one in root["publisher"]],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": file.address,
                "encodingFormat": file.media_type,
                "contentSize": str(file.size),
                "sha256": file.sha256,
            }
            for file in released.files
            if file.whole
        ],
    }


def _text(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language} if language else {"@value": text}
