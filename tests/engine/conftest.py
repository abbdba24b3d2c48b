"""Both engines in memory: what is tested of one holds for the other."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from s5kg.engine import Engine
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.pool import PoolEngine, Settings

Over = Callable[[bytes], Engine]


@pytest.fixture(scope="module", params=["memory", "pool"])
def over(request: pytest.FixtureRequest) -> Iterator[Over]:
    """A function that returns an engine over N-Quads, always the same one over the same."""
    made: dict[bytes, Engine] = {}
    with ExitStack() as stack:

        def engine(quads: bytes) -> Engine:
            if quads not in made and request.param == "pool":
                made[quads] = stack.enter_context(PoolEngine(quads, Settings(workers=2)))
            elif quads not in made:
                made[quads] = MemoryEngine(quads)
            return made[quads]

        yield engine
