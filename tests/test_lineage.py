"""The note beside a release: which one it follows, and what changed."""

import hashlib
import json
from pathlib import Path

import pyoxigraph as ox

from s5kg.lineage import lineage
from s5kg.release import to_nquads


def graph(*subjects: str) -> set[ox.Triple]:
    """Return a graph that says the same of some subjects."""
    return {
        ox.Triple(ox.NamedNode(s), ox.NamedNode("urn:p"), ox.Literal(f"{s} \n")) for s in subjects
    }


def test_the_first_release_follows_none() -> None:
    """It has sizes only."""
    graphs = {"urn:g": graph("urn:a", "urn:b")}
    quads = to_nquads(graphs)
    note = json.loads(lineage(None, quads, graphs))
    assert note == {"release": hashlib.sha256(quads).hexdigest(), "graphs": {"urn:g": 2}}


def test_what_came_and_went_is_counted_by_graph(tmp_path: Path) -> None:
    """A statement that moves to another graph goes in one and comes in the other."""
    before = {"urn:g": graph("urn:a", "urn:b"), "urn:h": graph("urn:c")}
    after = {"urn:g": graph("urn:a"), "urn:h": graph("urn:c", "urn:b", "urn:d"), "": graph("urn:e")}
    former = tmp_path / "graph.nq"
    former.write_bytes(to_nquads(before))
    note = json.loads(lineage(former, to_nquads(after), after))
    assert note["former"] == hashlib.sha256(former.read_bytes()).hexdigest()
    assert note["added"] == {"": 1, "urn:h": 2}
    assert note["removed"] == {"urn:g": 1}


def test_a_release_does_not_follow_itself(tmp_path: Path) -> None:
    """Building again changes nothing and says nothing of a change."""
    graphs = {"urn:g": graph("urn:a")}
    former = tmp_path / "graph.nq"
    former.write_bytes(to_nquads(graphs))
    assert "former" not in json.loads(lineage(former, to_nquads(graphs), graphs))
