"""Dumps: each format holds its graph, the whole holds all, and equal graphs give equal bytes."""

import gzip
import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from s5kg.dumps import DumpFile, set_aside, write_dumps
from s5kg.namespaces import GENID, GRAPH
from s5kg.release import to_nquads

# rdflib's own readers use what it deprecates
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def triple(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    """Return a triple of IRIs and a value."""
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)


LIST = f"{GENID}one"
GRAPHS = {
    f"{GRAPH}codes": {
        triple("https://w3id.org/s5kg/code/a", "urn:p:label", ox.Literal("日本", language="ja")),
        triple("https://w3id.org/s5kg/code/a", "urn:p:list", ox.NamedNode(LIST)),
        triple(LIST, "urn:p:first", ox.Literal("1", datatype=ox.NamedNode("urn:p:number"))),
    },
    f"{GRAPH}source/one": {triple("urn:s:1", "urn:p:1", ox.Literal('a"\n\\b'))},
}


@pytest.fixture
def files(tmp_path: Path) -> list[DumpFile]:
    """The files of two small graphs."""
    alignments, links = tmp_path / "aside.ttl", tmp_path / "ror.sssom.tsv"
    alignments.write_text("# nothing\n", encoding="utf-8")
    links.write_text("# nothing\n", encoding="utf-8")
    aside = set_aside(alignments, [links])
    return write_dumps(GRAPHS, to_nquads(GRAPHS), aside, tmp_path / "dumps")


def test_each_graph_and_the_whole_come_in_each_format(files: list[DumpFile]) -> None:
    """Plain and packed; the packed file has the same bytes."""
    plain = {file.path.name for file in files if not file.compressed}
    assert plain == {
        *(f"{slug}.{end}" for slug in ("codes", "source-one") for end in GRAPH_ENDS),
        *(f"all.{end}" for end in ("nq", "trig", "jsonld", "ttl", "rdf")),
        "alignments.ttl",
        "links-ror.sssom.tsv",
    }
    for file in files:
        if file.compressed:
            body = gzip.decompress(file.path.read_bytes())
            assert body == file.path.with_suffix("").read_bytes()
            assert file.path.read_bytes()[4:8] == b"\0\0\0\0", "a time would change the checksum"


GRAPH_ENDS = ("ttl", "nt", "jsonld", "rdf")
_RDFLIB = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}


@pytest.mark.parametrize("end", GRAPH_ENDS)
def test_another_library_reads_the_same_graph_in_each_format(
    files: list[DumpFile], end: str
) -> None:
    """The formats differ in their bytes only."""
    folder = files[0].path.parent
    first, other = rdflib.Graph(), rdflib.Graph()
    first.parse(folder / "codes.ttl", format="turtle")
    other.parse(folder / f"codes.{end}", format=_RDFLIB[end])
    assert len(first) == 3
    assert isomorphic(first, other)


@pytest.mark.parametrize(
    ("name", "form"),
    [("all.nq", "nquads"), ("all.trig", "trig"), ("all.jsonld", "json-ld")],
)
def test_the_whole_keeps_graphs_apart(files: list[DumpFile], name: str, form: str) -> None:
    """Another library finds each graph under its name."""
    dataset = rdflib.Dataset()
    dataset.parse(files[0].path.parent / name, format=form)
    sizes = {str(graph.identifier): len(graph) for graph in dataset.graphs() if len(graph)}
    assert sizes == {graph: len(triples) for graph, triples in GRAPHS.items()}


def test_the_checksums_are_those_of_the_files(files: list[DumpFile]) -> None:
    """`sha256sum --check SHA256SUMS` would find nothing to say."""
    folder = files[0].path.parent
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert set(listed) == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    for file in files:
        body = file.path.read_bytes()
        assert listed[file.path.name] == file.sha256() == hashlib.sha256(body).hexdigest()
