"""The pages against what they describe: trees, tables, links, names and versions."""

import ast
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import click
import pyoxigraph as ox
import pytest

from s5kg.claims import COLUMNS as CLAIM_COLUMNS
from s5kg.cli import main
from s5kg.inventory import take_inventory
from s5kg.locations import Sources
from s5kg.namespaces import CODE, GRAPH, ID, node, prefixes
from s5kg.release import Graphs
from s5kg.span_tables import FURNITURE_COLUMNS

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
FOLDERS = ("docs", "ontology", "data", "shapes", "queries")
PAGES = [
    *sorted(REPOSITORY.glob("*.md")),
    *(page for folder in FOLDERS for page in sorted((REPOSITORY / folder).rglob("*.md"))),
]


def name_of(path: Path) -> str:
    """Return a path as people know it."""
    return path.relative_to(REPOSITORY).as_posix()


def read(name: str) -> str:
    """Return the text of a page."""
    return (REPOSITORY / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """Return what stands below a heading of a page, up to the next of its rank or higher."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", read(name), re.MULTILINE)
    assert found, f"{name} has no heading {heading!r}"
    rest = read(name)[found.end() :]
    return re.split(rf"^#{{1,{len(found[1])}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of the Markdown tables of a text, headings left out."""
    tables = re.split(r"^\|[-| ]+\|$", text, flags=re.MULTILINE)[1:]
    lines = [line for table in tables for line in table.strip().split("\n\n")[0].splitlines()]
    return [[c.strip() for c in line.strip("|").split("|")] for line in lines if line[:1] == "|"]


def coded(cell: str) -> list[str]:
    """Return the words in code style of a cell."""
    return re.findall(r"`([^`]+)`", cell)


def fenced(name: str, language: str) -> list[str]:
    """Return the blocks of a language of a page."""
    return re.findall(rf"^```{language}\n(.*?)^```", read(name), re.MULTILINE | re.DOTALL)


# The README


def test_the_tree_of_the_readme_is_the_tree() -> None:
    """Each file and folder at the root has its line, and each line its file or folder."""
    ignored = [line.strip("/") for line in read(".gitignore").splitlines()] + [".*"]
    real = {path.name for path in REPOSITORY.iterdir()}
    real = {name for name in real if not any(fnmatch(name, pattern) for pattern in ignored)}
    shown = re.findall(r"[├└]── (\S+?)/?\s", section("README.md", "What is where"))
    assert sorted(shown) == sorted(real - {"README.md"})


def test_the_picture_is_drawn_from_the_graph(tmp_path: Path) -> None:
    """Drawing it again gives the file that is there: run docs/draw_governance.py otherwise."""
    target = tmp_path / "governance.svg"
    command = [sys.executable, str(DOCS / "draw_governance.py"), str(target)]
    subprocess.run(command, check=True, cwd=tmp_path)
    assert target.read_bytes() == (DOCS / "images" / "governance.svg").read_bytes()


def test_every_make_target_of_the_readme_is_there() -> None:
    """The line on the Makefile names the targets that its help lists."""
    listed = set(re.findall(r"^([a-z]+):.*##", read("Makefile"), re.MULTILINE))
    line = re.search(r"Makefile +(.*)", read("README.md"))
    assert line
    named = set(
        re.findall(
            r"\b(?:check|assets|build|validate|bench|soak|conformance|lock|clean)\b", line[1]
        )
    )
    assert named | {"serve", "test", "help"} == listed | {"check"}


# Links, versions, decisions


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    """A link into the repository names a file, and a heading of it."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in headings}
            assert anchor in slugs, target


def test_changelog_and_citation_name_the_version() -> None:
    """The newest release is that of pyproject.toml, on the same day in both."""
    version = PROJECT["project"]["version"]
    released = re.search(
        r"^## \[(\d\S*)\] - (\S+)$(.*?)(?=^## |\Z)", read("CHANGELOG.md"), re.M | re.S
    )
    assert released
    assert released[1] == version
    assert re.findall(r"^### (.+)$", released[3], re.MULTILINE) == ["Ontology", "Data", "Code"]
    citation = dict(re.findall(r"^([a-z-]+): *(.*)$", read("CITATION.cff"), re.MULTILINE))
    assert citation["cff-version"] == "1.2.0"
    assert (citation["version"], citation["date-released"]) == (version, released[2])
    assert {"message", "title", "authors"} <= set(citation)


def test_decisions_are_numbered_short_and_listed() -> None:
    """Each record says context, choice and consequence on a page, and is in the list."""
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    listed = rows(section("docs/architecture.md", "Decisions"))
    for path, (link, title) in zip(DECISIONS, listed, strict=True):
        text = path.read_text(encoding="utf-8")
        number = int(path.name[:4])
        assert link == f"[{number}](decisions/{path.name})"
        assert text.startswith(f"# {number}. {title}\n")
        parts = re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE)
        assert parts == ["Context", "Choice", "Consequence"]
        prose = re.sub(r"^\|.*$", "", text, flags=re.MULTILINE)  # a table is read by the row
        assert len(prose) < 3000


def test_every_dependency_has_its_reason() -> None:
    """The tables of the record on dependencies are those of pyproject.toml."""
    project = PROJECT["project"]
    groups = [project["dependencies"], *PROJECT["dependency-groups"].values()]
    wanted = {re.split(r"[<>=]", item)[0] for group in groups for item in group} - {"pandas"}
    listed = [coded(name)[0] for name, _ in rows(read("docs/decisions/0007-dependencies.md"))]
    assert sorted(listed) == sorted(wanted)


# Architecture


def test_the_table_of_modules_is_the_order_of_the_modules() -> None:
    """Each module has its row in the order of its imports, and its tests are there."""
    table = rows(section("docs/architecture.md", "Modules"))
    order = re.search(r"^ORDER = (\(.*?^\))", read("tests/test_layering.py"), re.M | re.S)
    assert order
    assert [coded(module)[0] for module, *_ in table] == list(ast.literal_eval(order[1]))
    for *_, tested in table:
        assert all((REPOSITORY / "tests" / name).exists() for name in coded(tested)), tested


def test_the_table_of_folders_is_the_inventory(tmp_path: Path, sources: Sources) -> None:
    """Files made after the table are accepted, in the graphs it says; it covers all real ones."""
    graphs, patterns = {}, []
    for place, _, graph in rows(section("docs/architecture.md", "Folders")):
        pattern = coded(place)[0]
        name = re.sub(r"<(\w+)>", r"\1", pattern)
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
        graph_name = re.sub(r"<(\w+)>", r"\1", "".join(coded(graph)))
        graphs[name] = f"{GRAPH}{graph_name}" if graph_name else ""
        patterns.append(re.sub(r"<\w+>", "*", pattern))
    (tmp_path / "ontology" / "s5kg.ttl").touch()  # the table has it as <name>.ttl
    graphs["ontology/s5kg.ttl"] = f"{GRAPH}ontology"
    found = take_inventory(Sources(tmp_path))
    assert {f.path.relative_to(tmp_path).as_posix(): f.graph for f in found} == graphs
    for file in take_inventory(sources):
        name = sources.name(file.path).as_posix()
        assert any(fnmatch(name, pattern) for pattern in patterns), name


# The command line


def _commands() -> dict[str, click.Command]:
    """Return all commands, those of groups with both names."""
    found: dict[str, click.Command] = {}
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": sub for inner, sub in command.commands.items()}
        else:
            found[name] = command
    return found


def test_every_command_has_its_section() -> None:
    """The table and the headings name each command, and no other."""
    text = read("docs/command-line.md")
    commands = {f"s5kg {name}" for name in _commands()}
    assert set(re.findall(r"^## (s5kg .+)$", text, re.MULTILINE)) == commands
    assert set(re.findall(r"^\| \[`(.+?)`\]", text, re.MULTILINE)) == commands


@pytest.mark.parametrize("name", _commands())
def test_every_option_is_explained(name: str) -> None:
    """An option is named in its command's section or among those of several commands."""
    page = "docs/command-line.md"
    words = section(page, f"s5kg {name}") + section(page, "Options of several commands")
    for parameter in _commands()[name].params:
        if isinstance(parameter, click.Option):
            options = [option for option in parameter.opts if option.startswith("--")]
            ways = [*options, f"{options[0]} "] if name == "evidence locate" else options
            assert any(way in words for way in ways), parameter.opts


# The model


def test_the_columns_are_those_that_are_read() -> None:
    """Both pages on tables name their columns in order."""
    assert [coded(row[0])[0] for row in rows(section("docs/model.md", "5. Claims"))] == list(
        CLAIM_COLUMNS
    )
    columns = [coded(row[0])[0] for row in rows(section("data/README.md", "Columns"))]
    assert columns == [*CLAIM_COLUMNS, *FURNITURE_COLUMNS]


def test_the_codes_of_certainty_are_those_of_the_schemes(graphs: Graphs) -> None:
    """The table of the model has every code of the three axes."""
    notation = node("skos:notation")
    for axis in ("modality", "curation", "precision"):
        real = {
            t.subject.value.removeprefix(f"{CODE}{axis}-")
            for t in graphs[f"{GRAPH}codes"]
            if t.predicate == notation
            and isinstance(t.subject, ox.NamedNode)
            and t.subject.value.startswith(f"{CODE}{axis}-")
        }
        listed: set[str] = set()
        current = ""
        for first, second, *_ in rows(section("docs/model.md", "6. How certain")):
            current = coded(first)[0].removeprefix("s5:") if coded(first) else current
            listed |= set(coded(second)) if current == axis else set()
        assert listed == real


def test_the_kinds_of_ids_are_those_in_use(graphs: Graphs) -> None:
    """The table of the model has every kind of id, and none that nothing uses."""
    used = {
        re.split(r"[-/]", t.subject.value.removeprefix(ID))[0]
        for triples in graphs.values()
        for t in triples
        if isinstance(t.subject, ox.NamedNode) and t.subject.value.startswith(ID)
    }
    table = rows(section("docs/model.md", "1. Names"))
    assert {kind for row in table for kind in coded(row[0]) if ":" not in kind} == used


def test_the_prefixes_of_the_model_are_ours() -> None:
    """The namespaces of the page are those of the prefix table."""
    shown = [row for row in rows(section("docs/model.md", "1. Names")) if row[0].endswith(":`")]
    assert shown
    assert all(prefixes()[coded(row[0])[0].rstrip(":")] == coded(row[1])[0] for row in shown)


@pytest.mark.parametrize("example", fenced("docs/model.md", "turtle"))
def test_the_examples_of_the_model_are_in_the_graph(example: str, graphs: Graphs) -> None:
    """Each triple that the page shows is one of the real graph."""
    declared = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in prefixes().items())
    shown = {q.triple for q in ox.parse(declared + example, format=ox.RdfFormat.TURTLE)}
    union = {triple for triples in graphs.values() for triple in triples}
    assert shown
    assert shown <= union, shown - union


def test_the_queries_of_the_pages_find_something(quads: bytes) -> None:
    """A query that a page shows is one that can be asked."""
    store = ox.Store()
    store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    found = [text for page in PAGES for text in fenced(name_of(page), "sparql")]
    assert found
    for text in found:
        answer = store.query(text, prefixes=dict(prefixes()), use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        assert next(iter(answer), None), text
