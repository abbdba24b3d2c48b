"""Which files the watched folders may hold."""

import pytest

from s5kg.inventory import Kind, take_inventory
from s5kg.locations import Sources
from s5kg.namespaces import GRAPH
from s5kg.problems import SourceError


def test_every_real_file_has_a_kind_and_a_graph(sources: Sources) -> None:
    """Each file that is loaded belongs to one named graph."""
    files = take_inventory(sources)
    loaded = {Kind.TURTLE, Kind.CLAIMS, Kind.EVIDENCE, Kind.LINKS, Kind.QUERY}
    assert all(bool(file.graph) == (file.kind in loaded) for file in files)
    assert {file.graph.removeprefix(GRAPH) for file in files if file.graph} == {
        "catalog",
        "codes",
        "external",
        "ontology",
        "queries",
        "shapes",
        "source/databook-2020",
    }


@pytest.mark.parametrize(
    "name",
    [
        "data/notes.txt",
        "data/documents/databook-2020/things/old.ttl.bak",
        "data/documents/Databook 2020/document.ttl",
        "ontology/schemes/deep/er.ttl",
        "queries/examples/no-extension",
        "shapes/.hidden.ttl",
    ],
)
def test_an_unknown_file_is_a_fault(copy: Sources, name: str) -> None:
    """Nothing in a watched folder is passed over in silence."""
    path = copy.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        take_inventory(copy)
    (problem,) = caught.value.problems
    assert problem.file == path
    assert "unknown file" in problem.what
