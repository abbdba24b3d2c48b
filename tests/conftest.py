"""What the tests share: the real sources, copies of them to break, and the graph they make."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from s5kg.engine.memory import MemoryEngine
from s5kg.locations import Sources, default_sources
from s5kg.release import Graphs, Release, build, make_graphs, to_nquads
from tests.copies import REPOSITORY, copy_sources

settings.register_profile("s5kg", deadline=None)  # no test measures time
settings.load_profile("s5kg")


@pytest.fixture(scope="session")
def sources() -> Sources:
    """The sources of this checkout."""
    return default_sources()


@pytest.fixture(scope="session")
def graphs(sources: Sources) -> Graphs:
    """The named graphs of the real data."""
    return make_graphs(sources)


@pytest.fixture(scope="session")
def quads(graphs: Graphs) -> bytes:
    """The real graph as N-Quads."""
    return to_nquads(graphs)


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory, sources: Sources) -> Release:
    """A release of the real sources, for tests that only read it."""
    return build(sources, tmp_path_factory.mktemp("build"), lambda _: None)


@pytest.fixture(scope="session")
def built(release: Release) -> Path:
    """The folder that the release was built in, as commands take it."""
    return release.folder.parents[1]


@pytest.fixture(scope="session")
def engine(quads: bytes) -> MemoryEngine:
    """An engine over the real graph."""
    return MemoryEngine(quads)


@pytest.fixture
def copy(tmp_path: Path) -> Sources:
    """A copy of the real sources that a test may break."""
    return copy_sources(tmp_path / "sources")


@pytest.fixture
def edit(copy: Sources) -> Callable[[str, str, str], Path]:
    """Replace one text by another in a file of the copy; the text must be there."""

    def replace(name: str, old: str, new: str) -> Path:
        path = copy.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}: mend the test"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return replace


@pytest.fixture(scope="session")
def document() -> Path:
    """A reader's copy of the document; tests that need it are skipped without one."""
    path = REPOSITORY.parent / "shared" / "source" / "databook-2020-excerpt.txt"
    if not path.is_file():
        pytest.skip("no copy of the document beside the checkout (../shared/source)")
    assert hashlib.sha256(path.read_bytes()).hexdigest().startswith("0f6064b13cbed76a")
    return path
