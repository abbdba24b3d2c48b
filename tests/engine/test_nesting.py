"""Texts that are nested too deep: refused with their place, before they reach a parser."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.engine import QuerySyntaxError, Question
from s5kg.engine.changes import Update
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.nesting import MOST_NESTED, check_nesting
from s5kg.formats import FORMATS

DEEP: dict[str, Callable[[int], str]] = {
    "groups": lambda n: "ASK " + "{" * n + "}" * n,
    "terms": lambda n: "ASK { FILTER" + "(" * (n - 1) + "1" + ")" * (n - 1) + " }",
    "functions": lambda n: "ASK { FILTER(" + "STR(" * (n - 2) + "1" + ")" * (n - 1) + " }",
    "exists": lambda n: "ASK {" + "FILTER EXISTS {" * (n - 1) + "}" * n,
    "paths": lambda n: "ASK { ?s " + "(" * (n - 1) + "<a:b>" + ")" * (n - 1) + " 1 }",
    "triples": lambda n: (
        "ASK {?s ?p " + "<<( ?s ?p " * ((n - 1) // 2) + "1" + " )>>" * ((n - 1) // 2) + "}"
    ),
    "comparisons": lambda n: "ASK { FILTER(1<" + "(" * (n - 2) + "1" + ")" * (n - 2) + "&&2>1) }",
}
FORMS = {form.family: form for form in FORMATS}


@pytest.mark.parametrize("kind", DEEP)
def test_a_text_that_is_too_deep_is_told_where(kind: str) -> None:
    """Line and column of the bracket that is one too many, and what to do."""
    with pytest.raises(QuerySyntaxError) as caught:
        check_nesting("\n\n" + DEEP[kind](30_000))
    error = caught.value
    assert (error.line, error.kind) == (3, "nested")
    assert str(MOST_NESTED) in error.message
    assert "fewer levels" in error.hint
    line = DEEP[kind](30_000)
    opened = sum(line[: error.column].count(bracket) for bracket in "({[")
    assert opened + line[: error.column].count("<<") == MOST_NESTED + 1


@pytest.mark.parametrize("kind", DEEP)
def test_the_deepest_text_that_is_let_through_is_answered(kind: str) -> None:
    """No kind of nesting below the bound is too much for the engine."""
    text = DEEP[kind](MOST_NESTED)
    check_nesting(text)
    MemoryEngine(b"").answer(Question(text, FORMS))


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?s ?p "' + "{" * 999 + '" }',
        "ASK { ?s ?p '''" + "(\n" * 999 + "''' }",
        "ASK { # " + "[" * 999 + "\n}",
        "ASK { " + "{} " * 999 + "}",
        "ASK { ?s ?p " + ", ".join(["<http://e.org/a_(b)>"] * 999) + " }",
    ],
)
def test_brackets_that_nest_nothing_do_not_count(text: str) -> None:
    """In strings, comments and IRIs, or one beside the other."""
    check_nesting(text)


def test_an_update_is_told_too() -> None:
    """Nothing of it is carried out."""
    engine = MemoryEngine(b"")
    text = "INSERT DATA { <a:b> <a:c> 1 } ; DELETE WHERE " + "{" * 30_000 + "}" * 30_000
    with pytest.raises(QuerySyntaxError) as caught:
        engine.write(Update(text))
    assert caught.value.kind == "nested"
    assert engine.write(Update("INSERT DATA { <a:b> <a:c> 1 }")).added == 1


@given(st.text("(){}[]<>\"'#\\\n a:", max_size=60))
def test_any_text_is_read_to_its_end(text: str) -> None:
    """Whatever it is, it is let through where it has too few brackets to be too deep."""
    check_nesting(text)
