"""The shapes of `shapes/` and their fixtures of `tests/shapes/<file>/<word>.<reason>.ttl`.

A fixture is judged by the shapes of its own file only. Its first word says what is expected:
`valid` no result, `invalid` a Violation, `warning` a Warning, `info` an Info. A failing fixture
opens with comments: `expect` (part of the English message) and `shape` (what must report), and,
where it differs from a conforming fixture by a few triples only, `base` (that file) and `remove`
(one triple a line); the rest of the file is added.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH, SKOS
from rdflib.term import BNode, Literal, Node

# nearly all the time is pySHACL's, which measuring would double
pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).resolve().parent.parent
PREFIXES = ROOT / "ontology" / "prefixes.ttl"
SHAPE_FILES = sorted((ROOT / "shapes").glob("*.ttl"))
FIXTURES = sorted((ROOT / "tests" / "shapes").rglob("*.ttl"))
SHAPES = "https://w3id.org/s5kg/shapes#"
SEVERITIES = {"valid": None, "invalid": SH.Violation, "warning": SH.Warning, "info": SH.Info}
PARAMETERS_OF_NODES = {
    SH["or"],
    SH.xone,
    SH["not"],
    SH["and"],
    SH.node,
    SH.closed,
    SH.nodeKind,
    SH.pattern,
}
BUILT_CLASSES = {"Claim", "Evidence", "Furniture", "OutsideFact", "TextPositionSelector"}


@cache
def parse(*files: Path) -> Graph:
    """Return the triples of some Turtle files."""
    graph = Graph(bind_namespaces="none")
    for file in files:
        graph.parse(file)
    return graph


@cache
def prefix_lines() -> str:
    """Return the one prefix table as Turtle."""
    table = parse(PREFIXES)
    return "".join(
        f"@prefix {table.value(node, SH.prefix)}: <{table.value(node, SH.namespace)}> .\n"
        for node in table.subjects(RDF.type, SH.PrefixDeclaration)
    )


@dataclass(frozen=True)
class Result:
    """One row of a report; `source` is the constraint of a query, else the shape."""

    source: Node
    severity: Node
    messages: tuple[str, ...]


def fixture_name(file: Path) -> str:
    """Return what pytest shows: folder and file."""
    return f"{file.parent.name}/{file.name}"


def comments(file: Path, key: str) -> list[str]:
    """Return the values of the `# key: value` lines."""
    return re.findall(rf"^# {key}: (.+)$", file.read_text("utf-8"), re.MULTILINE)


def compose(file: Path) -> Graph:
    """Return the data graph of a fixture."""
    graph = Graph(bind_namespaces="none")
    graph.parse(file)
    for base in comments(file, "base"):
        graph += parse(file.with_name(base))
    for line in comments(file, "remove"):
        (triple,) = Graph(bind_namespaces="none").parse(data=prefix_lines() + line, format="turtle")
        assert triple in graph, f"not in the base: {line}"
        graph.remove(triple)
    return graph


@cache
def results(file: Path) -> tuple[Result, ...]:
    """Validate a fixture against the shapes of its folder's name."""
    shapes = parse(PREFIXES, ROOT / "shapes" / f"{file.parent.name}.ttl")
    _, report, text = pyshacl.validate(compose(file), shacl_graph=shapes, inplace=True)
    assert isinstance(report, Graph), text
    found = []
    for node in report.objects(None, SH.result):  # not sh:detail, which explains a result
        source = report.value(node, SH.sourceConstraint) or report.value(node, SH.sourceShape)
        messages = tuple(str(message) for message in report.objects(node, SH.resultMessage))
        severity = report.value(node, SH.resultSeverity)
        assert source is not None
        assert severity is not None
        found.append(Result(source, severity, messages))
    return tuple(found)


def reporting(shapes: Graph) -> set[Node]:
    """Return all that can stand in a report: property shapes, queries, node shapes with a rule.

    Shapes without a target only help others and are never reported.
    """
    found: set[Node] = set()
    targets = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
    for shape in {s for target in targets for s in shapes.subjects(target)}:
        found |= set(shapes.objects(shape, SH.property)) | set(shapes.objects(shape, SH.sparql))
        if PARAMETERS_OF_NODES & set(shapes.predicates(shape)):
            found.add(shape)
    return found


def languages(graph: Graph, node: Node, predicate: URIRef) -> set[str | None]:
    """Return the language tags of a property's values."""
    return {v.language for v in graph.objects(node, predicate) if isinstance(v, Literal)}


def local(node: Node) -> str:
    """Return a shape's name without the namespace."""
    return str(node).removeprefix(SHAPES)


@pytest.mark.parametrize("file", FIXTURES, ids=fixture_name)
def test_fixture_gets_the_verdict_of_its_name(file: Path) -> None:
    """A valid fixture has no result; any other has the expected message and shape, and no more."""
    word = file.name.split(".")[0]
    assert word in SEVERITIES, "begin the name with valid, invalid, warning or info"
    found = results(file)
    if word == "valid":
        assert not found
        return
    (expected,), (shape,) = comments(file, "expect"), comments(file, "shape")
    assert {(f"s5sh:{local(r.source)}", r.severity) for r in found} == {(shape, SEVERITIES[word])}
    assert all(any(expected in message for message in result.messages) for result in found)


@pytest.mark.parametrize("file", SHAPE_FILES, ids=lambda file: file.stem)
def test_every_constraint_fails_in_a_fixture(file: Path) -> None:
    """A constraint that no fixture breaks may be one that cannot be broken."""
    folder = ROOT / "tests" / "shapes" / file.stem
    hit = {local(r.source) for fixture in folder.glob("*.ttl") for r in results(fixture)}
    assert hit == {local(node) for node in reporting(parse(file))}
    assert (folder / "valid.ttl").is_file()


def test_fixture_folders_are_shape_files() -> None:
    """A folder of fixtures for shapes that do not exist would never be run."""
    assert {file.parent.name for file in FIXTURES} == {file.stem for file in SHAPE_FILES}
    assert all(file.parent.parent.name == "shapes" for file in FIXTURES)


@pytest.mark.parametrize("file", SHAPE_FILES, ids=lambda file: file.stem)
def test_constraints_speak_both_languages_and_have_a_severity(file: Path) -> None:
    """Whoever reads a report reads what is wrong and what to do, in Japanese or English."""
    shapes = parse(file)
    for node in reporting(shapes):
        assert languages(shapes, node, SH.message) == {"en", "ja"}, node
        judged = next(shapes.subjects(SH.sparql, node), node)
        severity = shapes.value(judged, SH.severity)
        assert severity in {SH.Violation, SH.Warning, SH.Info}, node
        assert any(str(message).isascii() for message in shapes.objects(node, SH.message)), node
    for node in shapes.subjects(RDF.type, SH.PropertyShape):
        assert languages(shapes, node, SH.message) == {"en", "ja"}, node
    for node in shapes.objects(None, SH.property):
        if node in reporting(shapes):
            assert languages(shapes, node, SH.name) == {"en", "ja"}, node
    for node in shapes.subjects(RDF.type, SH.NodeShape):
        assert languages(shapes, node, RDFS.label) == {"en", "ja"}, node


@pytest.mark.parametrize("file", SHAPE_FILES, ids=lambda file: file.stem)
def test_shapes_are_named_and_plain(file: Path) -> None:
    """Reports cite names; lists alone are blank, and the build names them; queries stay allowed."""
    shapes = parse(file)
    parents = {SH.property, SH.sparql}
    for parent, predicate, child in shapes:
        if predicate in parents:
            assert local(child).startswith(f"{local(parent)}-"), child
            assert re.fullmatch(r"[A-Za-z]+-[A-Za-z]+", local(child)), child
    for node in {n for n in shapes.subjects() if isinstance(n, BNode)}:
        assert (node, RDF.first, None) in shapes, (
            "only lists may be blank: paths would break when published"
        )
    for query in shapes.objects(None, SH.select):
        assert not re.search(r"\b(VALUES|MINUS|SERVICE)\b", str(query))


def test_shapes_are_valid_shacl() -> None:
    """The shapes of all files together satisfy the shapes of shapes (SHACL, appendix C)."""
    shapes = parse(PREFIXES, *SHAPE_FILES)
    _, report, text = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert isinstance(report, Graph), text


def test_names_of_shapes_are_unique() -> None:
    """Two files that describe one shape would be merged into a third that nobody wrote."""
    homes: dict[Node, str] = {}
    for file in SHAPE_FILES:
        for node in {s for s in parse(file).subjects(RDF.type) if isinstance(s, URIRef)}:
            assert homes.setdefault(node, file.name) == file.name, node


def targeted(*files: Path) -> set[Node]:
    """Return the classes that the shapes of some files are about."""
    return set(parse(*files).objects(None, SH.targetClass))


def test_every_class_in_use_has_a_shape() -> None:
    """A class without a file in `shapes/` would go unchecked."""
    sources = [*(ROOT / "data").rglob("*.ttl"), *(ROOT / "ontology" / "schemes").glob("*.ttl")]
    used = set(parse(*sorted(sources)).objects(None, RDF.type))
    covered = targeted(*(file for file in SHAPE_FILES if file.stem != "labels"))
    assert used <= covered, "write shapes/<class>.ttl, see shapes/README.md"


def test_every_class_is_checked_for_labels() -> None:
    """The list in `labels.ttl` names every class that another file is about."""
    labels = parse(ROOT / "shapes" / "labels.ttl")
    others = targeted(*(file for file in SHAPE_FILES if file.stem != "labels"))
    # Parts of parts in VoID are counts that nobody looks for by a name (record 38).
    own = {c for c in others if not re.search("owl#|rdf-schema#|void#", str(c))}
    names = set(labels.objects(URIRef(f"{SHAPES}LabelShape"), SH.targetClass))
    records = set(labels.objects(URIRef(f"{SHAPES}RecordLabelShape"), SH.targetClass))
    assert names | records == own
    assert {re.split("[#/]", str(c))[-1] for c in records} == BUILT_CLASSES


def test_fixed_code_lists_are_those_of_the_schemes() -> None:
    """Codes of a fixed list need no evidence; the shape and the scheme files list the same ones."""
    files = (ROOT / "ontology" / "schemes").glob("*.ttl")
    schemes = {f.stem for f in files if next(parse(f).subjects(RDF.type, SKOS.Concept), None)}
    shapes = parse(ROOT / "shapes" / "concept.ttl")
    fixed = shapes.value(URIRef(f"{SHAPES}CodeOfFixedList-inScheme"), SH["in"])
    assert fixed is not None
    assert {str(scheme).rsplit("/", 1)[-1] for scheme in Collection(shapes, fixed)} == schemes
