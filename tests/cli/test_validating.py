"""`s5kg validate`."""

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result
from rdflib.namespace import SH

from s5kg.locations import Sources
from s5kg.release import Release

Run = Callable[..., Result]
NODE = "https://w3id.org/s5kg/id/org-us-ostp"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, release: Release) -> Path:
    """A build folder with the shapes and one claim that has no evidence: quick to validate."""
    target = tmp_path_factory.mktemp("small")
    lines = release.graph.read_text("utf-8")
    shapes = [line for line in lines.splitlines() if line.endswith("/graph/shapes> .")]
    of = f"<{NODE}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    bad = f"{of} <https://w3id.org/s5kg/ns#ActorCategory> <https://w3id.org/s5kg/graph/x> ."
    (target / "graph.nq").write_text("\n".join([*shapes, bad]) + "\n", encoding="utf-8")
    return target


def test_a_bad_graph_is_shown_as_a_table(run: Run, small: Path) -> None:
    """Place, node, what is wrong and what to do, in the language asked for; exit code 1."""
    result = run("validate", target=small)
    assert result.exit_code == 1
    assert "data/documents/databook-2020/things/07-us-system.ttl:" in result.stdout
    assert "s5d:org-us-ostp" in result.stdout
    assert "does not conform" in result.stderr
    assert "ラベル" in run("validate", "--lang", "ja", target=small).stdout


def test_findings_speak_json(run: Run, small: Path) -> None:
    """A script gets the same findings as data, with both languages."""
    answer = json.loads(run("validate", "--json", target=small).stdout)
    assert answer["conforms"] is False
    finding = next(f for f in answer["findings"] if f["node"] == NODE)
    assert set(finding["messages"]) == {"en", "ja"}


@pytest.mark.parametrize("name", ["report.ttl", "report.jsonld", "report.rdf", "report.nt"])
def test_the_report_is_written_as_rdf(run: Run, small: Path, tmp_path: Path, name: str) -> None:
    """The SHACL report is saved in the format that the name ends in."""
    run("validate", "--quiet", "--report", tmp_path / name, target=small)
    focus = ox.NamedNode(str(SH.focusNode))
    report = list(ox.parse(path=str(tmp_path / name)))
    assert ox.NamedNode(NODE) in [q.object for q in report if q.predicate == focus]


@pytest.mark.parametrize(
    ("name", "message"),
    [("report.txt", "end the name in one of"), ("no/such/folder.ttl", "cannot write the report")],
)
def test_a_report_that_cannot_be_written_is_explained(
    run: Run, small: Path, tmp_path: Path, name: str, message: str
) -> None:
    """An unknown ending or a missing folder is said in words."""
    result = run("validate", "--quiet", "--report", tmp_path / name, target=small)
    assert (result.exit_code, message in result.stderr) == (1, True)


def test_a_wrong_copy_of_the_document_fails(run: Run, small: Path, tmp_path: Path) -> None:
    """With --document lost spans count as violations."""
    (tmp_path / "copy.txt").write_text("別の文書\n", encoding="utf-8")
    result = run("validate", "--document", tmp_path / "copy.txt", target=small)
    assert result.exit_code == 1
    assert "the span is lost" in result.stdout
    assert "bad spans" in result.stderr


def test_bad_sources_are_explained(run: Run, small: Path, copy: Sources) -> None:
    """A check without its header is a fault with its place."""
    (copy.queries / "checks" / "bad.rq").write_text("ASK {}", encoding="utf-8")
    result = run("validate", "--sources", copy.root, target=small)
    assert (result.exit_code, "bad.rq:1" in result.stderr) == (1, True)


def test_places_are_optional(run: Run, small: Path, copy: Sources) -> None:
    """Where the sources cannot be read, findings are shown without a place."""
    (copy.data / "junk").write_text("x", encoding="utf-8")
    result = run("validate", "--sources", copy.root, target=small)
    assert "s5d:org-us-ostp" in result.stdout
    assert "07-us-system.ttl" not in result.stdout
