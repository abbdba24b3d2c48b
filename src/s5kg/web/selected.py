"""What is said of selected things: cells by column, and the whole as CSV with names."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from s5kg.lookup import Row
from s5kg.names import Names, chosen
from s5kg.namespaces import shrink
from s5kg.web.labelled import spreadsheet_text
from s5kg.web.selection import Value

COLUMNS = ("class", "place", "topic", "date", "modality", "precision", "curation", "disputed")
_LANGUAGES = ("en", "ja")
_BETWEEN = " | "  # values of a cell
Said = Mapping[str, Mapping[str, Sequence[Value]]]


def columns(rows: Iterable[Row]) -> Said:
    """Return thing → column → values in their order, of the rows of `explore-rows`."""
    found: dict[str, dict[str, set[Value]]] = {}
    for row in rows:
        thing, column, value = row["thing"], row["column"], row["value"]
        if (
            isinstance(thing, ox.NamedNode)
            and isinstance(column, ox.Literal)
            and isinstance(value, ox.NamedNode | ox.Literal)
        ):
            found.setdefault(thing.value, {}).setdefault(column.value, set()).add(value)
    return {
        thing: {column: sorted(values, key=str) for column, values in cells.items()}
        for thing, cells in found.items()
    }


def write_table(said: Said, names: Names, language: str) -> str:
    """Return things as CSV (RFC 4180), sorted by name: a line each, with names beside IRIs.

    Names of values are in one language, those of the things in both. A text that a spreadsheet
    would take for a formula begins with an apostrophe. Raises LimitError as any question does.
    """
    cells = (values for one in said.values() for values in one.values())
    iris = {value.value for values in cells for value in values if isinstance(value, ox.NamedNode)}
    labels = names.all([*said, *sorted(iris)])

    def called(value: Value) -> str:
        if isinstance(value, ox.Literal):
            return value.value
        return chosen(value.value, labels[value.value], language).value

    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_head())
    for thing in sorted(said, key=lambda iri: (chosen(iri, labels[iri], language).value, iri)):
        line = [thing, *(labels[thing].get(code, "") for code in _LANGUAGES)]
        for column in COLUMNS:
            values = said[thing].get(column, ())
            line.append(_BETWEEN.join(_code(value) for value in values))
            if column != "date":
                line.append(_BETWEEN.join(called(value) for value in values))
        writer.writerow([spreadsheet_text(text) for text in line])
    return buffer.getvalue()


def _head() -> list[str]:
    head = ["iri", *(f"label_{code}" for code in _LANGUAGES)]
    for column in COLUMNS:
        head += [column] if column == "date" else [column, f"{column}_label"]
    return head


def _code(value: Value) -> str:
    return shrink(value.value) if isinstance(value, ox.NamedNode) else value.value
