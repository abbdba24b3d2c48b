"""Written forms of one value are alike, and values of different kinds are not."""

import pyoxigraph as ox
import pytest

from conformance.outcome import Outcome
from conformance.rows import Answer, compare
from conformance.values import XSD, by_value


def literal(text: str, kind: str) -> ox.Literal:
    """Return a literal of XML Schema."""
    return ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{kind}"))


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("1.50", "1.5", "decimal"),
        ("+01", "1", "integer"),
        ("1e0", "1.0", "double"),
        ("1", "true", "boolean"),
        ("2026-01-01T00:00:00.0+00:00", "2026-01-01T00:00:00Z", "dateTime"),
    ],
)
def test_forms_of_one_value(left: str, right: str, kind: str) -> None:
    """They pass, but only by value; the letter differs."""
    one, other = (Answer(("x",), ((literal(text, kind),),)) for text in (left, right))
    assert compare(one, one) is Outcome.PASSED
    assert compare(one, other) is Outcome.BY_VALUE


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (literal("1", "integer"), literal("1", "decimal")),
        (literal("1", "integer"), literal("2", "integer")),
        (literal("one", "integer"), literal("1", "integer")),
        (ox.Literal("a", language="en"), ox.Literal("a", language="ja")),
        (ox.Literal("1.50"), ox.Literal("1.5")),
    ],
)
def test_other_values(left: ox.Literal, right: ox.Literal) -> None:
    """A datatype, a language and plain text are part of the value."""
    assert by_value((left,)) != by_value((right,))


def test_order_and_repetition_count_where_asked() -> None:
    """Rows in another order, or left out once, are another answer only where that matters."""
    ordered = Answer(("x",), (("a",), ("b",), ("b",)), ordered=True)
    loose = Answer(("x",), ordered.rows)
    turned = Answer(("x",), ordered.rows[::-1])
    once = Answer(("x",), ordered.rows[:2])
    assert compare(ordered, turned) is Outcome.FAILED
    assert compare(loose, turned) is Outcome.PASSED
    assert compare(loose, once) is Outcome.FAILED
    assert compare(loose, once, lax=True) is Outcome.PASSED
