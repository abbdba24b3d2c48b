"""The engines in memory: in this process, and in forked ones."""

import hashlib
from collections.abc import Callable

import pytest

from s5kg.engine import Answer, Engine, NotOfferedError, Question
from s5kg.formats import FORMATS, Family, Format, named

QUADS = b"""
<https://e.org/a> <https://e.org/p> "x"@en <https://e.org/g1> .
<https://e.org/b> <https://e.org/p> "y"@ja <https://e.org/g2> .
"""


def _form(name: str, family: Family) -> Format:
    found = named(name, family)
    assert found
    return found


@pytest.fixture
def engine(over: Callable[[bytes], Engine]) -> Engine:
    """An engine over two triples in two graphs."""
    return over(QUADS)


def _ask(engine: Engine, text: str, *graphs: str, form: str = "csv") -> Answer:
    family = Family.RESULTS if _results(form) else Family.GRAPH
    question = Question(text, {family: _form(form, family)}, default_graphs=graphs)
    return engine.answer(question)


def _results(form: str) -> bool:
    return any(f.name == form and f.family is Family.RESULTS for f in FORMATS)


def test_the_release_is_named_by_its_content(engine: Engine) -> None:
    """The same N-Quads have the same name in every engine."""
    assert engine.release == hashlib.sha256(QUADS).hexdigest()


def test_the_default_graph_is_the_union(engine: Engine) -> None:
    """Without a dataset of its own a query sees every named graph."""
    assert _ask(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body == b"n\r\n2\r\n"


def test_a_question_may_name_its_default_graph(engine: Engine) -> None:
    """The protocol's dataset replaces ours."""
    text = "SELECT ?s { ?s ?p ?o }"
    assert _ask(engine, text, "https://e.org/g2").body == b"s\r\nhttps://e.org/b\r\n"


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: f"{form.family.name}-{form.name}")
def test_every_format_is_written(engine: Engine, form: Format) -> None:
    """Each format of the table gives an answer in its media type."""
    graph = form.family is Family.GRAPH
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }" if graph else "SELECT * { ?s ?p ?o }"
    answer = engine.answer(Question(text, {form.family: form}))
    assert answer.format is form
    assert b"https://e.org/a" in answer.body


def test_a_graph_is_written_sorted_and_once(engine: Engine) -> None:
    """Two solutions that construct one triple give it once."""
    text = "CONSTRUCT { <https://e.org/z> <https://e.org/p> 1 } WHERE { ?s ?p ?o }"
    assert _ask(engine, text, form="ntriples").body.count(b"\n") == 1


def test_an_answer_of_the_other_family_is_not_offered(engine: Engine) -> None:
    """Who reads only tables gets no graph."""
    with pytest.raises(NotOfferedError, match="the answer is a graph"):
        _ask(engine, "DESCRIBE <https://e.org/a>")
