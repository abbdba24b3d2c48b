"""Terms of rdflib as terms of pyoxigraph, and back."""

from typing import Any

import pyoxigraph as ox
from rdflib.term import BNode, Identifier, Literal, URIRef

from s5kg.federation import FetchError


def to_ox(term: Any) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return a term for pyoxigraph."""
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
    return ox.Literal(str(term), datatype=datatype)


def held(term: Literal) -> Literal:
    """Return a literal as our store would have it, where `2.0` and `2` are the same decimal."""
    node = ox.NamedNode("urn:s5kg:any")
    store = ox.Store()
    store.add(ox.Quad(node, node, to_ox(term)))
    found = from_ox(next(iter(store)).object)
    return found if isinstance(found, Literal) else term


def from_ox(term: Any, scope: str = "") -> Identifier:
    """Return a term for rdflib; `scope` keeps blank nodes of different answers apart.

    Raises FetchError for what is no term of RDF 1.1.
    """
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(scope + term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = None if term.datatype.value.endswith("#string") else term.datatype.value
        return Literal(term.value, datatype=datatype and URIRef(datatype), normalize=False)
    raise FetchError("the answer of a service has a term that is not of RDF 1.1", "other-term")
