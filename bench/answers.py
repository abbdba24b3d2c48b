"""Answers of different servers, made comparable."""

import json
from collections import Counter
from collections.abc import Hashable
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

RESULTS = "application/sparql-results+json"
GRAPH = "application/n-triples"
_NUMBERS = ("integer", "decimal", "double", "float", "int", "long")


def accepted(query: str) -> str:
    """Return the media type to ask for."""
    forms = [line.split()[0] for line in query.splitlines() if line.strip()]
    return GRAPH if {"CONSTRUCT", "DESCRIBE"} & set(forms) else RESULTS


def read(body: bytes, media_type: str) -> Counter[Hashable]:
    """Return the rows or the triples of an answer, numbers by value, in no order.

    Raises ValueError for a body that is not in the format.
    """
    if media_type == GRAPH:
        try:
            triples = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
            return Counter(str(triple) for triple in triples)
        except SyntaxError as error:
            raise ValueError(str(error)) from error
    found = json.loads(body)
    return Counter(
        frozenset((name, _term(term)) for name, term in row.items())
        for row in found["results"]["bindings"]
    )


def _term(term: dict[str, Any]) -> tuple[str, Hashable]:
    """Return a term's kind and value: peers write one number or plain literal in several ways."""
    value = term["value"]
    kind = term.get("datatype", "").rpartition("#")[2]
    if kind in _NUMBERS:
        try:
            return "number", Decimal(value).normalize()
        except InvalidOperation:
            return kind, value
    if language := term.get("xml:lang"):
        return language.lower(), value
    return ("iri" if term["type"] == "uri" else kind or "string"), value
