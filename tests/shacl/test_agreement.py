"""The compiled shapes find what pySHACL finds: on fixtures and on random graphs."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef

from s5kg.shacl.engine import Data, Shapes
from s5kg.shacl.reference import judge
from s5kg.shacl.results import Result
from s5kg.shacl.terms import Term, sh

# nearly all the time is pySHACL's, which measuring would double
pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = sorted((ROOT / "tests" / "shapes").rglob("*.ttl"))
PREFIXES = "".join(
    f"@prefix {prefix}: <{namespace}> .\n"
    for prefix, namespace in (
        ("", "https://example.org/"),
        ("sh", "http://www.w3.org/ns/shacl#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    )
)
SPARQL = sh("SPARQLConstraintComponent")


def load(*texts: bytes) -> ox.Store:
    """Return a store of some Turtle."""
    store = ox.Store()
    for text in texts:
        store.load(text, format=ox.RdfFormat.TURTLE)
    return store


def key(result: Result) -> tuple[str, ...]:
    """Return what must agree: all but the messages."""
    terms: list[Term | None] = [
        result.focus,
        result.path,
        result.value,
        result.severity,
        result.shape,
        result.component,
        result.constraint,
    ]
    return tuple(written(term) for term in terms)


def written(term: Term | None) -> str:
    """Return a term as text; rdflib writes some numbers in another way than the store."""
    if isinstance(term, ox.Literal) and not term.language:
        return Literal(term.value, datatype=URIRef(term.datatype.value)).n3()
    return str(term)


def spoken(results: Iterable[Result]) -> set[tuple[tuple[str, ...], frozenset[str]]]:
    """Return what is said; pySHACL drops the languages of queries, so only texts are compared."""
    return {
        (key(result), frozenset(message.value for message in result.messages)) for result in results
    }


def assert_agreement(data: ox.Store, shapes: ox.Store) -> list[Result]:
    """Hold the two against each other and return what they find."""
    rules = list(shapes)
    compiled = Shapes(rules)
    assert not compiled.refused
    found = compiled.run(Data(data))
    judged = judge(Data(data).triples(), rules, None)
    # One node that is reached from several is judged once here and several times by pySHACL.
    assert set(map(key, found)) == set(map(key, judged))
    own = [result for result in found if result.messages]
    assert spoken(own) <= spoken(judged)
    return found


def fixture_data(file: Path) -> ox.Store:
    """Return the data of a fixture: see tests/test_shapes.py."""
    text = file.read_text(encoding="utf-8")
    store = load(text.encode())
    lines = [line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# ")]
    pairs = [(line[0], line[1].strip()) for line in lines if len(line) == 2]
    for word, base in pairs:
        if word == "base":
            store.load(file.with_name(base).read_bytes(), format=ox.RdfFormat.TURTLE)
    table = ox.parse(path=str(ROOT / "ontology" / "prefixes.ttl"), format=ox.RdfFormat.TURTLE)
    by_node: dict[str, dict[str, str]] = {}
    for quad in table:
        if isinstance(quad.object, ox.Literal):
            names = by_node.setdefault(str(quad.subject), {})
            names[quad.predicate.value.rpartition("#")[2]] = quad.object.value
    known = "".join(
        f"@prefix {names['prefix']}: <{names['namespace']}> .\n"
        for names in by_node.values()
        if "prefix" in names
    )
    for word, triple in pairs:
        if word == "remove":
            for quad in ox.parse((known + triple).encode(), format=ox.RdfFormat.TURTLE):
                store.remove(quad)
    return store


@pytest.mark.parametrize("file", FIXTURES, ids=lambda f: f"{f.parent.name}/{f.name}")
def test_the_two_agree_on_a_fixture(file: Path) -> None:
    """Every constraint of ours has a fixture that breaks it, so all of them are compared."""
    rules = [ROOT / "ontology" / "prefixes.ttl", ROOT / "shapes" / f"{file.parent.name}.ttl"]
    found = assert_agreement(fixture_data(file), load(*(rule.read_bytes() for rule in rules)))
    assert bool(found) is not file.name.startswith("valid")


SHAPES = (
    PREFIXES
    + """
:A a rdfs:Class .
:S a sh:NodeShape ; sh:targetClass :A ; sh:targetSubjectsOf :p ;
    sh:property :S-p , :S-q , :S-r , :S-inverse , :S-sequence , :S-unique , :S-nested ,
        :S-pair , :S-qualified , :S-other ;
    sh:closed true ; sh:ignoredProperties ( rdf:type :r rdfs:label ) ; sh:message "closed"@en .
:S-p a sh:PropertyShape ; sh:path :p ; sh:minCount 1 ; sh:maxCount 2 ; sh:nodeKind sh:IRI ;
    sh:class :A ; sh:message "p"@en , "ピー"@ja ; sh:severity sh:Warning .
:S-q a sh:PropertyShape ; sh:path :q ; sh:datatype xsd:integer ; sh:minInclusive 0 ;
    sh:maxExclusive 5 ; sh:in ( 1 2 3 7 "x" ) ; sh:minCount 2 ; sh:message "q" .
:S-r a sh:PropertyShape ; sh:path :r ; sh:message "r" ; sh:minLength 2 ; sh:maxLength 30 ;
    sh:or ( [ sh:datatype xsd:date ] [ sh:nodeKind sh:IRI ; sh:property [ sh:path :q ;
        sh:minCount 1 ] ] ) ; sh:not [ sh:pattern "B$" ; sh:flags "i" ] .
:S-inverse a sh:PropertyShape ; sh:path [ sh:inversePath :p ] ; sh:maxCount 1 ; sh:node :T ;
    sh:message "inverse" .
:S-sequence a sh:PropertyShape ; sh:path ( :p [ sh:zeroOrMorePath :p ] ) ; sh:message "sequence" ;
    sh:xone ( [ sh:class :A ] [ sh:property [ sh:path :q ; sh:maxCount 1 ] ] ) .
:S-unique a sh:PropertyShape ; sh:path rdfs:label ; sh:uniqueLang true ; sh:message "unique" ;
    sh:languageIn ( "en" "ja" ) .
:S-nested a sh:PropertyShape ; sh:path :p ; sh:message "nested" ;
    sh:property [ sh:path :q ; sh:hasValue 1 ; sh:disjoint :r ; sh:message "deep" ] .
:S-pair a sh:PropertyShape ; sh:path :q ; sh:lessThanOrEquals :s ; sh:equals :t ;
    sh:message "pair" .
:S-qualified a sh:PropertyShape ; sh:path :p ; sh:message "qualified" ;
    sh:qualifiedValueShape [ sh:and ( [ sh:class :A ] :T ) ] ; sh:qualifiedMinCount 1 ;
    sh:qualifiedMaxCount 1 ; sh:qualifiedValueShapesDisjoint true .
:S-other a sh:PropertyShape ; sh:path :p ; sh:message "other" ;
    sh:qualifiedValueShape [ sh:property [ sh:path :q ; sh:minCount 2 ] ] ; sh:qualifiedMinCount 0 .
:T a sh:NodeShape ; sh:targetObjectsOf :p ; sh:targetNode :c ; sh:message "T" ;
    sh:property [ sh:path [ sh:alternativePath ( :p :q ) ] ; sh:minCount 1 ; sh:message "either" ] .
:U a sh:NodeShape ; sh:targetClass :A ; sh:sparql :U-one , :U-two .
:U-one a sh:SPARQLConstraint ; sh:message "{$this} has {?value}"@en ; sh:prefixes : ;
    sh:select \"\"\"SELECT $this ?value WHERE {
        OPTIONAL { $this :q ?q } ?value :p $this FILTER NOT EXISTS { $this :p ?value }
    }\"\"\" .
:U-two a sh:SPARQLConstraint ; sh:message "two" ; sh:prefixes : ;
    sh:select "SELECT $this WHERE { FILTER (isIRI($this)) FILTER NOT EXISTS { $this :p ?any } }" .
: sh:declare [ sh:prefix "" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
"""
).encode()
NODES = st.sampled_from([":a", ":b", ":c", ":d", ":ab"])
VALUES = {
    ":p": NODES,
    ":q": st.sampled_from(["1", "2", "3", "-4", "7", '"x"', '"1"', '"z"^^xsd:integer', ":a"]),
    ":r": st.one_of(
        NODES, st.sampled_from(['"2020-02-30"^^xsd:date', '"2020-02-29"^^xsd:date', '"b"', "1"])
    ),
    ":s": st.sampled_from(["1", "2", "9"]),
    ":t": st.sampled_from(["1", "2", "3"]),
    "rdfs:label": st.sampled_from(['"a"@en', '"b"@en', '"c"@ja', '"d"', '"e"@de', '"f"@en-GB']),
    "a": st.sampled_from([":A", ":B"]),
}
TRIPLES = st.sampled_from(sorted(VALUES)).flatmap(
    lambda predicate: st.tuples(NODES, st.just(predicate), VALUES[predicate])
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(triples=st.lists(TRIPLES, max_size=25), below=st.booleans())
def test_the_two_agree_on_random_graphs(triples: list[tuple[str, str, str]], below: bool) -> None:
    """Shapes with every kind of component and path, over graphs that break or keep them."""
    kept = [t for t in triples if not (t[1] == ":q" and ('"' in t[2] or t[2] == ":a"))]
    if any(t[1] == ":s" for t in triples):
        triples = kept  # what cannot be compared is where the two differ by design
    text = "".join(f"{' '.join(triple)} .\n" for triple in triples)
    text += ":B rdfs:subClassOf :A ." if below else ""
    assert_agreement(load((PREFIXES + text).encode()), load(SHAPES))
