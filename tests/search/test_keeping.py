"""The index against the real graph, and against graphs that change."""

import pytest

from s5kg.engine import Answer, DeadlineError, Question
from s5kg.engine.memory import MemoryEngine
from s5kg.lookup import Lookup
from s5kg.namespaces import ID
from s5kg.search.index import Role
from s5kg.search.keeping import IndexKeeper, build_index
from s5kg.web.site import own_queries


class Changing:
    """An engine's answers whose state a test can change, and which can fail."""

    def __init__(self, name: str) -> None:
        """Hold one thing of this name."""
        self.become(name)
        self.asked = 0
        self.fails = False

    def become(self, name: str) -> None:
        """Hold one thing of this name."""
        self.release = name
        line = f'<a:1> <http://www.w3.org/2004/02/skos/core#prefLabel> "{name}"@en <a:g> .'
        self._engine = MemoryEngine(line.encode())

    def answer(self, question: Question) -> Answer:
        """Answer from the state that there is."""
        if self.fails:
            raise DeadlineError(1)
        self.asked += 1
        return self._engine.answer(question)

    def keeper(self) -> IndexKeeper:
        """Keep an index of this."""
        return IndexKeeper(Lookup(self.answer, own_queries(), lambda: self.release))


def test_the_real_graph_is_found(engine: MemoryEngine) -> None:
    """A misprint finds what it stands for; claims and evidence are not in the way."""
    index = build_index(Lookup(engine.answer, own_queries(), lambda: engine.release))
    hit = next(index.hits("ビックデータ"))
    assert hit.label.role is Role.HIDDEN
    name = index.name(hit.thing, "ja")
    assert name
    assert name.text == "ビッグデータ"
    kinds = {hit.kind for word in ("OSTP", "行目", "line") for hit in index.hits(word)}
    assert kinds
    assert not {kind for kind in kinds if kind.endswith(("#Claim", "#Evidence"))}


def test_how_the_data_is_cut_is_not_in_the_way(engine: MemoryEngine) -> None:
    """Parts, link sets and files of the data are not found; those that it links to are."""
    index = build_index(Lookup(engine.answer, own_queries(), lambda: engine.release))
    words = ("Wikidata", "Turtle", "Graph codes")
    found = {hit.thing for word in words for hit in index.hits(word)}
    assert f"{ID}void-target-wikidata" in found
    made = ("void-linkset", "void-class", "void-property", "distribution", "dataset-codes")
    assert not [iri for iri in found if iri.startswith(tuple(ID + name for name in made))]


def test_an_index_is_built_once_for_a_state() -> None:
    """Asking again asks no engine; another state is found at once."""
    graph = Changing("first")
    keeper = graph.keeper()
    assert keeper.index() is keeper.index()
    assert graph.asked == 2
    graph.become("second")
    assert next(keeper.index().hits("second")).thing == "a:1"
    assert list(keeper.index().hits("first")) == []


def test_a_state_without_a_name_is_kept_for_a_while() -> None:
    """A service elsewhere does not say when it changes, and is not asked each time."""
    graph = Changing("first")
    graph.release = ""
    keeper = graph.keeper()
    assert keeper.index() is keeper.index()


def test_what_cannot_be_built() -> None:
    """Without an index the reason is said; with one it goes on answering; both try again."""
    graph = Changing("first")
    keeper = graph.keeper()
    graph.fails = True
    with pytest.raises(DeadlineError):
        keeper.index()
    graph.fails = False
    old = keeper.index()
    graph.become("second")
    graph.fails = True
    assert keeper.index() is old
    graph.fails = False
    assert keeper.index().release == "second"
