"""Numbers, counts and dates as the reader's language writes them."""

import re
from datetime import date as Date  # noqa: N812 (the filter has its name)
from decimal import Decimal
from typing import Literal

from babel.core import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal
from babel.units import format_unit

from s5kg.web.language import current_language
from s5kg.web.texts import texts

_UNITS = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte")
_MOST_DIGITS = 28  # those that decimal arithmetic keeps by default
# xsd:gYear, xsd:gYearMonth, xsd:date and xsd:dateTime, of four digits and with any time zone.
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T[\d:.]+)?)?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


def number(value: int | float | Decimal) -> str:
    """Return a number with all its digits, or as it is written where they are very many.

    A zero at the end stays: it says how exact the number is.
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    exponent = exact.as_tuple().exponent
    if not isinstance(exponent, int):  # an infinity, or no number
        return str(value)
    if len(exact.as_tuple().digits) > _MOST_DIGITS or abs(exponent) > _MOST_DIGITS:
        return str(value)
    pattern = "#,##0." + "0" * -exponent
    return format_decimal(exact, pattern, locale=current_language(), decimal_quantization=False)


def short_number(value: int | Decimal) -> str:
    """Return a great number in words, such as "50 billion"; with one decimal where it needs it."""
    language = current_language()
    # Japanese has but one form of these words.
    form: Literal["long", "short"] = (
        "long" if "long" in Locale.parse(language).compact_decimal_formats else "short"
    )
    return format_compact_decimal(value, format_type=form, locale=language, fraction_digits=1)


def size(value: int) -> str:
    """Return a number of bytes in the greatest decimal unit that it fills, as "1.2 MB"."""
    exact, power = float(value), 0
    while round(exact, 1) >= 1000 and power < len(_UNITS) - 1:
        exact, power = exact / 1000, power + 1
    unit, language = f"digital-{_UNITS[power]}", current_language()
    short: Literal["long", "short"] = "short" if power else "long"
    return format_unit(round(exact, 1), unit, short, "#,##0.#", locale=language)


def count(key: str, number_: int, /, **values: object) -> str:
    """Return the form of a text for so many, with `{number}` and other `{names}` filled in.

    Raises KeyError for a text that there is not, or a value that it lacks.
    """
    text = texts(current_language()).counted(key, number_)
    return text.format(number=number(number_), **values)


def date(value: Date | str) -> str:
    """Return a date, a month or a year in words, as precisely as it is given.

    A text is one of XML Schema (xsd:date and the like); any other comes back as it is.
    """
    parts = _DATE.fullmatch(str(value).replace(" ", "T", 1))
    if not parts:
        return str(value)
    year, month, day = parts.groups()
    try:
        first = Date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return str(value)
    language = current_language()
    if day:
        return format_date(first, "long", locale=language)
    return format_skeleton("yMMMM" if month else "y", first, locale=language)
