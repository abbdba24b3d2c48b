"""Literals by value: engines may write 1.50 as 1.5, and the suite mostly means the value."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from conformance.isomorphism import Cell, Row

XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = (
    "integer", "long", "int", "short", "byte", "nonNegativeInteger", "nonPositiveInteger",
    "positiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
    "unsignedByte",
)  # fmt: skip
_TIMES = ("dateTime", "date", "time")


def by_value(row: Row) -> Row:
    """Return a row with each literal as its value and its datatype."""
    return tuple(_value(cell) for cell in row)


def _value(cell: Cell) -> Cell:
    if isinstance(cell, ox.Triple):
        triple = by_value((cell.subject, cell.predicate, cell.object))
        return ox.Triple(*triple)  # type: ignore[arg-type] # the same kinds as before
    if not isinstance(cell, ox.Literal):
        return cell
    if cell.language:
        return ox.Literal(cell.value, language=cell.language.lower(), direction=cell.direction)
    name = cell.datatype.value.removeprefix(XSD)
    if name not in _READERS:
        return cell
    try:
        return ox.Literal(_READERS[name](cell.value.strip()), datatype=cell.datatype)
    except (ValueError, InvalidOperation):
        return cell


def _integer(text: str) -> str:
    return str(int(text))


def _decimal(text: str) -> str:
    return f"{Decimal(text).normalize():f}"


def _double(text: str) -> str:
    return repr(float(text))


def _single(text: str) -> str:
    return f"{float(text):.7g}"


def _boolean(text: str) -> str:
    return {"1": "true", "0": "false"}.get(text, text)


def _time(text: str) -> str:
    head, dot, tail = text.partition(".")
    digits = tail[: len(tail) - len(tail.lstrip("0123456789"))]
    fraction = digits.rstrip("0")
    text = head + (f".{fraction}" if fraction else "") + tail[len(digits) :] if dot else text
    return f"{text.removesuffix('+00:00')}Z" if text.endswith("+00:00") else text


_READERS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(_INTEGERS, _integer),
    **dict.fromkeys(_TIMES, _time),
    "decimal": _decimal,
    "double": _double,
    "float": _single,
    "boolean": _boolean,
}
