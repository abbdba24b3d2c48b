"""Bad SPARQL, explained."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.engine import Engine, NotOfferedError, QuerySyntaxError, Question

# A service of another make has words of its own; a store on disk is asked by the same parser.
pytestmark = pytest.mark.parametrize("over", ["memory", "pool"], indirect=True)


@pytest.fixture(scope="module")
def engine(over: Callable[[bytes], Engine]) -> Engine:
    """An engine over nothing: only the syntax matters."""
    return over(b"")


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        (
            "SELECT ?x WHERE {\n ?x foo:bar ?y }",
            2,
            5,
            "unknown prefix foo:",
            "known prefixes: adms",
        ),
        ("SELECT ?x WHERE {\n ?x ?z  ", 2, 9, "the query ends too early", "expected here"),
        ("SELECT ?x WHERE { ?x a s5:A . ?y FILTER(1) }", 1, 40, "unexpected '(1)'", ""),
        ("", 1, 1, "the query is empty", "begins with SELECT"),
        ("PREFIX a: <b:>\nSELEC ?x { ?x ?y 1 }", 2, 1, "'SELEC' is no query form", "SELECT, ASK"),
        (
            "PREFIX a: <x:y#z>\nASK { ?s a:b 'c:d' . # e:f\n ?s g:h 1 }",
            3,
            5,
            "unknown prefix g:",
            "",
        ),
        ("ASK { ?s :p 1 }", 1, 10, "unknown prefix :", "PREFIX : <"),
        ("SELECT ?y (COUNT(?x) AS ?n) { ?x ?y 1 }", 1, 40, "contains a variable that is unb", ""),
    ],
)
def test_the_place_and_a_hint_are_given(
    engine: Engine, text: str, line: int, column: int, message: str, hint: str
) -> None:
    """Line and column count from one, and the hint says what could stand there."""
    with pytest.raises(QuerySyntaxError) as caught:
        engine.answer(Question(text, {}))
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert message in error.message
    assert hint in error.hint


def test_the_line_is_shown_with_a_caret(engine: Engine) -> None:
    """A terminal shows the bad line and points at the column."""
    with pytest.raises(QuerySyntaxError) as caught:
        engine.answer(Question("ASK { ?s zz:p 1 }", {}))
    lines = str(caught.value).splitlines()
    assert lines[1].index("zz:p") == lines[2].index("^")


@given(st.text())
def test_any_text_is_answered_or_explained(engine: Engine, text: str) -> None:
    """Whatever is asked, nothing but the documented errors comes back."""
    with pytest.raises((QuerySyntaxError, NotOfferedError)) as caught:
        engine.answer(Question(text, {}))
    assert str(caught.value)
