"""The graph that describes the graphs."""

import pyoxigraph as ox
import pytest

from s5kg.catalog import DATASET, graph_slug
from s5kg.locations import Sources
from s5kg.mappings import read_mappings
from s5kg.namespaces import GRAPH, node, prefixes
from s5kg.release import Graphs

Triples = set[ox.Triple]


@pytest.fixture(scope="module")
def union(graphs: Graphs) -> Triples:
    """What the default graph holds."""
    return {triple for triples in graphs.values() for triple in triples}


def _count(triples: Triples, subject: ox.NamedNode, predicate: str) -> int:
    found = [t for t in triples if t.subject == subject and t.predicate == node(predicate)]
    assert len(found) == 1
    assert isinstance(found[0].object, ox.Literal)
    return int(found[0].object.value)


def test_the_size_of_the_whole_counts_the_catalogue_too(union: Triples) -> None:
    """The stated number of triples is the real one."""
    assert _count(union, DATASET, "void:triples") == len(union)


def test_each_graph_is_described_with_its_size(graphs: Graphs, union: Triples) -> None:
    """Every named graph has a subset with its size and a dump."""
    for graph, triples in graphs.items():
        subset = node(f"s5d:dataset-{graph_slug(graph)}")
        assert ox.Triple(subset, node("sd:name"), ox.NamedNode(graph)) in union
        assert _count(union, subset, "void:triples") == len(triples)


# What VoID states beside what SPARQL counts: each gives rows of names and a number.
PARTS = {
    "classes": (
        "?d void:classPartition ?a . ?a void:class ?c ; void:entities ?n",
        "{ SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c }",
        "?c",
    ),
    "properties": (
        "?d void:propertyPartition ?a . ?a void:property ?p ; void:triples ?n ;"
        " void:distinctSubjects ?m",
        "{ SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?o } GROUP BY ?p }",
        "?p ?m",
    ),
    "objects of properties": (
        "?d void:propertyPartition ?a . ?a void:property ?p ; void:distinctObjects ?n",
        "{ SELECT ?p (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o FILTER(?p NOT IN (void:triples,"
        " void:entities, void:classes, void:properties, void:distinctSubjects,"
        " void:distinctObjects)) } GROUP BY ?p }",
        "?p",
    ),
    "properties of classes": (
        "?d void:classPartition ?a . ?a void:class ?c ; void:propertyPartition ?b ."
        " ?b void:property ?p ; void:triples ?n",
        "{ SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o . FILTER(?c IN (CLASSES)) }"
        " GROUP BY ?c ?p }",
        "?c ?p",
    ),
    "classes of objects": (
        "?d void:classPartition ?a . ?a void:class ?c ; void:propertyPartition ?b ."
        " ?b void:property ?p ; void:classPartition ?e . ?e void:class ?t ; void:triples ?n",
        "{ SELECT ?c ?p ?t (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o . ?o a ?t ."
        " FILTER(?p != rdf:type && ?c IN (CLASSES)) } GROUP BY ?c ?p ?t }",
        "?c ?p ?t",
    ),
    "datatypes of objects": (
        "?d void:classPartition ?a . ?a void:class ?c ; void:propertyPartition ?b ."
        " ?b void:property ?p ; void-ext:datatypePartition ?e ."
        " ?e void-ext:datatype ?t ; void:triples ?n",
        "{ SELECT ?c ?p ?t (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o . FILTER(isLiteral(?o))"
        " FILTER(?c IN (CLASSES)) BIND(DATATYPE(?o) AS ?t) } GROUP BY ?c ?p ?t }",
        "?c ?p ?t",
    ),
    "sizes of graphs": (
        "?d void:subset ?a . ?a sd:name ?g ; void:triples ?n ; void:distinctSubjects ?m ;"
        " void:classes ?k ; void:properties ?l",
        "{ SELECT ?g (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?p) AS ?l)"
        " (COUNT(DISTINCT ?c) AS ?k) { GRAPH ?g { ?s ?p ?o }"
        " BIND(IF(?p = rdf:type, ?o, 1/0) AS ?c) } GROUP BY ?g }",
        "?g ?m ?k ?l",
    ),
    "links to elsewhere": (
        "?d void:subset ?a . ?a a void:Linkset ; void:linkPredicate ?p ; void:triples ?n ;"
        " void:objectsTarget/void:uriSpace ?space ; void:subjectsTarget ?d ;"
        " void:distinctSubjects ?m ; void:distinctObjects ?l",
        "{ SELECT ?space ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m)"
        " (COUNT(DISTINCT ?o) AS ?l) { ?a a void:Dataset ; void:uriSpace ?space . ?s ?p ?o ."
        " FILTER(?a != ?d && STRSTARTS(STR(?o), ?space)) FILTER(?p IN (skos:exactMatch,"
        " skos:closeMatch, skos:broadMatch, skos:narrowMatch, skos:relatedMatch,"
        " schema:sameAs)) } GROUP BY ?space ?p }",
        "?space ?p ?m ?l",
    ),
}


@pytest.fixture(scope="module")
def store(quads: bytes) -> ox.Store:
    """The real graph."""
    store = ox.Store()
    store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    return store


def ask(store: ox.Store, text: str) -> set[tuple[str, ...]]:
    """Return the rows of a query over all graphs, as text."""
    found = store.query(text, prefixes=dict(prefixes()), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(str(value) for value in row) for row in found}


@pytest.mark.parametrize("part", PARTS)
def test_void_states_what_sparql_counts(store: ox.Store, part: str) -> None:
    """Every partition, size and linkset has the number that a query gives, and none is missing."""
    stated, counted, names = PARTS[part]
    classes = "SELECT DISTINCT ?c { ?a void:class ?c ; void:propertyPartition ?b }"
    inner = ", ".join(row[0] for row in ask(store, classes))
    assert inner
    whole = f"VALUES ?d {{ {DATASET} }}"
    said = ask(store, f"SELECT {names} ?n {{ {whole} {stated} }}")
    assert said
    real = counted.replace("CLASSES", inner).replace("?d ", f"{DATASET} ")
    assert said == ask(store, f"SELECT {names} ?n {{ {real} }}")


def test_classes_of_what_the_graph_is_about_have_their_properties_counted(
    store: ox.Store,
) -> None:
    """Each class of the documents has them; what only describes the graph itself has none."""
    inner = ask(store, "SELECT ?c { ?a void:class ?c ; void:propertyPartition ?b }")
    about = "?g != s5g:catalog && ?g != s5g:ontology && ?g != s5g:queries && ?g != s5g:shapes"
    own = "dcat:Dataset, dcat:Distribution, void:Dataset, void:Linkset"
    query = f"SELECT ?c {{ GRAPH ?g {{ ?s a ?c }} FILTER({about} && ?c NOT IN ({own})) }}"
    assert inner == ask(store, query)


def test_each_graph_has_linksets_of_its_own(store: ox.Store) -> None:
    """The links of a graph are counted there, and those of all graphs together are not fewer."""
    query = """SELECT ?g ?p ?space ?n { ?d sd:name ?g ; void:subset ?l . ?l void:subjectsTarget ?d ;
        void:linkPredicate ?p ; void:triples ?n ; void:objectsTarget/void:uriSpace ?space }"""
    said = ask(store, query)
    assert said
    for graph, predicate, space, count in said:
        links = f"{{ GRAPH {graph} {{ ?s {predicate} ?o }} FILTER(STRSTARTS(STR(?o), {space})) }}"
        assert ask(store, f"SELECT (COUNT(*) AS ?n) {links}") == {(count,)}


def test_every_mapping_set_to_iris_is_a_linkset_with_its_file(
    store: ox.Store, sources: Sources
) -> None:
    """The links of each set are said to come from it, and it is a dump in SSSOM."""
    query = "SELECT ?f { ?l a void:Linkset ; dcterms:source ?f . ?f dcterms:conformsTo ?s }"
    said = {file.rpartition("/")[2].rstrip(">") for (file,) in ask(store, query)}
    sets = [read_mappings(path) for path in (sources.data / "links").glob("*.sssom.tsv")]
    made = {
        f"links-{one.path.name}"
        for one in sets
        if any(isinstance(row.object, ox.NamedNode) and not row.negative for row in one.rows)
    }
    assert said == made


def test_the_period_of_the_whole_covers_those_in_it(store: ox.Store) -> None:
    """The dates that the catalogue gives are the bounds of all periods of the documents."""
    query = """SELECT (MIN(?a) AS ?first) (MAX(?b) AS ?last) {
        ?p a dcterms:PeriodOfTime . OPTIONAL { ?p dcat:startDate ?a }
        OPTIONAL { ?p dcat:endDate ?b } }"""
    dates = "dcat:startDate ?a ; dcat:endDate ?b"
    whole = f"SELECT ?a ?b {{ {DATASET} dcterms:temporal ?p . ?p {dates} }}"
    assert ask(store, whole) == ask(store, query)


def test_a_graph_has_a_name_for_files() -> None:
    """The slug of a graph can be part of a file name."""
    assert graph_slug(f"{GRAPH}source/databook-2020") == "source-databook-2020"
