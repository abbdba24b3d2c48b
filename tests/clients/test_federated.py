"""The examples that call Wikidata and CORDIS, asked to a stand-in that has data in their shape."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.engine import Question
from s5kg.engine.memory import MemoryEngine
from s5kg.federation.algebra import calls
from s5kg.federation.allowed import Allowed
from s5kg.federation.fetching import Fetcher
from s5kg.formats import Family, named
from tests.clients.redirect import redirected
from tests.federation.conftest import LOOPBACK

QUERIES = sorted((Path(__file__).parents[2] / "queries" / "federated").glob("*.rq"))
CSV = {family: form for family in [Family.RESULTS] if (form := named("csv", family))}


@pytest.fixture(scope="module")
def engine(quads: bytes, elsewhere: str) -> MemoryEngine:
    """An engine over the real graph that may call the stand-in."""
    return MemoryEngine(quads, fetcher=Fetcher(Allowed.of([_origin(elsewhere)]), LOOPBACK))


@pytest.fixture(scope="module")
def store(quads: bytes) -> ox.Store:
    """The real graph in Oxigraph, which calls services by itself."""
    store = ox.Store()
    store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    return store


def _origin(address: str) -> str:
    return address.removesuffix("/query")


def test_there_are_examples_for_both_services() -> None:
    """Several for Wikidata, several for CORDIS."""
    names = [path.stem.partition("-")[0] for path in QUERIES]
    assert min(names.count("wikidata"), names.count("cordis")) >= 3


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_an_example_finds_something_elsewhere(
    path: Path, engine: MemoryEngine, store: ox.Store, elsewhere: str
) -> None:
    """With the address alone exchanged it gives rows, the same by our client as by Oxigraph's."""
    text = redirected(path.read_text(encoding="utf-8"), elsewhere)
    assert {call.address for call in calls(text, {})} == {elsewhere}
    ours = engine.answer(Question(text, CSV)).body.decode().splitlines()
    assert len(ours) > 1
    theirs = store.query(text, use_default_graph_as_union=True)
    assert isinstance(theirs, ox.QuerySolutions)
    written = theirs.serialize(format=ox.QueryResultsFormat.CSV) or b""
    assert written.decode().splitlines() == ours


def test_what_wikidata_calls_unknown_is_no_year(engine: MemoryEngine, elsewhere: str) -> None:
    """It gives an address of its own in the place of a date."""
    (path,) = (path for path in QUERIES if path.stem == "wikidata-when-organisations-began")
    text = redirected(path.read_text(encoding="utf-8"), elsewhere)
    rows = engine.answer(Question(text, CSV)).body.decode().splitlines()[1:]
    assert [row.rpartition(",")[2] for row in rows] == ["1949", "1958", "2007"]
