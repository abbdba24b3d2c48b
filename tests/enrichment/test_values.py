"""Values as others write them: what is taken of them, and what is refused."""

import pytest

from s5kg.enrichment.values import (
    RefusedError,
    point,
    read_amount,
    read_date,
    read_name,
    read_point,
)

CRS84 = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> "


@pytest.mark.parametrize(
    ("written", "value", "kind"),
    [
        ("1958-07-29T00:00:00Z", "1958-07-29", "date"),
        ("2002-01-01T00:00:00Z", "2002", "gYear"),
        ("2019-10", "2019-10", "gYearMonth"),
        ("2019-12-16", "2019-12-16", "date"),
        ("2001", "2001", "gYear"),
        ("2020-02-29Z", "2020-02-29", "date"),
    ],
)
def test_a_date_is_as_precise_as_its_source(written: str, value: str, kind: str) -> None:
    """Wikidata's first of January at midnight says no more than the year."""
    found = read_date(written)
    assert (found.value, found.datatype.value.rpartition("#")[2]) == (value, kind)


@pytest.mark.parametrize(
    "written",
    [
        "", "2019-13-01", "2019-02-30", "-0044-03-15T00:00:00Z", "soon", "20190101", "0000",
        "１９５１", "１９４９-０３-２６", "٢٠٠٧",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(written: str) -> None:
    """Of no calendar, or in no form of XML Schema, which has ASCII digits alone."""
    with pytest.raises(RefusedError, match="date"):
        read_date(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Point(12.568888888889 55.676111111111)", "POINT(12.568889 55.676111)"),
        (f"{CRS84}POINT (135.0 -0.0)", "POINT(135 0)"),
    ],
)
def test_a_point_is_longitude_and_latitude(written: str, value: str) -> None:
    """To a tenth of a metre, as Wikidata and GeoSPARQL write it."""
    assert read_point(written).value == value


@pytest.mark.parametrize(
    "written",
    [
        "Point(180.1 0)",
        "Point(0 91)",
        "<http://www.wikidata.org/entity/Q405> Point(23.4 0.7)",
        "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(55 12)",
        "POLYGON((0 0, 1 1, 1 0, 0 0))",
        "Point(NaN 1)",
        "Point(1e1 1)",
    ],
)
def test_what_is_no_point_on_earth_is_refused(written: str) -> None:
    """Beyond the globe, on the Moon, with the axes in another order, or no point."""
    with pytest.raises(RefusedError):
        read_point(written)


@pytest.mark.parametrize(("longitude", "latitude"), [("", "1"), ("12", "x"), ("200", "1")])
def test_coordinates_in_two_columns_are_judged_likewise(longitude: str, latitude: str) -> None:
    """Each must be a number of degrees that there is."""
    with pytest.raises(RefusedError):
        point(longitude, latitude)


@pytest.mark.parametrize(
    "written", ["\u202egnp.exe", "a\x07b", "x" * 301, "x" * 1_000_000, " name", "…", "line\nline"]
)
def test_a_name_that_is_none_is_refused(written: str) -> None:
    """Marks of direction, control characters, a megabyte: nothing of it is mended or cut."""
    with pytest.raises(RefusedError):
        read_name(written, "en")


def test_markup_in_a_name_is_a_name() -> None:
    """It is kept as it is, and escaped where it is shown."""
    assert read_name("<b>R&D</b>", "en").value == "<b>R&D</b>"


@pytest.mark.parametrize(
    ("written", "value"), [("+95517000000", "95517000000"), ("12.50", "12.5"), ("0", "0")]
)
def test_an_amount_is_a_plain_number(written: str, value: str) -> None:
    """Wikidata writes a sign before it."""
    assert read_amount(written).value == value


@pytest.mark.parametrize("written", ["-1", "1e9", "1,000", "NaN", "9" * 19])
def test_an_amount_that_is_none_is_refused(written: str) -> None:
    """Negative, in another notation, or absurd."""
    with pytest.raises(RefusedError):
        read_amount(written)
