"""Queries as data: `sh:SPARQLExecutable` (SHACL Advanced Features 5), as SIB's tools read them."""

import re
from collections.abc import Iterator

import pyoxigraph as ox

from s5kg.labels import LANGUAGES
from s5kg.namespaces import BASE, node
from s5kg.queries import Query

ENDPOINT = ox.NamedNode(f"{BASE}sparql")
_DECLARED = ox.NamedNode(f"{BASE}shapes")  # which has sh:declare for every prefix
_FORMS = {
    "SELECT": ("sh:select", "sh:SPARQLSelectExecutable"),
    "ASK": ("sh:ask", "sh:SPARQLAskExecutable"),
    "CONSTRUCT": ("sh:construct", "sh:SPARQLConstructExecutable"),
    "DESCRIBE": ("spex:describe", "sh:SPARQLExecutable"),  # SHACL has no class for it
}
# Strings, comments and other IRIs are taken whole, so that no SERVICE in them is one.
_BETWEEN = r"(?:\s|\#[^\n]*\n)*"
_CALLS = re.compile(
    rf"""  "{{3}}(?:[^\\]|\\.)*?"{{3}} | '{{3}}(?:[^\\]|\\.)*?'{{3}}
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
    | \#[^\n]* | <[^<>\s]*> | (?<![\w?$:-])
    SERVICE {_BETWEEN} (?:SILENT {_BETWEEN})? <(?P<address>[^<>\s]*)>""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def query_triples(query: Query) -> Iterator[ox.Triple]:
    """Yield a query with its question, its prefixes and where to ask it.

    Programs take as an example each `sh:SPARQLExecutable` with a comment. Checks, which find
    nothing, are none: they have the class of their form alone.
    """
    iri = node(f"s5d:query-{query.role}-{query.name}")
    form, type_ = executable(query.text)
    example = query.role != "checks"
    if example:
        yield ox.Triple(iri, node("rdf:type"), node("sh:SPARQLExecutable"))
    yield ox.Triple(iri, node("rdf:type"), node(type_))
    yield ox.Triple(iri, node(form), ox.Literal(query.text))
    yield ox.Triple(iri, node("sh:prefixes"), _DECLARED)
    yield ox.Triple(iri, node("schema:target"), ENDPOINT)
    for language in LANGUAGES:
        text = ox.Literal(query.summary(language), language=language)
        yield ox.Triple(iri, node("skos:prefLabel"), text)
        if example:
            yield ox.Triple(iri, node("rdfs:comment"), text)
    for keyword in query.header.get("keywords", "").split(","):
        if keyword.strip():
            yield ox.Triple(iri, node("schema:keywords"), ox.Literal(keyword.strip()))
    for service in sorted(services(query.text)):
        yield ox.Triple(iri, node("spex:federatesWith"), ox.NamedNode(service))


def executable(text: str) -> tuple[str, str]:
    """Return the predicate and class for a query's form.

    The form is the first keyword of the four outside comments, IRIs and strings that open lines.
    """
    for line in text.splitlines():
        words = line.split()
        if words and (known := _FORMS.get(words[0].upper())):
            return known
    return _FORMS["SELECT"]


def services(text: str) -> set[str]:
    """Return the addresses that a query, which the build has parsed, names after SERVICE."""
    return {found["address"] for found in _CALLS.finditer(text) if found["address"]}
