"""The terms of a row as plain values."""

import pyoxigraph as ox

from s5kg.lookup import Row


def iri(row: Row, name: str) -> str:
    """Return the IRI of a variable, nothing where it has none."""
    term = row.get(name)
    return term.value if isinstance(term, ox.NamedNode) else ""


def word(row: Row, name: str) -> str:
    """Return the words of a variable, nothing where it has none."""
    term = row.get(name)
    return term.value if isinstance(term, ox.Literal) else ""


def number(row: Row, name: str) -> int:
    """Return the whole number of a variable, 0 where it has none."""
    text = word(row, name)
    return int(text) if text.isdecimal() else 0
