"""The order of the modules: what each may import."""

import ast
from pathlib import Path

import pytest

ORDER = (
    "problems",
    "locations",
    "namespaces",
    "iris",
    "formats",
    "tables",
    "turtle",
    "queries",
    "writing",
    "patches",
    "log",
    "inventory",
    "spans",
    "span_tables",
    "evidence",
    "claims",
    "mappings",
    "link_checks",
    "link_conflicts",
    "labels",
    "partitions",
    "linksets",
    "executables",
    "assembly",
    "vocabulary",
    "catalog",
    "dumps",
    "dcat",
    "crate",
    "lineage",
    "places",
    "release",
    "compaction",
    "evidence_sources",
    "shacl",
    "validation",
    "federation",
    "engine",
    "guarded",
    "lookup",
    "markup",
    "terms",
    "names",
    "cubes",
    "facts",
    "search",
    "mcp",
    "linking",
    "enrichment",
    "frames",
    "literals",
    "rows",
    "api",
    "negotiation",
    "web",
    "cli",
)
BUILDING = {
    "tables", "turtle", "inventory", "span_tables", "claims", "mappings", "link_checks",
    "link_conflicts", "labels", "assembly", "vocabulary", "partitions", "linksets", "executables",
    "dumps", "dcat", "crate", "lineage", "release", "compaction", "evidence_sources", "places",
}  # fmt: skip
SERVING = {
    "shacl", "validation", "federation", "engine", "lookup", "markup", "terms", "names", "cubes",
    "facts", "search", "mcp", "frames", "literals", "rows", "negotiation", "web",
}  # fmt: skip

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "s5kg"
MODULES = sorted(PACKAGE.rglob("*.py"))


def _room(path: Path) -> str:
    """Return the top-level module that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("s5kg."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("s5kg.")}
    return found - {_room(path)}


def test_every_module_has_its_place_in_the_order() -> None:
    """A new module must be given a place, so that the order stays the truth."""
    rooms = {_room(path) for path in MODULES} - {"__init__", "__main__"}
    assert rooms == set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_earlier_ones(path: Path) -> None:
    """Importing against the order fails, so the flow keeps one direction."""
    room = _room(path)
    if room in ("__init__", "__main__"):
        return
    later = {name for name in _imports(path) if ORDER.index(name) > ORDER.index(room)}
    assert not later, f"{room} may not import {sorted(later)}: they come later in ORDER"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_right_of_the_waist_nothing_knows_the_sources(path: Path) -> None:
    """What serves and validates reads `graph.nq`, never the files it was built from."""
    if _room(path) in SERVING:
        assert not _imports(path) & BUILDING


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    """A module has at most 250 lines and a function at most 40."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name
