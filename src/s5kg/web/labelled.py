"""Rows with the names of things: for a table on a page, and as CSV for a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import Blueprint, Response, request

from s5kg.formats import Family, named
from s5kg.names import Names, chosen
from s5kg.web.account import account
from s5kg.web.errors import ProblemError
from s5kg.web.language import content_language
from s5kg.web.protocol import Choice, read_request
from s5kg.web.rendering import Cell, Table, read_results
from s5kg.web.site import Site

_TABLE = {family: form for family in [Family.RESULTS] if (form := named("json", family))}
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def labelled_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of rows with names."""
    blueprint = Blueprint("labelled", __name__)

    @blueprint.get("/sparql/labelled.csv")
    def table() -> Response:
        """Answer a SELECT query as CSV with the names of things beside them."""
        asked = read_request(request)
        account().query = asked.text
        if not (asked.text or "").strip():
            raise ProblemError(400, "missing-query")
        given = site.ask(Choice(_TABLE, frozenset()).question(asked), "csv")
        account().note(given)
        found = read_results(given.answer.body, most=None)
        if not isinstance(found, Table):
            raise ProblemError(406, "no-rows-to-label")
        rows = with_names(found, site.names, content_language())
        response = Response("".join(write_csv(rows)), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="s5kg.csv"'
        response.vary.update(["Accept-Language", "Cookie"])
        response.cache_control.no_cache = True
        return response

    return blueprint


def with_names(table: Table, names: Names, language: str) -> Table:
    """Return a table whose IRIs have what they are called in a language, where that is known.

    Raises LimitError as any question does.
    """
    cells = (cell for row in table.rows for cell in row if cell and cell.address)
    called = names.all(cell.address for cell in cells)

    def named(cell: Cell | None) -> Cell | None:
        if cell is None or not (labels := called.get(cell.address)):
            return cell
        return replace(cell, label=chosen(cell.address, labels, language))

    return replace(table, rows=[[named(cell) for cell in row] for row in table.rows])


def write_csv(table: Table) -> Iterator[str]:
    """Yield the lines of a table as CSV (RFC 4180): beside each column of IRIs one of names.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    columns = [[row[i] for row in table.rows] for i in range(len(table.columns))]
    iris = [any(cell and cell.address for cell in column) for column in columns]
    head = [
        name
        for column, has in zip(table.columns, iris, strict=True)
        for name in ([column, f"{column}Label"] if has else [column])
    ]
    yield _line(head)
    for row in table.rows:
        yield _line(_values(row, iris))


def _values(row: Sequence[Cell | None], iris: Sequence[bool]) -> list[str]:
    found: list[str] = []
    for cell, has in zip(row, iris, strict=True):
        found.append(_value(cell))
        if has:
            found.append(spreadsheet_text(cell.label.value) if cell and cell.label else "")
    return found


def _value(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cell.address or cell.numeric:
        return cell.address or cell.text
    return spreadsheet_text(cell.text)


def spreadsheet_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: such a one gets an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(values: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()
