"""Which classes of two things contradict each other, and which never may."""

import pytest

from s5kg.engine.memory import MemoryEngine
from s5kg.linking.kinds import contradiction
from s5kg.linking.schemes import read_scheme
from s5kg.linking.things import Thing, read_things
from s5kg.locations import Sources
from s5kg.lookup import Lookup
from s5kg.namespaces import expand
from s5kg.queries import PAGES, read_queries

AGENCY = expand("cv:PublicOrganisation")
PLACE = expand("dcterms:Location")
DBPEDIA, ENTITY = "http://dbpedia.org/ontology/", "http://www.wikidata.org/entity/"
# As ROR writes them in its second schema; in its first, they began with a capital.
WORDS = (
    "archive", "company", "education", "facility", "funder", "government", "healthcare",
    "nonprofit", "other",
)  # fmt: skip
ROR = [*WORDS, *map(str.capitalize, WORDS)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (AGENCY, "http://schema.org/Movie"),
        (AGENCY, "https://schema.org/Movie"),
        (AGENCY, "http://xmlns.com/foaf/0.1/Person"),
        (AGENCY, f"{ENTITY}Q4167410"),
        (PLACE, f"{ENTITY}Q5"),
        (PLACE, "Education"),
        (expand("fabio:ReportDocument"), f"{DBPEDIA}Company"),
    ],
)
def test_things_of_different_kinds_contradict_each_other(ours: str, theirs: str) -> None:
    """And it is said of which kinds they are."""
    assert contradiction([ours], [theirs]).startswith("theirs is of the kind ")
    assert contradiction([theirs], [ours])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([AGENCY], []),
        ([AGENCY], ["urn:unknown", "", "no: IRI"]),
        ([AGENCY], ["http://schema.org/Movie", "http://schema.org/Organization"]),
        ([AGENCY], ["https://schema.org/Country"]),
        ([PLACE], ["https://schema.org/Country"]),
        ([AGENCY], [f"{DBPEDIA}Place", f"{DBPEDIA}PopulatedPlace"]),
        ([expand("schema:Event")], [f"{ENTITY}Q43229"]),
        ([expand("skos:Concept")], ["http://schema.org/Movie"]),
        (["urn:unknown"], ["http://schema.org/Movie"]),
    ],
)
def test_what_may_be_of_one_kind_does_not(ours: list[str], theirs: list[str]) -> None:
    """Unknown classes say nothing, and a thing of several kinds may be any of them."""
    assert not contradiction(ours, theirs)


@pytest.fixture(scope="module")
def things(engine: MemoryEngine, sources: Sources) -> dict[str, Thing]:
    """The real things."""
    lookup = Lookup(engine.answer, read_queries(sources.queries, PAGES), lambda: "")
    return read_things(lookup, ())


@pytest.mark.parametrize(
    ("name", "classes"),
    [("ror", ROR), ("geonames", ["http://www.geonames.org/ontology#Feature"])],
)
def test_no_link_that_is_verified_is_contradicted(
    things: dict[str, Thing], sources: Sources, name: str, classes: list[str]
) -> None:
    """By what the sources whose links were measured say of their things."""
    linked = read_scheme(sources.data / "links", name).linked()
    assert linked
    for iri in linked:
        assert not [one for one in classes if contradiction(things[iri].kinds, [one])], iri
