"""Links to other graphs: mapping sets in SSSOM/TSV, and the triples that follow from them.

SSSOM 1.0, "The SSSOM/TSV serialisation format". `s5kg links check` holds a set against the whole
specification; here what the build needs is read.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

import pyoxigraph as ox

from s5kg.iris import to_iri, to_uri
from s5kg.namespaces import UnknownPrefixError, expand, node
from s5kg.problems import Problem, SourceError, read_text

COLUMNS = (
    "subject_id", "subject_label", "predicate_modifier", "predicate_id", "object_id",
    "object_label", "object_type", "mapping_justification", "confidence", "see_also", "comment",
)  # fmt: skip
EXACT = node("skos:exactMatch")
PREDICATES = {
    f"skos:{name}": node(f"skos:{name}")
    for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
}
LITERAL = "rdfs literal"  # the type of an object that is a code without an IRI
_ANY = frozenset(("s5c", "s5d", "semapv", "skos"))  # prefixes of any set
_NEEDED = ("subject_id", "subject_label", "predicate_id", "mapping_justification", "confidence")
_SAME = node("schema:sameAs")
_IDENTIFIER = node("dcterms:identifier")
_SOURCE = re.compile(r'#object_source: "?([^"]*)"?')
_PREFIX = re.compile(r'#  ([\w-]+): "?([^"\s]+)"?')


@dataclass(frozen=True)
class Mapping:
    """One row of a set: a link, or with `negative` one that must not be made.

    `object` is an IRI, or a code of the datatype that the set names as its source.
    `confidence` is between 0 and 1; `cells` are the row as written.
    """

    file: Path
    line: int
    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: ox.NamedNode | ox.Literal
    negative: bool
    confidence: float
    cells: dict[str, str] = field(compare=False, repr=False)

    def triples(self) -> Iterator[ox.Triple]:
        """Yield what is published of it: never owl:sameAs, and nothing of what is negative."""
        if self.negative:
            return
        if isinstance(self.object, ox.Literal):
            if self.predicate == EXACT:
                yield ox.Triple(self.subject, _IDENTIFIER, self.object)
            return
        yield ox.Triple(self.subject, self.predicate, self.object)
        if self.predicate == EXACT:
            yield ox.Triple(self.subject, _SAME, self.object)

    @property
    def place(self) -> str:
        """Where the row is, for people who look at another one."""
        return f"{self.file.parent.name}/{self.file.name}:{self.line}"

    def problem(self, what: str, remedy: str) -> Problem:
        """Return a fault of this row."""
        return Problem(self.file, self.line, what, remedy)


@dataclass(frozen=True)
class MappingSet:
    """A file of mappings to one scheme: its comment lines as written, and its rows."""

    path: Path
    head: tuple[str, ...]
    rows: tuple[Mapping, ...]

    @property
    def scheme(self) -> str:
        """The name of the scheme, which is that of the file."""
        return self.path.name.removesuffix(".sssom.tsv")

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that the head declares."""
        return _prefixes(self.head)

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces that the head declares, but for ours and those of SSSOM."""
        return tuple(space for name, space in self.prefixes.items() if name not in _ANY)

    @property
    def source(self) -> str:
        """The datatype of its codes without IRIs, where the head names one."""
        return _source(self.head)


def read_mappings(path: Path) -> MappingSet:
    """Return a set. Raises SourceError with the faults of all its lines."""
    lines = read_text(path).splitlines()
    head = [line for line in lines if line.startswith("#")]
    rest = lines[len(head) :]
    header = "\t".join(COLUMNS)
    if not rest or rest[0] != header:
        what = f"the first line after the comments is not {header!r}"
        raise SourceError([Problem(path, len(head) + 1, what, "write these columns, with tabs")])
    reader = _Reader(path, _prefixes(head), _source(head))
    rows, problems = [], []
    for number, line in enumerate(rest[1:], start=len(head) + 2):
        try:
            rows.append(reader.row(number, line))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return MappingSet(path, tuple(head), tuple(rows))


def write_mappings(path: Path, head: Iterable[str], rows: Iterable[dict[str, str]]) -> None:
    """Write a set, sorted by subject and object, in place of the file there was.

    A row is given by its cells; those that it lacks are empty. Raises SourceError for a file that
    cannot be written.
    """
    lines = sorted("\t".join(row.get(name, "") for name in COLUMNS) for row in rows)
    text = "\n".join([*head, "\t".join(COLUMNS), *lines]) + "\n"
    scratch = path.with_name(f".{path.name}.{token_hex(8)}")  # no other writer's
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            scratch.write_text(text, encoding="utf-8")
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise SourceError([Problem(path, 0, what, "check the folder and who may write")]) from error


def _prefixes(head: list[str] | tuple[str, ...]) -> dict[str, str]:
    return {found[1]: found[2] for line in head if (found := _PREFIX.fullmatch(line))}


def _source(head: Iterable[str]) -> str:
    return next((found[1] for line in head if (found := _SOURCE.fullmatch(line))), "")


@dataclass(frozen=True)
class _Reader:
    path: Path
    prefixes: dict[str, str]
    source: str  # what codes without IRIs are codes of

    def row(self, number: int, line: str) -> Mapping:
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            what = f"{len(cells)} cells where the header names {len(COLUMNS)}"
            raise self._fault(number, what, "put one tab between two cells")
        row = dict(zip(COLUMNS, cells, strict=True))
        if quoted := [name for name in COLUMNS if row[name].startswith('"')]:
            what = f"column {quoted[0]} begins with a quotation mark, which opens a cell in SSSOM"
            raise self._fault(number, what, "take the mark out, or write “ and ”")
        if empty := [name for name in _NEEDED if not row[name]]:
            raise self._fault(number, f"column {empty[0]} is empty", "fill it in")
        if row["predicate_modifier"] not in ("", "Not"):
            what = f"{row['predicate_modifier']!r} is no modifier"
            raise self._fault(number, what, "write Not or nothing")
        if row["predicate_id"] not in PREDICATES:
            what = f"{row['predicate_id']} is no mapping"
            raise self._fault(number, what, f"take one of {', '.join(PREDICATES)}")
        return Mapping(
            self.path,
            number,
            self._iri(number, row["subject_id"]),
            PREDICATES[row["predicate_id"]],
            self._object(number, row),
            row["predicate_modifier"] == "Not",
            self._confidence(number, row["confidence"]),
            row,
        )

    def _object(self, number: int, row: dict[str, str]) -> ox.NamedNode | ox.Literal:
        if row["object_type"] != LITERAL:
            return self._iri(number, row["object_id"])
        if not row["object_label"] or row["object_id"]:
            what = f"an object that is an {LITERAL} has a label and no id"
            raise self._fault(number, what, "write the code as object_label")
        if not self.source:
            remedy = 'write a line #object_source: "IRI of a datatype"'
            raise self._fault(number, "the set does not say what its codes are", remedy)
        return ox.Literal(row["object_label"], datatype=ox.NamedNode(self.source))

    def _iri(self, number: int, curie: str) -> ox.NamedNode:
        prefix, colon, local = curie.partition(":")
        try:
            if not colon or not local:
                raise ValueError("it is not prefix:name")
            known = self.prefixes.get(prefix)
            iri = ox.NamedNode(to_iri(known + local if known else expand(curie)))
        except (ValueError, UnknownPrefixError) as error:
            remedy = "declare its prefix in curie_map"
            raise self._fault(number, f"{curie!r} is no name: {error}", remedy) from error
        if not curie.isprintable():
            remedy = "take them out, or look the name up again"
            raise self._fault(number, f"{curie!r} holds signs that nobody sees", remedy)
        if not curie.isascii():
            what = f"{curie!r} is not ASCII, which SSSOM asks for"
            raise self._fault(number, what, f"write {to_uri(curie)}")
        return iri

    def _confidence(self, number: int, text: str) -> float:
        try:
            confidence = float(text)
        except ValueError:
            confidence = -1.0
        if not 0 <= confidence <= 1:
            raise self._fault(number, f"{text!r} is no confidence", "write a number from 0 to 1")
        return confidence

    def _fault(self, number: int, what: str, remedy: str) -> SourceError:
        return SourceError([Problem(self.path, number, what, remedy)])
