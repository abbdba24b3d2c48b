"""What things are called: the better property first, the reader's language first, asked once."""

from s5kg.engine import Answer, Question
from s5kg.engine.memory import MemoryEngine
from s5kg.lookup import Lookup
from s5kg.names import Names, Text
from s5kg.web.site import own_queries

SKOS = "http://www.w3.org/2004/02/skos/core#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
QUADS = f"""
<a:1> <{RDFS}label> "one"@en <a:g> .
<a:1> <{SKOS}prefLabel> "preferred"@en <a:g> .
<a:1> <{SKOS}prefLabel> "一"@ja <a:g> .
<a:1> <{RDFS}label> <a:no-literal> <a:g> .
<a:2> <{RDFS}label> "plain" <a:g> .
<a:2> <{RDFS}label> "二"@ja <a:h> .
<a:3> <{RDFS}label> "b"@fr <a:g> .
<a:3> <{RDFS}label> "a"@fr <a:g> .
""".strip().encode()


class Counting:
    """An engine that counts what it is asked."""

    def __init__(self) -> None:
        """Begin at none."""
        self.engine = MemoryEngine(QUADS)
        self.release = "one"
        self.asked = 0

    def answer(self, question: Question) -> Answer:
        """Answer."""
        self.asked += 1
        return self.engine.answer(question)


def names(engine: Counting) -> Names:
    """Return names that are asked of an engine."""
    return Names(Lookup(engine.answer, own_queries(), lambda: engine.release))


def test_a_thing_is_called_as_its_reader_would() -> None:
    """The best label in the reader's language, else in none, in any, else a CURIE."""
    found = names(Counting())
    things = ["a:1", "a:2", "a:3", "https://w3id.org/s5kg/id/nothing"]
    english = found.of(things, "en")
    assert list(english.values()) == [
        Text("preferred", "en"),
        Text("plain", ""),
        Text("a", "fr"),
        Text("s5d:nothing", ""),
    ]
    assert [str(text) for text in found.of(things, "ja").values()][:2] == ["一", "二"]


def test_a_label_is_asked_for_once_in_a_state() -> None:
    """A page of many things costs one question, the next page of the same things none."""
    engine = Counting()
    found = names(engine)
    found.of(["a:1", "a:2"], "en")
    found.of(["a:2", "a:1"], "ja")
    assert engine.asked == 1
    engine.release = "two"
    found.of(["a:2"], "en")
    assert engine.asked == 2


def test_nothing_is_kept_of_a_state_without_a_name() -> None:
    """A service elsewhere may change at any time."""
    engine = Counting()
    engine.release = ""
    found = names(engine)
    found.of(["a:1"], "en")
    found.of(["a:1"], "en")
    assert engine.asked == 2


def test_very_many_things_are_asked_for_in_parts() -> None:
    """Services bound the length of a query; every thing gets its name nevertheless."""
    engine = Counting()
    found = names(engine).of([f"a:{n}" for n in range(2500)], "ja")
    assert engine.asked == 3
    assert len(found) == 2500
    assert str(found["a:1"]) == "一"
