"""Spans of a text: offsets and digests, never words. Measured, read and written."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from s5kg.namespaces import node
from s5kg.problems import SourceError
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


@dataclass(frozen=True)
class Span:
    """A stretch of a text: code points `start` to `end` (exclusive), lines counted from 1."""

    id: str
    segment: str
    line_start: int
    line_end: int
    start: int
    end: int
    digest: str
    norm_length: int
    norm_digest: str
    reason: str = ""

    @property
    def iri(self) -> ox.NamedNode:
        """The evidence node."""
        return node(f"s5d:{self.id}")


def normalise(text: str) -> str:
    """Return NFKC letters and numbers of `text`: what survives another PDF extractor."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def sha256(text: str) -> str:
    """Return the SHA-256 of the UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def measure(text: str, start: int, end: int, id: str, segment: str) -> Span:
    """Return the span that lies at `start` to `end` of a text."""
    words = text[start:end]
    normal = normalise(words)
    return Span(
        id=id,
        segment=segment,
        line_start=text.count("\n", 0, start) + 1,
        line_end=text.count("\n", 0, max(start, end - 1)) + 1,
        start=start,
        end=end,
        digest=sha256(words),
        norm_length=len(normal),
        norm_digest=sha256(normal),
    )


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
