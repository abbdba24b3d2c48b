"""Each component of SHACL Core by itself, each kind of target and path, and what is refused."""

import pytest

from s5kg.shacl.engine import Shapes
from s5kg.shacl.terms import sh
from tests.shacl.test_agreement import PREFIXES, assert_agreement, load

# The body of a shape for `:x` and, after it, data that keep it, data that break it, and by which
# component.
CASES = {
    "class": ("sh:path :p ; sh:class :A", ":x :p :a . :a a :A .", ":x :p :a .", "Class"),
    "class, below": (
        "sh:path :p ; sh:class :A",
        ":x :p :b . :b a :B . :B rdfs:subClassOf :A .",
        ":x :p :b . :b a :B . :A rdfs:subClassOf :B .",
        "Class",
    ),
    "datatype": ("sh:path :p ; sh:datatype xsd:integer", ":x :p 1 .", ':x :p "1" .', "Datatype"),
    "datatype, ill-typed": (
        "sh:path :p ; sh:datatype xsd:date",
        ':x :p "2020-02-29"^^xsd:date .',
        ':x :p "2020-02-30"^^xsd:date .',
        "Datatype",
    ),
    "nodeKind": ("sh:path :p ; sh:nodeKind sh:IRI", ":x :p :y .", ':x :p "y" .', "NodeKind"),
    "nodeKind, two": (
        "sh:path :p ; sh:nodeKind sh:BlankNodeOrLiteral",
        ':x :p "y" , [] .',
        ":x :p :y .",
        "NodeKind",
    ),
    "nodeKind of a node": ("sh:nodeKind sh:IRI", ":x :p :y .", "", ""),
    "minCount": ("sh:path :p ; sh:minCount 1", ":x :p 1 .", ":x :q 1 .", "MinCount"),
    "maxCount": ("sh:path :p ; sh:maxCount 1", ":x :p 1 .", ":x :p 1 , 2 .", "MaxCount"),
    "maxCount, none": ("sh:path :p ; sh:maxCount 0", ":x :q 1 .", ":x :p 1 .", "MaxCount"),
    "minExclusive": (
        "sh:path :p ; sh:minExclusive 1",
        ":x :p 2 .",
        ":x :p 1 , 1.0 .",
        "MinExclusive",
    ),
    "minInclusive": (
        "sh:path :p ; sh:minInclusive 1",
        ":x :p 1 .",
        ':x :p 0 , "one" .',
        "MinInclusive",
    ),
    "maxExclusive": ("sh:path :p ; sh:maxExclusive 1", ":x :p 0 .", ":x :p 1 .", "MaxExclusive"),
    "maxInclusive of dates": (
        'sh:path :p ; sh:maxInclusive "2020-01-01"^^xsd:date',
        ':x :p "2019-12-31"^^xsd:date .',
        ':x :p "2020-01-02"^^xsd:date .',
        "MaxInclusive",
    ),
    "minLength": ("sh:path :p ; sh:minLength 2", ':x :p "水素" .', ':x :p "水" .', "MinLength"),
    "maxLength": ("sh:path :p ; sh:maxLength 1", ':x :p "𠮷" .', ':x :p "𠮷野" .', "MaxLength"),
    "length of a blank node": (
        "sh:path :p ; sh:maxLength 100",
        ":x :p :y .",
        ":x :p [] .",
        "MaxLength",
    ),
    "pattern": ('sh:path :p ; sh:pattern "^a.c$"', ':x :p "abc" .', ':x :p "ABC" .', "Pattern"),
    "pattern with flags": (
        'sh:path :p ; sh:pattern "^a.c$" ; sh:flags "i"',
        ':x :p "ABC" .',
        ':x :p "ab" .',
        "Pattern",
    ),
    "pattern of an IRI": (
        'sh:path :p ; sh:pattern "org/y$"',
        ":x :p :y .",
        ":x :p :z .",
        "Pattern",
    ),
    "languageIn": (
        'sh:path :p ; sh:languageIn ( "en" "ja" )',
        ':x :p "a"@en-GB , "b"@ja .',
        ':x :p "a"@de , "b" .',
        "LanguageIn",
    ),
    "uniqueLang": (
        "sh:path :p ; sh:uniqueLang true",
        ':x :p "a"@en , "b"@ja , "c" , "d" .',
        ':x :p "a"@en , "b"@en .',
        "UniqueLang",
    ),
    "equals": ("sh:path :p ; sh:equals :q", ":x :p 1 ; :q 1 .", ":x :p 1 ; :q 2 .", "Equals"),
    "equals of a node": ("sh:equals :q", ":x :q :x .", ":x :q :y .", "Equals"),
    "disjoint": ("sh:path :p ; sh:disjoint :q", ":x :p 1 ; :q 2 .", ":x :p 1 ; :q 1 .", "Disjoint"),
    "disjoint of a node": ("sh:disjoint :q", ":x :q :y .", ":x :q :x .", "Disjoint"),
    "lessThan": ("sh:path :p ; sh:lessThan :q", ":x :p 1 ; :q 2 .", ":x :p 2 ; :q 2 .", "LessThan"),
    "lessThanOrEquals": (
        "sh:path :p ; sh:lessThanOrEquals :q",
        ":x :p 2 ; :q 2 .",
        ":x :p 3 ; :q 2 .",
        "LessThanOrEquals",
    ),
    "not": ("sh:not [ sh:path :p ; sh:minCount 1 ]", ":x :q 1 .", ":x :p 1 .", "Not"),
    "and": (
        "sh:and ( [ sh:path :p ; sh:minCount 1 ] [ sh:path :q ; sh:minCount 1 ] )",
        ":x :p 1 ; :q 1 .",
        ":x :p 1 .",
        "And",
    ),
    "or": ("sh:or ( [ sh:class :A ] [ sh:class :B ] )", ":x a :B .", ":x a :C .", "Or"),
    "xone": ("sh:xone ( [ sh:class :A ] [ sh:class :B ] )", ":x a :A .", ":x a :A , :B .", "Xone"),
    "node": (
        "sh:path :p ; sh:node [ sh:property [ sh:path :q ; sh:minCount 1 ] ]",
        ":x :p :y . :y :q 1 .",
        ":x :p :y .",
        "Node",
    ),
    "property": (
        "sh:property [ sh:path :p ; sh:property [ sh:path :q ; sh:minCount 1 ] ]",
        ":x :p :y . :y :q 1 .",
        ":x :p :y .",
        "MinCount",
    ),
    "qualified, at least": (
        "sh:path :p ; sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedMinCount 1",
        ":x :p :a , :b . :a a :A .",
        ":x :p :b .",
        "QualifiedMinCount",
    ),
    "qualified, at most": (
        "sh:path :p ; sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedMaxCount 1",
        ":x :p :a , :b . :a a :A .",
        ":x :p :a , :b . :a a :A . :b a :A .",
        "QualifiedMaxCount",
    ),
    "closed": (
        "sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path :p ]",
        ":x a :A ; :p 1 .",
        ":x :q 1 .",
        "Closed",
    ),
    "hasValue": ("sh:path :p ; sh:hasValue 1", ":x :p 1 , 2 .", ":x :p 2 .", "HasValue"),
    "in": ('sh:path :p ; sh:in ( :y "z"@en 3 )', ':x :p :y , "z"@en , 3 .', ':x :p "z" .', "In"),
    "inverse path": (
        "sh:path [ sh:inversePath :p ] ; sh:maxCount 1",
        ":y :p :x .",
        ":y :p :x . :z :p :x .",
        "MaxCount",
    ),
    "sequence path": (
        "sh:path ( :p :q ) ; sh:nodeKind sh:IRI",
        ":x :p :y . :y :q :z .",
        ":x :p :y . :y :q 1 .",
        "NodeKind",
    ),
    "alternative path": (
        "sh:path [ sh:alternativePath ( :p :q ) ] ; sh:minCount 2",
        ":x :p 1 ; :q 2 .",
        ":x :p 1 ; :q 1 .",
        "MinCount",
    ),
    "path of any length": (
        "sh:path [ sh:oneOrMorePath :p ] ; sh:maxCount 2",
        ":x :p :y . :y :p :x .",
        ":x :p :y . :y :p :z . :z :p :w .",
        "MaxCount",
    ),
    "path of length none or one": (
        "sh:path [ sh:zeroOrOnePath :p ] ; sh:minCount 2",
        ":x :p :y .",
        ":x :p :x .",
        "MinCount",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_component_finds_what_breaks_it(name: str) -> None:
    """Nothing is found where the shape is kept; its component, as by pySHACL, where it is not."""
    body, kept, broken, component = CASES[name]
    shapes = load(f"{PREFIXES} :S sh:targetNode :x ; {body} .".encode())
    assert not assert_agreement(load((PREFIXES + kept).encode()), shapes)
    if broken:
        found = assert_agreement(load((PREFIXES + broken).encode()), shapes)
        assert {result.component for result in found} == {sh(f"{component}ConstraintComponent")}


TARGETS = {
    "class": "sh:targetClass :A",
    "subjects": "sh:targetSubjectsOf :q",
    "objects": "sh:targetObjectsOf :r",
    "node": "sh:targetNode :x",
    "several": "sh:targetNode :x ; sh:targetClass :A ; sh:targetObjectsOf :r",
    "implicit": "a rdfs:Class",
}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_chooses_the_focus_nodes(name: str) -> None:
    """However it is chosen, `:x` is judged, once, and no other node."""
    node = ":A" if name == "implicit" else ":S"
    shapes = load(
        f"{PREFIXES} {node} a sh:NodeShape ; {TARGETS[name]} ; "
        "sh:property [ sh:path :p ; sh:minCount 1 ] .".encode()
    )
    data = load(f"{PREFIXES} :x a :A ; :q 1 . :y :r :x ; a :C .".encode())
    found = assert_agreement(data, shapes)
    assert [str(result.focus) for result in found] == ["<https://example.org/x>"]


def test_a_shape_that_is_off_finds_nothing() -> None:
    """A deactivated shape is read and not run, also where another refers to it."""
    shapes = load(
        f"{PREFIXES} :S sh:targetNode :x ; sh:deactivated true ; sh:nodeKind sh:Literal . "
        ":T sh:targetNode :x ; sh:node :S .".encode()
    )
    assert not assert_agreement(load(f"{PREFIXES} :x :p 1 .".encode()), shapes)


REFUSED = {
    "recursion": ":S sh:targetNode :x ; sh:node :S .",
    "a parameter that nobody knows": ":S sh:targetNode :x ; sh:sizeInMetres 3 .",
    "a component of its own": ":S sh:targetNode :x ; :must 1 . "
    ":C a sh:ConstraintComponent ; sh:parameter [ sh:path :must ] .",
    "a target of its own": ":S sh:target [ a sh:SPARQLTarget ] ; sh:nodeKind sh:IRI .",
    "no path": ":S sh:targetNode :x ; sh:property [ sh:minCount 1 ] .",
    "a path in a circle": ":S sh:targetNode :x ; sh:path _:p ; sh:minCount 1 . "
    "_:p sh:inversePath _:p .",
    "two paths in one": ":S sh:targetNode :x ; sh:minCount 1 ; "
    "sh:path [ sh:inversePath :p ; sh:zeroOrMorePath :q ] .",
    "a sequence of one": ":S sh:targetNode :x ; sh:path ( :p ) ; sh:minCount 1 .",
    "a shape that is not there": ":S sh:targetNode :x ; sh:node :Missing .",
    "two counts": ":S sh:targetNode :x ; sh:path :p ; sh:minCount 1 , 2 .",
    "a flag that is none": ':S sh:targetNode :x ; sh:path :p ; sh:uniqueLang "perhaps" .',
    "a count without a path": ":S sh:targetNode :x ; sh:minCount 1 .",
    "a severity that is no IRI": ':S sh:targetNode :x ; sh:severity "bad" ; sh:nodeKind sh:IRI .',
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_covered_is_refused(name: str) -> None:
    """A shape that the compiler does not translate is named, and never passed over."""
    compiled = Shapes(list(load((PREFIXES + REFUSED[name]).encode())))
    assert [str(node) for node in compiled.refused] == ["<https://example.org/S>"]
