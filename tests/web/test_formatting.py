import datetime
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from s5kg.web.formatting import count, date, number, size


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1234567, "1,234,567"),
        (Decimal("95.10"), "95.10"),
        (0.00012, "0.00012"),
        (Decimal("1E+3"), "1,000"),
        (-5, "-5"),
        (float("inf"), "inf"),
        (Decimal("NaN"), "NaN"),
        (Decimal("1E+999999999"), "1E+999999999"),
        (10**40, "1" + "0" * 40),
    ],
)
def test_numbers(value: int | float | Decimal, written: str) -> None:
    """Thousands are set apart and no digit is lost; what is beyond measure stays as it is."""
    assert number(value) == written


@given(st.decimals(-(10**15), 10**15, places=4))
def test_no_number_changes(value: Decimal) -> None:
    """Without the signs between thousands the number is the same."""
    assert Decimal(number(value).replace(",", "")) == value


@pytest.mark.parametrize(
    ("value", "english", "japanese"),
    [
        (datetime.date(2020, 3, 26), "March 26, 2020", "2020年3月26日"),
        (datetime.datetime(2020, 3, 26, 23, 59), "March 26, 2020", "2020年3月26日"),
        ("2020-03-26", "March 26, 2020", "2020年3月26日"),
        ("2020-03-26T12:00:00.5Z", "March 26, 2020", "2020年3月26日"),
        ("2020-03-26+09:00", "March 26, 2020", "2020年3月26日"),
        ("2020-03", "March 2020", "2020年3月"),
        ("2020", "2020", "2020年"),
        ("2020-05:00", "2020", "2020年"),
    ],
)
def test_dates(app: Flask, value: datetime.date | str, english: str, japanese: str) -> None:
    """Day, month or year: no more is said than is known."""
    with app.test_request_context("/?lang=en"):
        assert date(value) == english
    with app.test_request_context("/?lang=ja"):
        assert date(value) == japanese


@pytest.mark.parametrize("value", ["2020-02-30", "0000", "-0044-03-15", "<b>", "", "２０２０"])
def test_what_is_no_date_stays_as_it_is(value: str) -> None:
    """Data come from anywhere, so nothing is raised and nothing made up."""
    assert date(value) == value


def test_counts(app: Flask) -> None:
    """English has a form for one, Japanese has one for all."""
    assert [count("sparql.rows", n) for n in (0, 1, 1500)] == ["0 rows", "1 row", "1,500 rows"]
    with app.test_request_context("/?lang=ja"):
        assert [count("sparql.rows", n) for n in (1, 2)] == ["1行", "2行"]


@pytest.mark.parametrize(
    ("value", "english", "japanese"),
    [
        (0, "0 bytes", "0 バイト"),
        (1, "1 byte", "1 バイト"),
        (999, "999 bytes", "999 バイト"),
        (1000, "1 kB", "1 KB"),
        (999_949, "999.9 kB", "999.9 KB"),
        (999_950, "1 MB", "1 MB"),
        (1_234_567, "1.2 MB", "1.2 MB"),
        (5 * 10**15, "5,000 TB", "5,000 TB"),
    ],
)
def test_sizes(app: Flask, value: int, english: str, japanese: str) -> None:
    """In the greatest unit that they fill, as the language writes it."""
    with app.test_request_context("/?lang=en"):
        assert size(value) == english
    with app.test_request_context("/?lang=ja"):
        assert size(value) == japanese
