"""The engines: what is tested of one in memory holds for those on disk and elsewhere."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from s5kg.engine import Engine
from s5kg.engine.client import Service
from s5kg.engine.disk import DiskEngine
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.engine.profiles import PROFILES
from s5kg.engine.remote import RemoteEngine
from tests.engine.services import oxigraph

Over = Callable[[bytes], Engine]


def _make(kind: str, quads: bytes, folder: Path, stack: ExitStack) -> Engine:
    settings = Settings(workers=2)
    match kind:
        case "memory":
            return MemoryEngine(quads)
        case "pool":
            return stack.enter_context(PoolEngine(quads, settings))
        case "disk":
            (folder / "graph.nq").write_bytes(quads)
            return stack.enter_context(DiskEngine(folder / "graph.nq", settings))
    url = stack.enter_context(oxigraph(folder, quads))
    service = Service(url, PROFILES["oxigraph"], release=hashlib.sha256(quads).hexdigest())
    return stack.enter_context(RemoteEngine(service, settings))


@pytest.fixture(scope="module", params=["memory", "pool", "disk", "remote"])
def over(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Over]:
    """A function that returns an engine over N-Quads, always the same one over the same."""
    made: dict[bytes, Engine] = {}
    with ExitStack() as stack:

        def engine(quads: bytes) -> Engine:
            if quads not in made:
                folder = tmp_path_factory.mktemp(request.param)
                made[quads] = _make(request.param, quads, folder, stack)
            return made[quads]

        yield engine
