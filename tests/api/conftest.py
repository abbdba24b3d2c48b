"""The graph as Python asks it: here, and behind our own service over the same release."""

from collections.abc import Iterator

import pytest

from s5kg.api import KnowledgeGraph, connect
from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from tests.serving import serving


@pytest.fixture(scope="session")
def local(engine: MemoryEngine) -> KnowledgeGraph:
    """The graph in this process."""
    return KnowledgeGraph(engine)


@pytest.fixture(scope="session")
def site(engine: MemoryEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of ours over it."""
    with serving(create_app(engine, tmp_path_factory.mktemp("dumps"), [])) as address:
        yield f"http://{address}/"


@pytest.fixture(scope="session")
def remote(site: str) -> Iterator[KnowledgeGraph]:
    """The graph behind that site."""
    with connect(site) as graph:
        yield graph
