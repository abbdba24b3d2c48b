"""The tables `evidence/<part>.tsv` and `furniture.tsv`: spans read and written."""

import re
from pathlib import Path

from s5kg.problems import SourceError
from s5kg.spans import Span
from s5kg.tables import Row, read_table

COLUMNS = (
    "id",
    "segment",
    "line_start",
    "line_end",
    "start",
    "end",
    "span_sha256",
    "norm_length",
    "norm_sha256",
)
FURNITURE_COLUMNS = (*COLUMNS, "reason")
_FORMS = (
    ("id", re.compile(r"(ev|furniture)-[a-z0-9]+(-[a-z0-9]+)*"), "ev-us-title"),
    ("segment", re.compile(r"seg-\d+"), "seg-07"),
    ("span_sha256", re.compile(r"[0-9a-f]{64}"), "64 hexadecimal digits"),
    ("norm_sha256", re.compile(r"[0-9a-f]{64}"), "64 hexadecimal digits"),
)
_INTEGERS = frozenset({"line_start", "line_end", "start", "end", "norm_length"})


def read_spans(path: Path) -> list[Span]:
    """Read `evidence/<part>.tsv` or `furniture.tsv` (which has a reason more).

    Raises SourceError for a cell that is not of its column's form, with its line.
    """
    columns = FURNITURE_COLUMNS if path.name == "furniture.tsv" else COLUMNS
    rows = read_table(path, columns)
    problems = [
        row.problem(f"{column} is {row[column]!r}, not a whole number", "write digits only")
        for row in rows
        for column in sorted(_INTEGERS)
        if not row[column].isdecimal()
    ]
    problems += [
        row.problem(f"{row[column]!r} is no {column} of a span", f"write it as {example}")
        for row in rows
        for column, pattern, example in _FORMS
        if not pattern.fullmatch(row[column])
    ]
    if problems:
        raise SourceError(problems)
    return [_span(row) for row in rows]


def _span(row: Row) -> Span:
    return Span(
        id=row["id"],
        segment=row["segment"],
        line_start=int(row["line_start"]),
        line_end=int(row["line_end"]),
        start=int(row["start"]),
        end=int(row["end"]),
        digest=row["span_sha256"],
        norm_length=int(row["norm_length"]),
        norm_digest=row["norm_sha256"],
        reason=row.cells.get("reason", ""),
    )


def row_of(span: Span) -> str:
    """Return the line of `evidence/<part>.tsv` that says a span."""
    cells = (
        span.id,
        span.segment,
        span.line_start,
        span.line_end,
        span.start,
        span.end,
        span.digest,
        span.norm_length,
        span.norm_digest,
    )
    return "\t".join(map(str, cells))
