"""Things and the data set as search engines read them: schema.org in JSON-LD, within a page."""

from collections.abc import Iterable, Mapping

from s5kg.namespaces import ID
from s5kg.web.kinds import OTHER

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
_DATASET = f"{ID}dataset-s5kg"


def of_thing(
    iri: str, kind: str, labels: Mapping[str, str], others: Iterable[str], page: str
) -> dict[str, object]:
    """Return the description of a thing: its names, further names, and the address of its page."""
    return {
        "@context": "https://schema.org",
        "@id": iri,
        "@type": _TYPES.get(kind, "Thing"),
        "name": [_text(text, language) for language, text in sorted(labels.items())],
        "alternateName": sorted(set(others)),
        "mainEntityOfPage": page,
        "subjectOf": {"@type": "Dataset", "@id": _DATASET},
    }


def _text(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language} if language else {"@value": text}
