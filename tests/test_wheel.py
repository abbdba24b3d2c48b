"""The wheel works outside the checkout: the sources travel inside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from s5kg.locations import Sources
from s5kg.web.assets import NOTICES, read_assets

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contents of a freshly built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_all_sources_are_inside(unpacked: Path, sources: Sources) -> None:
    """Each file of ontology, data, shapes and queries is in the wheel, byte for byte."""
    for folder in (sources.ontology, sources.data, sources.shapes, sources.queries):
        for path in folder.rglob("*"):
            if path.is_file():
                inside = unpacked / "s5kg" / "sources" / path.relative_to(sources.root)
                assert inside.read_bytes() == path.read_bytes()


def test_the_bundles_are_inside(unpacked: Path) -> None:
    """The scripts and styles of the site travel in the wheel, with their notices."""
    inside = read_assets(unpacked / "s5kg" / "web" / "static" / "built")
    assert inside
    for name in {*inside.lasting, NOTICES}:
        assert (unpacked / "s5kg" / "web" / "static" / "built" / name).is_file()


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("import s5kg; print(s5kg.__file__)", "site/s5kg/__init__.py"),
        (
            "import s5kg; print(s5kg.query('SELECT ?x { s5d:org-us-ostp org:unitOf ?x }')[0].x)",
            "https://w3id.org/s5kg/id/org-us-eop",
        ),
        ("from s5kg.cli import main; main(['build', '--json'])", '"release"'),
        ("from s5kg.cli import main; main(['examples'])", "eu-framework-budgets"),
        (
            "from s5kg.web import create_app; from s5kg.engine.memory import MemoryEngine;"
            "from pathlib import Path;"
            "app = create_app(MemoryEngine(b''), Path('.'), []);"
            "print(app.test_client().get('/').status)",
            "200 OK",
        ),
    ],
    ids=["import", "query", "build", "examples", "pages"],
)
def test_the_package_works_elsewhere(
    unpacked: Path, tmp_path: Path, program: str, expected: str
) -> None:
    """Python, commands and pages work from the wheel's files in an empty folder."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        # what runs is the wheel's copy: it does not count for the coverage of src/
        env={k: v for k, v in os.environ.items() if not k.startswith("COV")}
        | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert expected in done.stdout, done.stderr
