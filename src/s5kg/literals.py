"""Literals of rdflib, made without a word about those whose text is not of their datatype.

rdflib logs each with a traceback, which stands in a notebook as if something had failed.
"""

from __future__ import annotations

from rdflib import XSD
from rdflib.term import Literal, URIRef, XSDToPython

_TRUTH = {"true", "false", "1", "0"}  # rdflib takes any other text for false, with a warning


def literal(text: str, datatype: str | None = None, language: str | None = None) -> Literal:
    """Return a literal; one whose text is not of its datatype has no `value` and is `ill_typed`.

    Raises ValueError for a language that can be none.
    """
    if language or not datatype:
        return Literal(text, lang=language)
    kind = URIRef(datatype)
    if _is_typed(text, kind):
        return Literal(text, datatype=kind, normalize=False)  # which loses zones of time
    made = Literal(text)  # what has no datatype is not converted
    made._datatype, made._value, made._ill_typed = kind, None, True
    return made


def _is_typed(text: str, datatype: URIRef) -> bool:
    """Return whether rdflib makes a value of a text, where it knows the datatype."""
    if datatype == XSD.boolean:
        return text.lower() in _TRUTH
    convert = XSDToPython.get(datatype)
    if convert is None:
        return True
    try:
        convert(text)
    except Exception:  # it may be any, as rdflib has it
        return False
    return True
