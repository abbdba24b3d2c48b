"""A server of another make that plays the open data of others."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.engine.services import oxigraph

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The query address of Oxigraph over a few items in the shape of Wikidata and CORDIS."""
    found = ox.parse(path=HERE / "elsewhere.ttl")
    quads = ox.serialize(found, format=ox.RdfFormat.N_QUADS) or b""
    with oxigraph(tmp_path_factory.mktemp("elsewhere"), quads) as address:
        yield address
