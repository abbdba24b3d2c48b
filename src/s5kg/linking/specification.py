"""Mapping sets held against SSSOM, by the library of those who made it."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from s5kg.linking.names import shown
from s5kg.mappings import MappingSet
from s5kg.problems import Problem

_REMEDY = "see https://mapping-commons.github.io/sssom/"
_REQUIRED = {  # of any set; the library fills them in where they are missing
    "mapping_set_id": "IRI of the set",
    "license": "IRI of the licence",
}
_MISSING = "urn:missing"
_DROPPED = "One mapping in the mapping set is not well-formed"
_EMPTY = "Seems like the dataframe is empty"
_PLACE = re.compile(r" in /mappings/(\d+)/\w+\Z")


def find_departures(mappings: MappingSet) -> list[Problem]:
    """Return where a set departs from SSSOM. Raises ImportError without the package sssom."""
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate

    found = list(_refused_rows(mappings))
    with _records() as records:
        try:
            table = parse_sssom_table(str(mappings.path), meta=dict.fromkeys(_REQUIRED, _MISSING))
            reports = validate(table, fail_on_error=False).values()
        except Exception as error:  # the library names none of its own
            return [*found, _of_set(mappings, f"this is no SSSOM: {error}")]
    found += _missing(mappings, table.metadata)
    refused = len({problem.line for problem in found if problem.line})
    if len(table.df) + refused != len(mappings.rows):
        what = f"SSSOM reads {len(table.df)} rows where {len(mappings.rows)} are written"
        found.append(_of_set(mappings, what, "take quotation marks, NA and null out of the cells"))
    found += [_of_set(mappings, record.getMessage()) for record in records]
    for report in reports:
        for one in getattr(report, "results", ()):
            found.append(_placed(mappings, one.message, one.instance))
    return found


def _missing(mappings: MappingSet, head: Mapping[str, object]) -> Iterator[Problem]:
    for slot, value in _REQUIRED.items():
        if head[slot] == _MISSING:
            what = f"the set has no {slot}, which SSSOM asks for"
            yield Problem(mappings.path, 0, what, f"write a line #{slot}: {value}")


def _refused_rows(mappings: MappingSet) -> Iterator[Problem]:
    """Yield the rows that the library would leave out of the set with a word in its log."""
    from sssom_schema import Mapping as Row

    for row in mappings.rows:
        cells: dict[str, str | list[str]] = {name: text for name, text in row.cells.items() if text}
        if several := row.cells["see_also"]:
            cells["see_also"] = [one.strip() for one in several.split("|")]
        try:
            Row(**cells)
        except ValueError as error:
            yield row.problem(f"SSSOM refuses this row: {shown(str(error))}", _REMEDY)


def _placed(mappings: MappingSet, message: str, instance: object) -> Problem:
    """Return a finding with the line of its row; the library has sorted them."""
    place = _PLACE.search(message)
    if place is None or not isinstance(instance, dict):
        return _of_set(mappings, message)
    cells = instance["mappings"][int(place[1])]
    names = ("subject_id", "predicate_id", "predicate_modifier", "object_id", "object_label")
    for row in mappings.rows:
        if all(row.cells[name] == cells.get(name, "") for name in names):
            return row.problem(shown(message.removesuffix(place[0])), _REMEDY)
    return _of_set(mappings, message)


def _of_set(mappings: MappingSet, what: str, remedy: str = _REMEDY) -> Problem:
    return Problem(mappings.path, 0, shown(what), remedy)


class _Kept(logging.Handler):
    """Keeps what the library warns of, but for what is told otherwise or is nothing wrong."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        told = record.getMessage().startswith((_DROPPED, _EMPTY))
        if record.name.startswith("sssom") and not told:
            self.records.append(record)


@contextmanager
def _records() -> Iterator[list[logging.LogRecord]]:
    """Give what the library warns of, and keep it from standard error."""
    root, kept = logging.getLogger(), _Kept()
    before, root.handlers = root.handlers, [kept]
    try:
        yield kept.records
    finally:
        root.handlers = before
