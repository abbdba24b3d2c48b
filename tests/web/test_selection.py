"""Selections as SPARQL: whatever is chosen, the query keeps its shape."""

import re

import pyoxigraph as ox
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from s5kg.engine.memory import MemoryEngine
from s5kg.lookup import Lookup
from s5kg.web.answers import Given
from s5kg.web.facets import FIXED
from s5kg.web.fields import is_iri
from s5kg.web.selection import Chosen, Composer, Facet
from s5kg.web.site import own_queries

HOLDER = "\N{WHITE SQUARE}"
PROPERTY = Facet("f.x", "explore-facet-property", "urn:x")


def lookup(engine: MemoryEngine) -> Lookup:
    """Return what asks an engine the queries of pages."""
    return Lookup(
        lambda question: Given(engine.answer(question)).answer,
        own_queries(),
        lambda: engine.release,
    )


COMPOSER = Composer(lookup(MemoryEngine(b"")))
IRIS = st.text(max_size=20).map(lambda text: f"urn:{text}").filter(is_iri)
VALUES = st.one_of(
    IRIS.map(ox.NamedNode),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(ox.Literal),
    st.sampled_from(
        ['"', "\\", "} #", '" } UNION { ?s ?p ?o', "'''", "\n}", "\x85", "\u2028}"]
    ).map(ox.Literal),
)


@given(st.lists(VALUES, min_size=1, max_size=4), st.sampled_from([*FIXED, PROPERTY]), IRIS)
def test_no_value_changes_the_shape(values: list[ox.Literal], facet: Facet, iri: str) -> None:
    """With its terms taken out again a query is the one of a harmless value, and it parses."""
    harmless = ox.NamedNode("urn:harmless")
    assume(values != [ox.NamedNode(iri)])  # or the property would be taken out, too
    used = Facet(facet.name, facet.query, iri) if facet.property else facet
    asked = Chosen(used, tuple(values)), Chosen(used, (harmless,))
    texts = [COMPOSER.compose("explore-size", [one]) for one in asked]
    ox.Store().query(texts[0])
    terms = " ".join(map(str, values))
    shape = texts[0].replace(f"{{ {terms} }}", HOLDER)
    assert shape == texts[1].replace(f"{{ {harmless} }}", HOLDER)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), unique=True))
def test_a_value_finds_itself_only(texts: list[str]) -> None:
    """A year of any text selects the things that have it, and no other."""
    store = ox.Store()
    for number, text in enumerate(texts):
        date = ox.NamedNode("http://purl.org/dc/terms/issued")
        store.add(ox.Quad(ox.NamedNode(f"urn:t{number}"), date, ox.Literal(text)))
    year = next(facet for facet in FIXED if facet.name == "year")
    for number, text in enumerate(texts):
        query = COMPOSER.compose("explore-by-date", [Chosen(year, (ox.Literal(text),))])
        found = [str(row["thing"]) for row in store.query(query)]  # type: ignore[union-attr]
        assert found == [f"<urn:t{number}>"]


def test_facets_meet_in_things_alone() -> None:
    """Variables of one facet are not those of another: each is a subquery that gives ?thing."""
    value = ox.NamedNode("urn:v")
    text = COMPOSER.compose("explore-values", [Chosen(one, (value,)) for one in FIXED], FIXED[1])
    ox.Store().query(text)
    assert text.count("SELECT DISTINCT ?thing WHERE") == len(FIXED)
    assert not re.search(r"DISTINCT \?thing \?value", text)


def test_a_query_without_the_place_is_a_fault() -> None:
    """The program is told when it asks for values where there is no place for them."""
    with pytest.raises(KeyError):
        COMPOSER.compose("explore-size", [], FIXED[1])
    with pytest.raises(KeyError):
        COMPOSER.compose("explore-graph", [Chosen(Facet("x", "labels"), (ox.Literal("x"),))])
