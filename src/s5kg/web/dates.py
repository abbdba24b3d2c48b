"""Dates as precisely as they are given: a day, a month or a year, and the days they lie between."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


@dataclass(frozen=True)
class Moment:
    """A date as it is written, its first and last possible day, and which of the three it is."""

    written: str
    first: date
    last: date
    precision: str


def moment(written: str) -> Moment | None:
    """Return a date of XML Schema (xsd:date, xsd:gYearMonth, xsd:gYear), None for other words."""
    parts = _DATE.fullmatch(written)
    if not parts:
        return None
    year, month, day = (int(part) if part else 0 for part in parts.groups())
    try:
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        last = date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        return None
    return Moment(written, first, last, "day" if day else "month" if month else "year")
