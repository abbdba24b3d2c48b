"""Statements of a dump, one after the other: N-Triples, Turtle or CSV of any size.

A line that cannot be read is passed over and counted, since the dumps of others have such lines.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

import pyoxigraph as ox

from s5kg.iris import to_iri
from s5kg.linking.tables import read_rows
from s5kg.namespaces import expand
from s5kg.problems import Problem, SourceError

LABEL = expand("rdfs:label")
TYPE = expand("rdf:type")
_BLOCK = 1 << 22  # bytes of N-Triples that are parsed at once
_HEADER = 1 << 20  # characters of the first line of CSV that are read
_SHOWN = 5  # places of faults that are kept
_PLACE = re.compile(r"Parser error at line \d+ ")
_REMEDY = "mend the line, or leave it out"


class Statement(NamedTuple):
    """A subject, a property and a value, the language of the value, and whether it is an IRI.

    IRIs are as RDF names things, however a dump encodes them.
    """

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
    cannot be opened or read twice, and CSV without the columns `id` and `label`.
    """
    readers = {".nt": _ntriples, ".ttl": _turtle, ".csv": _table}
    if path.suffix.lower() not in readers:
        what = f"{path.suffix or 'a name without ending'} is no format of dumps"
        raise SourceError([Problem(path, 0, what, f"take one of {', '.join(readers)}")])
    try:
        if path.exists() and not path.is_file():
            remedy = "save it as a file: a dump is read more than once"
            raise SourceError([Problem(path, 0, "this is no regular file", remedy)])
        yield from readers[path.suffix.lower()](path, faults)
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
        subject, text = to_iri(quad.subject.value), to_iri(value.value) if named else value.value
        yield Statement(subject, quad.predicate.value, text, language.lower()[:2], named)


def _table(path: Path, faults: Faults) -> Iterator[Statement]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        columns = _columns(path, file)
        for row in read_rows(file, 2, _Check(columns)):
            if row.fault:
                faults.add(Problem(path, row.line, row.fault, _REMEDY))
            else:
                yield from _row(row.cells, columns)


class _Columns(NamedTuple):
    """Where the cells of a row stand; the language and the kind may be nowhere."""

    cells: int
    subject: int
    label: int
    language: int | None
    kind: int | None
    others: tuple[tuple[int, str], ...]


def _columns(path: Path, file: TextIO) -> _Columns:
    """Read the first line. Raises SourceError where it lacks a column that is needed."""
    try:
        header = next(csv.reader([file.readline(_HEADER)]), [])
    except csv.Error:
        header = []
    if not {"id", "label"} <= set(header):
        what = "the first line does not name the columns id and label"
        remedy = "name id,label,lang,type and others there, with commas between, in UTF-8"
        raise SourceError([Problem(path, 1, what, remedy)])
    places = {name: place for place, name in enumerate(header)}
    known = [places.pop(name, None) for name in ("id", "label", "lang", "type")]
    subject, label, language, kind = known
    others = tuple((place, name) for name, place in places.items())
    return _Columns(len(header), subject or 0, label or 0, language, kind, others)


class _Check:
    """Says what is wrong with a row, or nothing."""

    def __init__(self, columns: _Columns) -> None:
        self._columns = columns
        self._known: str | None = None  # a good id: the rows of a thing mostly follow each other

    def __call__(self, cells: list[str]) -> str:
        if len(cells) != self._columns.cells:
            return f"{len(cells)} cells where the header names {self._columns.cells}"
        try:
            "".join(cells).encode()
        except UnicodeEncodeError:
            return "this is not UTF-8"
        subject = cells[self._columns.subject]
        if subject == self._known:
            return ""
        try:
            self._known = ox.NamedNode(subject).value
        except ValueError as error:
            return f"the id is no IRI ({error})"
        return ""


def _row(cells: list[str], columns: _Columns) -> Iterator[Statement]:
    subject = to_iri(cells[columns.subject])
    language = "" if columns.language is None else cells[columns.language].lower()[:2]
    yield Statement(subject, LABEL, cells[columns.label], language, False)
    if columns.kind is not None and cells[columns.kind]:
        yield Statement(subject, TYPE, cells[columns.kind], "", True)
    for place, name in columns.others:
        if value := cells[place]:
            named = value.startswith(("http://", "https://"))
            yield Statement(subject, name, to_iri(value) if named else value, "", named)
