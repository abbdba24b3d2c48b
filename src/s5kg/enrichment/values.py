"""Values as others write them, read strictly: what is no name, date, place or amount is refused."""

import re
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from s5kg.linking.names import LONGEST, is_name
from s5kg.namespaces import node

WKT = ox.NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
LANGUAGES = ("", "en", "ja")  # of names that are taken
_NUMBER = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,18})?"
_POINT = re.compile(
    rf"(?:<http://www\.opengis\.net/def/crs/OGC/1\.3/CRS84>\s*)?"
    rf"POINT\s*\(\s*({_NUMBER})\s+({_NUMBER})\s*\)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?P<time>T\d\d:\d\d:\d\d(?:\.\d+)?)?)?)?"
    r"(?:Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_AMOUNT = re.compile(r"\+?[0-9]{1,18}(?:\.[0-9]{1,6})?")
_PLACES = Decimal("0.000001")  # degrees; a tenth of a metre


class RefusedError(ValueError):
    """A value is none of its kind; the message says why."""


def read_name(text: str, language: str) -> ox.Literal:
    """Return a name. Raises RefusedError for one that is too long, empty or changes unseen."""
    if len(text) > LONGEST:
        raise RefusedError(f"a name of more than {LONGEST} characters")
    if not text.isprintable():
        raise RefusedError("a name with control characters or marks of direction")
    if not is_name(text) or text != text.strip():
        raise RefusedError("a name without letters or digits, or with space around it")
    return ox.Literal(text, language=language) if language else ox.Literal(text)


def read_date(text: str) -> ox.Literal:
    """Return a day, month or year, as precise as it is written.

    The first of January at midnight stands for a year: so Wikidata writes dates of which it knows
    no more. Raises RefusedError for what is no date.
    """
    found = _DATE.fullmatch(text)
    if not found:
        raise RefusedError("a date that is none")
    year, month, day = found["year"], found["month"], found["day"]
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise RefusedError("a date that no calendar has") from error
    if not month or (found["time"] and (month, day) == ("01", "01")):
        return ox.Literal(year, datatype=node("xsd:gYear"))
    if not day:
        return ox.Literal(f"{year}-{month}", datatype=node("xsd:gYearMonth"))
    return ox.Literal(f"{year}-{month}-{day}", datatype=node("xsd:date"))


def read_point(text: str) -> ox.Literal:
    """Return a point on Earth. Raises RefusedError for any other, such as one on the Moon."""
    found = _POINT.fullmatch(text)
    if not found:
        raise RefusedError("a place that is no point in longitude and latitude on Earth")
    return point(found[1], found[2])


def point(longitude: str, latitude: str) -> ox.Literal:
    """Return a point as WKT, longitude first (OGC CRS84). Raises RefusedError beyond the globe."""
    if not all(re.fullmatch(_NUMBER, text) for text in (longitude, latitude)):
        raise RefusedError("coordinates that are no numbers of degrees")
    east, north = Decimal(longitude), Decimal(latitude)
    if abs(east) > 180 or abs(north) > 90:
        raise RefusedError("coordinates beyond 180 and 90 degrees")
    return ox.Literal(f"POINT({_degrees(east)} {_degrees(north)})", datatype=WKT)


def degrees(point: ox.Literal) -> tuple[Decimal, Decimal]:
    """Return longitude and latitude of a point. Raises RefusedError where it is none."""
    found = _POINT.fullmatch(point.value)
    if not found:
        raise RefusedError("this is no point")
    return Decimal(found[1]), Decimal(found[2])


def read_amount(text: str) -> ox.Literal:
    """Return an amount of money. Raises RefusedError for one that is none or is negative."""
    if not _AMOUNT.fullmatch(text):
        raise RefusedError("an amount that is no plain number")
    number = Decimal(text)
    if number == number.to_integral_value():
        return ox.Literal(str(int(number)), datatype=node("xsd:integer"))
    return ox.Literal(format(number.normalize(), "f"), datatype=node("xsd:decimal"))


def _degrees(number: Decimal) -> str:
    plain = format(number.quantize(_PLACES), "f").rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain
