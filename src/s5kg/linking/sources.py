"""Statements of a dump, one after the other: N-Triples, Turtle or CSV of any size.

A line that cannot be read is passed over and counted, since the dumps of others have such lines.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyoxigraph as ox

from s5kg.namespaces import expand
from s5kg.problems import Problem, SourceError

LABEL = expand("rdfs:label")
TYPE = expand("rdf:type")
_BLOCK = 1 << 22  # bytes of N-Triples that are parsed at once
_SHOWN = 5  # places of faults that are kept
_PLACE = re.compile(r"Parser error at line \d+ ")
_REMEDY = "mend the line, or leave it out"


class Statement(NamedTuple):
    """A subject, a property and a value, the language of the value, and whether it is an IRI."""

    subject: str
    property: str
    value: str
    language: str
    is_iri: bool


@dataclass
class Faults:
    """How many lines were passed over, and where the first of them are."""

    count: int = 0
    first: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Count a fault."""
        self.count += 1
        if len(self.first) < _SHOWN:
            self.first.append(problem)


def read_statements(path: Path, faults: Faults) -> Iterator[Statement]:
    """Yield the statements of a dump and count what cannot be read.

    The ending of the name says what it is. Raises SourceError for another ending, a file that
    cannot be opened, and CSV without the columns `id` and `label`.
    """
    readers = {".nt": _ntriples, ".ttl": _turtle, ".csv": _table}
    if path.suffix not in readers:
        what = f"{path.suffix or 'a name without ending'} is no format of dumps"
        raise SourceError([Problem(path, 0, what, f"take one of {', '.join(readers)}")])
    try:
        yield from readers[path.suffix](path, faults)
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise SourceError([Problem(path, 0, what, "check the file and who may read it")]) from error


def _ntriples(path: Path, faults: Faults) -> Iterator[Statement]:
    with path.open("rb") as file:
        start = 1
        for block in _blocks(file):
            yield from _lines(path, block, start, faults)
            start += block.count(b"\n")


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block + file.readline()


def _lines(path: Path, block: bytes, start: int, faults: Faults) -> Iterator[Statement]:
    """Yield the statements of some lines; after a fault go on line by line."""
    try:
        yield from _statements(ox.parse(block, format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        line = error.lineno or 1
        _add_line(path, start + line - 1, error, faults)
        for number, text in enumerate(block.split(b"\n")[line:], start + line):
            try:
                yield from _statements(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
            except SyntaxError as another:
                _add_line(path, number, another, faults)


def _add_line(path: Path, number: int, error: SyntaxError, faults: Faults) -> None:
    why = _PLACE.sub("", error.msg, count=1)  # it counts the lines of a part
    faults.add(Problem(path, number, f"this is no triple ({why})", _REMEDY))


def _turtle(path: Path, faults: Faults) -> Iterator[Statement]:
    try:
        yield from _statements(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        what = f"this is no Turtle ({error.msg}); what follows was not read"
        faults.add(Problem(path, error.lineno or 0, what, "mend it, or give N-Triples"))


def _statements(quads: Iterable[ox.Quad]) -> Iterator[Statement]:
    for quad in quads:
        value = quad.object
        if isinstance(value, ox.Triple) or not isinstance(quad.subject, ox.NamedNode):
            continue
        named = isinstance(value, ox.NamedNode)
        language = value.language or "" if isinstance(value, ox.Literal) else ""
        yield Statement(
            quad.subject.value, quad.predicate.value, value.value, language.lower()[:2], named
        )


def _table(path: Path, faults: Faults) -> Iterator[Statement]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        rows = csv.reader(file)
        header = next(rows, [])
        if not {"id", "label"} <= set(header):
            what = "the first line does not name the columns id and label"
            raise SourceError([Problem(path, 1, what, "columns: id,label,lang,type, and others")])
        columns = _columns(header)
        known: str | None = None  # the rows of a thing mostly follow each other
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                faults.add(Problem(path, rows.line_num, f"this is no row ({error})", _REMEDY))
                continue
            if what := _wrong(cells, columns, known):
                faults.add(Problem(path, rows.line_num, what, _REMEDY))
                continue
            known = cells[columns.subject]
            yield from _row(cells, columns)


class _Columns(NamedTuple):
    """Where the cells of a row stand; the language and the kind may be nowhere."""

    cells: int
    subject: int
    label: int
    language: int | None
    kind: int | None
    others: tuple[tuple[int, str], ...]


def _columns(header: list[str]) -> _Columns:
    places = {name: place for place, name in enumerate(header)}
    known = [places.pop(name, None) for name in ("id", "label", "lang", "type")]
    subject, label, language, kind = known
    others = tuple((place, name) for name, place in places.items())
    return _Columns(len(header), subject or 0, label or 0, language, kind, others)


def _wrong(cells: list[str], columns: _Columns, known: str | None) -> str:
    """Return what is wrong with a row, or nothing; a `known` id is a good one."""
    if len(cells) != columns.cells:
        return f"{len(cells)} cells where the header names {columns.cells}"
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return "this is not UTF-8"
    if cells[columns.subject] == known:
        return ""
    try:
        ox.NamedNode(cells[columns.subject])
    except ValueError as error:
        return f"the id is no IRI ({error})"
    return ""


def _row(cells: list[str], columns: _Columns) -> Iterator[Statement]:
    subject = cells[columns.subject]
    language = "" if columns.language is None else cells[columns.language].lower()[:2]
    yield Statement(subject, LABEL, cells[columns.label], language, False)
    if columns.kind is not None and cells[columns.kind]:
        yield Statement(subject, TYPE, cells[columns.kind], "", True)
    for place, name in columns.others:
        if value := cells[place]:
            yield Statement(subject, name, value, "", value.startswith(("http://", "https://")))
