"""The commands and sessions of the documentation: each is run, and prints what the page shows.

A `console` block holds commands after `$` (`>` continues one) and what they print; `…` stands for
anything. A command must succeed unless it ends in `echo $?`. A line such as "Write `path`:" before
a block says what to do with it. `make` is only asked for its plan: it would run these tests.
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SERVICE = "127.0.0.1:8000"
NOT_COPIED = shutil.ignore_patterns(".*", "build", "dist", "__pycache__", "*.egg-info")
LANGUAGES = {"console", "python", "sparql", "text", "tsv", "turtle"}

FOLDERS = ("docs", "ontology", "data", "shapes", "queries")
PAGES = [
    *sorted(REPOSITORY.glob("*.md")),
    *(page for folder in FOLDERS for page in sorted((REPOSITORY / folder).rglob("*.md"))),
]

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_ORDER = re.compile(r"(Write|Append to|In) `([^`]+)`(?:, before `([^`]+)`)?:$")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, the line it starts in, and the line of text before it."""

    place: str
    language: str
    before: str
    text: str


@dataclass(frozen=True)
class Place:
    """Where commands run, with which environment."""

    folder: Path
    environment: dict[str, str]


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        above = text[: match.start()].rstrip().rpartition("\n")[2].strip()
        place = f"{page.relative_to(REPOSITORY)}:{text.count(chr(10), 0, match.start()) + 1}"
        found.append(Block(place, match[2], above, dedent(match[3])))
    return found


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Yield each command of a `console` block with what it is to print."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        found = re.fullmatch(r"(.*\n(?:> .*\n)*)((?:.*\n?)*)", part)
        assert found
        yield re.sub(r"^> ", "", found[1], flags=re.MULTILINE).strip(), found[2]


def run(block: Block, place: Place) -> None:
    """Run the commands of a `console` block and compare what they print."""
    for command, expected in commands(block):
        planned = re.sub(r"\bmake\b", "make --dry-run --always-make", command)
        if planned != command:
            expected = "…"
        done = subprocess.run(
            ["sh", "-c", planned],
            cwd=place.folder,
            env=place.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=600,
        )
        assert done.returncode == 0, f"{block.place}: {command}\n{done.stdout}"
        compare(done.stdout, expected, f"{block.place}: {command}")


def compare(printed: str, expected: str, where: str) -> None:
    """Fail where a command prints something else than the page shows."""
    lines = ["\n".join(line.rstrip() for line in text.splitlines()) for text in (printed, expected)]
    pattern = ".*".join(re.escape(part) for part in lines[1].strip().split("…"))
    assert re.fullmatch(pattern, lines[0].strip(), re.DOTALL), f"{where}\n{lines[0]}"


def obey(block: Block, place: Place) -> bool:
    """Write a block to the file that the line before it names, if it names one."""
    if not (found := _ORDER.search(block.before)):
        return False
    verb, name, anchor = found.groups()
    path = place.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    if verb == "In":
        assert old.count(f"\n{anchor}") == 1, f"{block.place}: {name} has no single {anchor!r}"
        new = old.replace(f"\n{anchor}", f"\n{block.text}{anchor}")
    else:
        new = block.text if verb == "Write" else old + block.text
    path.write_text(new, encoding="utf-8")
    return True


def copied_environment(folder: Path) -> dict[str, str]:
    """Return an environment that runs the program of a copy of this checkout, 110 columns wide.

    What the copy does is not measured: its files are gone when coverage is summed up.
    """
    dropped = ("PYTEST_", "S5KG_", "COVERAGE_", "COV_CORE_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(folder / "src"),
        "COLUMNS": "110",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A checkout with a build, as one has it after `make serve`, and perhaps the document."""
    folder = tmp_path_factory.mktemp("reader") / "s5kg"
    # A copy and no links: a command of a page must never reach the files of this checkout.
    shutil.copytree(REPOSITORY, folder, ignore=NOT_COPIED)
    place = Place(folder, copied_environment(folder))
    command = ["s5kg", "build", "--quiet"]
    subprocess.run(command, cwd=place.folder, env=place.environment, check=True)
    return place


@pytest.fixture(scope="module")
def service(reader: Place) -> Iterator[str]:
    """The address of a service over the reader's build."""
    command = ["s5kg", "serve", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=reader.folder,
        env=reader.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        try:
            lines = iter(process.stdout or [])
            found = (re.search(r"http://([\d.:]+)/", line) for line in lines)
            address = next(match[1] for match in found if match)
            yield address
        finally:
            process.terminate()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_block_says_its_language(page: Path) -> None:
    """A block of another language would be shown and never run."""
    assert {block.language for block in blocks(page)} <= LANGUAGES


@pytest.mark.parametrize("name", ["README.md", "docs/command-line.md"])
def test_the_sessions_print_what_the_page_shows(name: str, reader: Place) -> None:
    """Commands that need neither the service nor the document."""
    found = [b for b in blocks(REPOSITORY / name) if b.language == "console"]
    assert found
    for block in found:
        if SERVICE not in block.text and "databook.txt" not in block.text:
            run(block, reader)


@pytest.mark.parametrize("name", ["README.md", "docs/command-line.md"])
def test_the_service_answers_what_the_page_shows(name: str, reader: Place, service: str) -> None:
    """Commands that ask the running service."""
    if not shutil.which("curl"):
        pytest.skip("there is no curl on this machine")
    for block in blocks(REPOSITORY / name):
        if block.language == "console" and "curl" in block.text:
            text = block.text.replace(SERVICE, service)
            run(Block(block.place, block.language, block.before, text), reader)


@pytest.mark.parametrize("name", ["README.md", "docs/command-line.md"])
def test_the_evidence_is_checked_as_the_page_shows(
    name: str, reader: Place, document: Path
) -> None:
    """Commands that need a copy of the document."""
    copy = reader.folder / "databook.txt"
    if not copy.exists():
        copy.symlink_to(document)
    for block in blocks(REPOSITORY / name):
        if block.language == "console" and "databook.txt" in block.text:
            run(block, reader)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_python_sessions_print_what_the_page_shows(page: Path) -> None:
    """Python blocks are doctests; those of a page share their names."""
    converse([one for one in blocks(page) if SERVICE not in one.text])


def test_python_sessions_ask_the_service(service: str) -> None:
    """What Python says of a service is what the running one answers."""
    found = [
        Block(one.place, one.language, one.before, one.text.replace(SERVICE, service))
        for one in blocks(REPOSITORY / "docs" / "python.md")
        if SERVICE in one.text
    ]
    assert found
    converse(found)


def converse(found: list[Block]) -> None:
    """Run the Python sessions among some blocks, each with the names of those before it."""
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    names: dict[str, object] = {}
    for block in found:
        if block.language == "python":
            session = doctest.DocTestParser().get_doctest(block.text, names, block.place, None, 0)
            assert session.examples, f"{block.place} has no >>>"
            assert runner.run(session, clear_globs=False).failed == 0
            names = session.globs


def test_the_recipes_work(tmp_path: Path) -> None:
    """Whoever types CONTRIBUTING.md line by line on a copy of the sources gets what it shows."""
    shutil.copytree(REPOSITORY, tmp_path / "s5kg", ignore=NOT_COPIED)
    place = Place(tmp_path / "s5kg", copied_environment(tmp_path / "s5kg"))
    for block in blocks(REPOSITORY / "CONTRIBUTING.md"):
        if not obey(block, place):
            assert block.language == "console", f"{block.place}: nothing says where this goes"
            run(block, place)
