"""The questions of `queries/`: well-formed, answered as expected, and the same on two engines."""

import csv
import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from s5kg.engine import Question
from s5kg.engine.memory import MemoryEngine
from s5kg.federation.algebra import calls
from s5kg.federation.allowed import origin
from s5kg.formats import Family, named
from s5kg.namespaces import CODE, GRAPH, ID, NS, prefixes, shrink
from s5kg.problems import SourceError
from s5kg.queries import PAGES, ROLES, read_queries, read_query

pytestmark = [
    pytest.mark.no_cover,  # nearly all the time is rdflib's, which measuring would double
    # rdflib calls its own deprecated method for GRAPH ?g
    pytest.mark.filterwarnings("ignore:Dataset.contexts is deprecated:DeprecationWarning"),
]

REPOSITORY = Path(__file__).resolve().parent.parent
QUERIES = REPOSITORY / "queries"
FIXTURES = REPOSITORY / "tests" / "checks"

# Queries of pages go over all that there is, and rdflib, which knows no statistics, takes half a
# minute for some. Of these, the two engines are compared on what one segment says, where that is
# something.
_SEGMENT = "<https://w3id.org/s5kg/id/seg-07>"

Table = list[list[str]]
"""A header and rows in canonical form: CURIEs, plain lexical forms, numbers by value."""

_FORMATS = {
    family: form
    for family, name in ((Family.RESULTS, "json"), (Family.GRAPH, "ntriples"))
    if (form := named(name, family))
}
# Of vocabularies that only services elsewhere use.
_ELSEWHERE = {
    "eurio": "http://data.europa.eu/s66#",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
_NUMBERS = {"integer", "decimal", "double", "float"}
# Words of a query that hold no prefixed name: strings, IRIs, comments.
_OPAQUE = re.compile(
    r"'''.*?'''|\"\"\".*?\"\"\"|\"[^\"\n]*\"|'[^'\n]*'|<[^<>\s]*>|#[^\n]*", re.DOTALL
)
_PREFIX = re.compile(r"^\s*PREFIX\s+([\w-]+):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_NAME = re.compile(r"(?<![\w?$:.-])([A-Za-z][\w-]*):((?:[\w.-]*[\w-])?)")


def _files(*roles: str) -> list[Path]:
    return [path for role in roles for path in sorted((QUERIES / role).glob("*.rq"))]


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _cell(value: str, kind: str, datatype: str) -> str:
    if kind == "uri":
        return shrink(value)
    if datatype.rpartition("#")[2] in _NUMBERS:
        plain = format(Decimal(value), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return value


def _table(body: bytes) -> Table:
    """Read SPARQL JSON results."""
    results: dict[str, Any] = json.loads(body)
    if "boolean" in results:
        return [["boolean"], [str(results["boolean"]).lower()]]
    header: list[str] = results["head"]["vars"]
    rows = [
        [
            _cell(row[name]["value"], row[name]["type"], row[name].get("datatype", ""))
            if name in row
            else ""
            for name in header
        ]
        for row in results["results"]["bindings"]
    ]
    return [header, *rows]


def _triples(body: bytes) -> Table:
    """Read N-Triples as a table; sorted, as a graph has no order."""

    def term(node: object) -> str:
        if isinstance(node, ox.NamedNode):
            return _cell(node.value, "uri", "")
        assert isinstance(node, ox.Literal), "an answer has no blank node"
        return _cell(node.value, "literal", node.datatype.value)

    found = {
        (term(t.subject), term(t.predicate), term(t.object))
        for t in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    }
    return [["subject", "predicate", "object"], *sorted(map(list, found))]


def _on_oxigraph(engine: MemoryEngine, text: str) -> Table:
    answer = engine.answer(Question(text, _FORMATS))
    read = _table if answer.format.family is Family.RESULTS else _triples
    return read(answer.body)


def _on_rdflib(dataset: rdflib.Dataset, text: str) -> Table:
    result = dataset.query(text)
    if result.type in {"CONSTRUCT", "DESCRIBE"}:
        return _triples(result.serialize(format="nt") or b"")
    return _table(result.serialize(format="json") or b"")


def _unordered(table: Table) -> Table:
    return [table[0], *sorted(table[1:])]


def _dataset(quads: bytes) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=quads, format="nquads")
    return dataset


def _expected(path: Path) -> Table:
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.reader(rows))


@pytest.fixture(scope="module")
def dataset(quads: bytes) -> rdflib.Dataset:
    """The real graph in rdflib, which has a SPARQL engine of its own."""
    return _dataset(quads)


@pytest.fixture(scope="module")
def segment(quads: bytes) -> bytes:
    """What one segment supports, its spans, and what its terms mean."""
    lines = quads.decode().splitlines(keepends=True)
    spans = {
        s for s, p, o, *_ in map(str.split, lines) if p.endswith("isPartOf>") and o == _SEGMENT
    }
    kept = spans | {s for s, p, o, *_ in map(str.split, lines) if o in spans}
    others = tuple(f"<{GRAPH}{name}> .\n" for name in ("ontology", "codes", "external"))
    return "".join(x for x in lines if x.endswith(others) or x.split(" ", 1)[0] in kept).encode()


@pytest.fixture(scope="module")
def small_engine(segment: bytes) -> MemoryEngine:
    """An engine over what one segment says."""
    return MemoryEngine(segment)


@pytest.fixture(scope="module")
def small_dataset(segment: bytes) -> rdflib.Dataset:
    """What one segment says, in rdflib."""
    return _dataset(segment)


@pytest.fixture(scope="module")
def described(quads: bytes) -> set[str]:
    """The IRIs that the graph says something of."""
    lines = quads.decode().splitlines()
    return {line[1 : line.index(">")] for line in lines}


# The files


@pytest.mark.parametrize("path", _files(*ROLES, PAGES), ids=_name)
def test_a_query_declares_the_prefixes_that_it_uses(path: Path) -> None:
    """A query can be copied anywhere: it has each prefix it needs, as the table has it."""
    text = read_query(path).text
    declared = dict(_PREFIX.findall(text))
    used = {prefix for prefix, _ in _NAME.findall(_OPAQUE.sub(" ", _PREFIX.sub(" ", text)))}
    assert sorted(declared) == sorted(used), "declare the prefixes that are used, and no other"
    known = {**prefixes(), **(_ELSEWHERE if path.parent.name == "federated" else {})}
    assert declared == {prefix: known.get(prefix) for prefix in declared}
    assert list(declared) == sorted(declared), "prefixes stand in the order of the alphabet"


@pytest.mark.parametrize("path", _files(*ROLES, PAGES), ids=_name)
def test_a_query_names_only_what_the_graph_describes(path: Path, described: set[str]) -> None:
    """A misspelt term, code or thing would find nothing and say nothing."""
    bodies = {"s5": NS, "s5c": CODE, "s5d": ID, "s5g": GRAPH}
    text = _OPAQUE.sub(" ", _PREFIX.sub(" ", path.read_text(encoding="utf-8")))
    named_here = {f"{p}:{name}": bodies[p] + name for p, name in _NAME.findall(text) if p in bodies}
    assert [name for name, iri in named_here.items() if iri not in described] == []


def test_the_names_of_queries_are_unique() -> None:
    """A query is asked for by its name, whatever its role."""
    names = Counter(query.name for query in read_queries(QUERIES))
    assert [name for name, count in names.items() if count > 1] == []


# Competency questions


def test_there_are_48_competency_questions() -> None:
    """The numbers are 1 to 48, each once, in the file name as in the header."""
    queries = read_queries(QUERIES, "competency")
    assert [int(query.header["question"]) for query in queries] == list(range(1, 49))
    assert [query.name[:5] for query in queries] == [f"cq{n:02d}-" for n in range(1, 49)]


def test_each_competency_question_has_its_answer() -> None:
    """There is a `.csv` beside each question and none without one."""
    answers = sorted(path.stem for path in (QUERIES / "competency").glob("*.csv"))
    assert answers == [path.stem for path in _files("competency")]


@pytest.mark.parametrize("path", _files("competency"), ids=_name)
def test_a_competency_question_is_answered_as_expected(
    path: Path, engine: MemoryEngine, dataset: rdflib.Dataset
) -> None:
    """Both engines give the rows of the `.csv`, in its order."""
    text = path.read_text(encoding="utf-8")
    assert _on_oxigraph(engine, text) == _expected(path)
    assert _on_rdflib(dataset, text) == _expected(path)


# Examples


def test_there_are_examples_of_each_level() -> None:
    """There are 30 examples or more, and easy, medium and hard ones."""
    examples = read_queries(QUERIES, "examples")
    assert len(examples) >= 30
    assert {query.header["level"] for query in examples} == {"easy", "medium", "hard"}


@pytest.mark.parametrize("path", _files("examples"), ids=_name)
def test_an_example_finds_something(
    path: Path, engine: MemoryEngine, dataset: rdflib.Dataset
) -> None:
    """An example gives a row, a triple or yes, and the same on both engines."""
    text = path.read_text(encoding="utf-8")
    answer = _on_oxigraph(engine, text)
    assert answer[1:] not in ([], [["false"]])
    assert _unordered(_on_rdflib(dataset, text)) == _unordered(answer)


@pytest.mark.parametrize("path", _files(PAGES), ids=_name)
def test_a_query_of_a_page_finds_something(
    path: Path,
    engine: MemoryEngine,
    dataset: rdflib.Dataset,
    small_engine: MemoryEngine,
    small_dataset: rdflib.Dataset,
) -> None:
    """A page is never empty of what the graph holds, whichever engine it asks."""
    text = path.read_text(encoding="utf-8")
    assert _on_oxigraph(engine, text)[1:] not in ([], [["false"]])
    if _on_oxigraph(small_engine, text)[1:] not in ([], [["false"]]):
        engine, dataset = small_engine, small_dataset
    assert _unordered(_on_rdflib(dataset, text)) == _unordered(_on_oxigraph(engine, text))


# Examples that call services elsewhere; tests/clients asks them


@pytest.mark.parametrize("path", _files("federated"), ids=_name)
def test_a_federated_example_names_the_service_that_it_calls(path: Path) -> None:
    """The header has the origin of each SERVICE clause, so that people know what to allow."""
    query = read_query(path)
    called = calls(query.text, prefixes())
    assert {str(origin(call.address or "")) for call in called} == {query.service}


def test_reading_a_federated_example_calls_nobody(tmp_path: Path) -> None:
    """The syntax is checked without evaluation: this port would be refused with an error."""
    path = tmp_path / "federated" / "ask.rq"
    path.parent.mkdir()
    header = "".join(f"#+ {key}: x\n" for key in ("summary", "summary-ja", "topic", "level"))
    text = "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    path.write_text(f"{header}#+ service: http://127.0.0.1:1\n{text}", encoding="utf-8")
    assert read_query(path).service == "http://127.0.0.1:1"
    with pytest.raises(OSError, match="port 1"):
        ox.Store().query(text)
    path.write_text(f"{header}#+ service: x\nASK {{ SERVICE <http://127.0.0.1:1/> {{ ?s }} }}")
    with pytest.raises(SourceError):
        read_query(path)


# Checks


@pytest.mark.parametrize("path", _files("checks"), ids=_name)
def test_a_check_finds_nothing_wrong(
    path: Path, engine: MemoryEngine, dataset: rdflib.Dataset
) -> None:
    """The real graph passes each check on both engines."""
    text = path.read_text(encoding="utf-8")
    assert _on_oxigraph(engine, text)[1:] == []
    assert _on_rdflib(dataset, text)[1:] == []


def _fixture(path: Path) -> bytes:
    """Return the small graph that must fail a check, as N-Quads."""
    quads = FIXTURES / f"{path.stem}.nq"
    if quads.is_file():
        return quads.read_bytes()
    graph = ox.NamedNode(f"{GRAPH}source/fixture")
    found = ox.parse(path=str(FIXTURES / f"{path.stem}.ttl"), format=ox.RdfFormat.TURTLE)
    placed = [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in found]
    return ox.serialize(placed, format=ox.RdfFormat.N_QUADS) or b""


@pytest.mark.parametrize("path", _files("checks"), ids=_name)
def test_a_check_can_fail(path: Path) -> None:
    """Each check finds the fault that its fixture in `tests/checks` holds, on both engines."""
    text, quads = path.read_text(encoding="utf-8"), _fixture(path)
    header, *rows = _on_oxigraph(MemoryEngine(quads), text)
    assert rows
    other_header, *other_rows = _on_rdflib(_dataset(quads), text)
    assert (other_header, sorted(other_rows)) == (header, sorted(rows))


def test_each_check_has_its_fixture() -> None:
    """`tests/checks` holds one graph for each check and none for another."""
    fixtures = sorted(path.stem for path in FIXTURES.glob("*.*") if path.suffix in {".ttl", ".nq"})
    assert fixtures
    assert fixtures == [path.stem for path in _files("checks")]
