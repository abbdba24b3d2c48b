"""The one base IRI, and the prefix table as `ontology/prefixes.ttl` declares it."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from s5kg.locations import default_sources

BASE = "https://w3id.org/s5kg/"
NS = BASE + "ns#"
ID = BASE + "id/"
CODE = BASE + "code/"
GRAPH = BASE + "graph/"
SHAPES = BASE + "shapes#"
GENID = BASE + ".well-known/genid/"

_SH_PREFIX = ox.NamedNode("http://www.w3.org/ns/shacl#prefix")
_SH_NAMESPACE = ox.NamedNode("http://www.w3.org/ns/shacl#namespace")
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")


class UnknownPrefixError(ValueError):
    """A CURIE uses a prefix that `ontology/prefixes.ttl` does not declare."""

    def __init__(self, prefix: str) -> None:
        """Keep the prefix."""
        self.prefix = prefix
        super().__init__(f"unknown prefix {prefix}:")


@cache
def prefixes(file: Path | None = None) -> Mapping[str, str]:
    """Return prefix → namespace, sorted by prefix, from a file of `sh:declare` (SHACL 5.2.1)."""
    file = file or default_sources().ontology / "prefixes.ttl"
    names: dict[str, str] = {}
    namespaces: dict[str, str] = {}
    for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.object, ox.Literal):
            if quad.predicate == _SH_PREFIX:
                names[str(quad.subject)] = quad.object.value
            elif quad.predicate == _SH_NAMESPACE:
                namespaces[str(quad.subject)] = quad.object.value
    return MappingProxyType(dict(sorted((names[node], namespaces[node]) for node in names)))


def expand(curie: str) -> str:
    """Return the IRI of a CURIE such as `s5d:org-us-ostp`.

    Raises UnknownPrefixError for a prefix that is not declared, ValueError for what is no CURIE.
    """
    prefix, colon, local = curie.partition(":")
    if not colon:
        raise ValueError(f"{curie!r} is no CURIE")
    if prefix not in prefixes():
        raise UnknownPrefixError(prefix)
    return prefixes()[prefix] + local


def shrink(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself where no prefix fits."""
    fitting = [(ns, prefix) for prefix, ns in prefixes().items() if iri.startswith(ns)]
    if not fitting:
        return iri
    namespace, prefix = max(fitting)
    local = iri.removeprefix(namespace)
    return f"{prefix}:{local}" if _LOCAL_NAME.fullmatch(local) else iri


def node(curie: str) -> ox.NamedNode:
    """Return the pyoxigraph node of a CURIE."""
    return ox.NamedNode(expand(curie))
