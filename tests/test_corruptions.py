"""Deliberate corruptions of the real data: each is caught, by the build or by the shapes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from s5kg.locations import Sources
from s5kg.problems import SourceError
from s5kg.release import make_graphs, to_nquads
from s5kg.validation import Finding, Severity, validate
from tests.copies import copy_sources
from tests.measuring import unmeasured

DOCUMENT = "data/documents/databook-2020"
ID = "https://w3id.org/s5kg/id/"

# What is wrong: file, text before, text after, node that the finding names, part of its message.
EDITS = {
    "a wrong sum": (
        "things/04-regions.ttl",
        "s5:localityCount 157",
        "s5:localityCount 158",
        "ds-sc-total",
        "sum",
    ),
    "a label missing one language": (
        "things/07-us-system.ttl",
        '"Office of Science and Technology Policy"@en , ',
        "",
        "org-us-ostp",
        "English",
    ),
    "a bound in value": (
        "things/03-smart-city.ttl",
        "schema:minValue 450",
        "schema:value 450",
        "fig-sc-platform-members",
        "bound",
    ),
    "a date of the wrong type": (
        "claims/08-us-documents.tsv",
        '"2019-06-21"^^xsd:date',
        '"2019-06-21"',
        "doc-us-ai-rd-plan-2019",
        "xsd:date",
    ),
    "a code of another scheme": (
        "things/09-eu.ttl",
        "s5:precision s5c:precision-approximate",
        "s5:precision s5c:modality-actual",
        "fig-eu-fp7-budget",
        "precision",
    ),
    "a sentence in place of a label": (
        "things/12-sprind.ttl",
        '"Defense Advanced Research Projects Agency"@en',
        '"The agency funds research that may change everything in defence."@en',
        "org-us-darpa",
        "sentence",
    ),
    "a span past the end": (
        "evidence/12-sprind.tsv",
        "\t8029\t",
        "\t9999\t",
        "text-databook-2020",
        "past the end",
    ),
}
FACT = f"<{ID}org-us-omb> <http://www.w3.org/ns/org#unitOf> <{ID}org-us-eop> ".encode()
DANGLING = (
    f"<{ID}doc-databook-2020> <http://purl.org/dc/terms/relation> <{ID}doc-nowhere> "
    "<https://w3id.org/s5kg/graph/external> .\n"
).encode()


def _silent(_: str) -> None:
    """Report nothing."""


def _where(finding: Finding) -> tuple[str, ...]:
    return finding.severity.name, finding.node, finding.path, finding.rule


@pytest.fixture(scope="module")
def corrupted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The graph of a copy with all the corruptions."""
    copied = copy_sources(tmp_path_factory.mktemp("corrupted") / "sources")
    for file, old, new, _, _ in EDITS.values():
        path = copied.root / DOCUMENT / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old!r}: mend the test"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    lines = to_nquads(make_graphs(copied)).splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(FACT)]
    assert len(kept) == len(lines) - 1
    return b"".join([*kept, DANGLING])


@pytest.fixture(scope="module")
def findings(corrupted: bytes) -> list[Finding]:
    """What one validation finds in it."""
    with unmeasured():
        return validate(corrupted, [], _silent).findings


@pytest.fixture(scope="module")
def violations(findings: list[Finding]) -> dict[str, list[Finding]]:
    """The violations of them, by node."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity is Severity.VIOLATION:
            found.setdefault(finding.node.removeprefix(ID), []).append(finding)
    return found


def test_the_compiled_shapes_find_the_same(corrupted: bytes, findings: list[Finding]) -> None:
    """Queries catch each corruption as pySHACL does, at the same nodes by the same rules."""
    compiled = validate(corrupted, [], _silent, engine="sparql").findings
    assert len(compiled) == len(findings)
    assert {_where(one) for one in compiled} == {_where(one) for one in findings}


@pytest.mark.parametrize("name", EDITS)
def test_the_shapes_catch(violations: dict[str, list[Finding]], name: str) -> None:
    """A violation names the corrupted node and says what is wrong with it."""
    _, _, _, node, message = EDITS[name]
    assert any(message in finding.message() for finding in violations.get(node, []))


def test_the_shapes_catch_a_claim_without_its_triple(
    violations: dict[str, list[Finding]],
) -> None:
    """A fact that is taken out of the graph while its claim stays is found."""
    claims = [f for node, found in violations.items() if node.startswith("claim-") for f in found]
    assert any("not in the graph" in finding.message() for finding in claims)


def test_the_shapes_catch_a_dangling_reference(violations: dict[str, list[Finding]]) -> None:
    """A reference to a thing that nobody describes is found where the build was not asked."""
    (finding,) = violations["doc-nowhere"]
    assert "leads nowhere" in finding.message()


def test_nothing_else_is_called_wrong(violations: dict[str, list[Finding]]) -> None:
    """The findings are about the corrupted nodes and their claims only."""
    expected = {node for _, _, _, node, _ in EDITS.values()} | {"doc-nowhere"}
    other = {node for node in violations if not node.startswith("claim-")} - expected
    assert not other


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("things/09-eu.ttl", "s5c:precision-approximate", "s5c:precision-roughly", "unknown code"),
        ("things/09-eu.ttl", "s5:figureOf s5d:prog-eu-fp7", "s5:figureOf s5d:prog-eu-fp9", "thing"),
        ("things/12-sprind.ttl", "s5d:org-us-darpa a", "s5d:org-us-omb a", "is described here and"),
        ("claims/12-sprind.tsv", "\tplanned\t", "\tperhaps\t", "code s5c:modality-perhaps"),
    ],
    ids=["unknown code", "dangling reference", "duplicate id", "unknown modality"],
)
def test_the_build_catches(
    copy: Sources, edit: Callable[[str, str, str], Path], file: str, old: str, new: str, what: str
) -> None:
    """The fault has the file, the line, and what is wrong."""
    path = edit(f"{DOCUMENT}/{file}", old, new)
    with pytest.raises(SourceError) as caught:
        make_graphs(copy)
    assert any(p.file == path and what in p.what and p.line for p in caught.value.problems)
