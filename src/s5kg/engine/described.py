"""The resources that a DESCRIBE with SERVICE finds, described by Oxigraph as those of any other."""

from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
from rdflib import Dataset
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, URIRef, Variable

from s5kg.engine.calling import default_graph
from s5kg.engine.terms import to_ox

_VALUE = "urn:s5kg:value"


def as_rows(algebra: Any) -> list[Any]:
    """Make a DESCRIBE the SELECT of what it describes; return the IRIs that it names besides."""
    named = [term for term in algebra.PV if isinstance(term, URIRef)]
    algebra.name = "SelectQuery"
    algebra["PV"] = [term for term in algebra.PV if isinstance(term, Variable)]
    outer = CompValue("Outer", p=algebra.p)
    part = outer
    while part.p.name in ("Slice", "Distinct"):
        if part.p.name == "Distinct":  # nobody asked for it, and LIMIT counts rows
            part["p"] = part.p.p
        else:
            part = part.p
    algebra["p"] = outer.p
    return named


def described(dataset: Dataset, terms: Any) -> Iterator[ox.Triple]:
    """Give the triples about IRIs and blank nodes of a dataset."""
    found = [to_ox(term) for term in dict.fromkeys(terms) if isinstance(term, URIRef | BNode)]
    numbers = " ".join(map(str, range(len(found))))
    store: Any = dataset.store
    # A blank node is a value that only a function can give.
    yield from store._inner.query(
        f"DESCRIBE ?x WHERE {{ VALUES ?row {{ {numbers} }} BIND(<{_VALUE}>(?row) AS ?x) }}",
        custom_functions={ox.NamedNode(_VALUE): lambda row: found[int(row.value)]},
        **default_graph(dataset),
    )
