"""Literals whose text is not of their datatype, and others."""

import logging
import warnings

import pytest
from rdflib import XSD, Literal, URIRef

from s5kg.literals import literal

BAD = [
    ("abc", XSD.date), ("2020-13-40", XSD.dateTime), ("ten", XSD.integer), ("", XSD.decimal),
    ("maybe", XSD.boolean), ("xyz", XSD.hexBinary), ("P1", XSD.duration),
]  # fmt: skip


@pytest.mark.parametrize(("text", "datatype"), BAD)
def test_a_text_that_is_not_of_its_datatype_is_kept_in_silence(
    text: str, datatype: URIRef, caplog: pytest.LogCaptureFixture
) -> None:
    """It has its text and datatype and no value, and nothing is logged or warned of."""
    with warnings.catch_warnings(), caplog.at_level(logging.DEBUG):
        warnings.simplefilter("error")
        made = literal(text, str(datatype))
    assert (str(made), made.datatype, made.value, made.ill_typed) == (text, datatype, None, True)
    assert made.toPython() == made
    assert caplog.records == []


def test_any_other_is_that_of_rdflib() -> None:
    """Values, languages and datatypes that it does not know are as it makes them; texts stay."""
    for datatype, text in (
        (XSD.date, "2020-02-29"), (XSD.date, "2020-02-29+09:00"), (XSD.boolean, "1"),
        (XSD.integer, "041"), (XSD.double, "1.0E3"),
    ):  # fmt: skip
        made = literal(text, str(datatype))
        theirs = Literal(text, datatype=datatype, normalize=False)
        assert str(made) == text
        assert (made, made.value, made.ill_typed) == (theirs, theirs.value, theirs.ill_typed)
    assert literal("名", language="ja") == Literal("名", lang="ja")
    assert literal("x", "a:b") == Literal("x", datatype=URIRef("a:b"))
    assert literal("x") == Literal("x")
    with pytest.raises(ValueError, match="language tag"):
        literal("x", language="no tag")
