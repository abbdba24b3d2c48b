"""What changed between two states, as RDF Patch (https://afs.github.io/rdf-delta/rdf-patch).

A transaction has a head that chains it to the state before, and a row for each quad:

    H id <…/state/…> .      the state after it: the SHA-256 of all that follows
    H prev <…/state/…> .    the state before it
    H time "…"^^xsd:dateTime .
    H author "…" .
    TX .
    D <s> <p> <o> <g> .
    A <s> <p> <o> <g> .
    TC .
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import pyoxigraph as ox

from s5kg.namespaces import BASE

_STATE = f"{BASE}state/"
_ID = re.compile(rf"H id <{re.escape(_STATE)}([0-9a-f]{{64}})> \.\n".encode())
_HEAD = re.compile(
    rf"H prev <{re.escape(_STATE)}(?P<previous>[0-9a-f]{{64}})> \.\n"
    r"H time (?P<time>\S+) \.\n"
    r"H author (?P<author>.*) \.\n"
    r"TX \.\n".encode()
)
_HEAD_LINES = 5
_END = b"TC .\n"
_TIME = ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")


class PatchError(Exception):
    """What is no sound log of patches: what is wrong, at which line (from 1)."""

    def __init__(self, line: int, message: str) -> None:
        """Keep the line."""
        self.line = line
        super().__init__(f"line {line}: {message}")


@dataclass(frozen=True)
class Patch:
    """The quads that come and those that go, as sorted lines of N-Quads without line ends."""

    added: tuple[bytes, ...] = ()
    removed: tuple[bytes, ...] = ()

    @classmethod
    def between(cls, before: Iterable[bytes], after: Iterable[bytes]) -> "Patch":
        """Return what leads from some lines to others."""
        old, new = set(before), set(after)
        return cls(tuple(sorted(new - old)), tuple(sorted(old - new)))

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.added or self.removed)

    @property
    def inverse(self) -> "Patch":
        """What undoes it."""
        return Patch(self.removed, self.added)

    @property
    def rows(self) -> bytes:
        """The rows of RDF Patch: first what goes."""
        rows = [b"D %s\n" % line for line in self.removed]
        rows += [b"A %s\n" % line for line in self.added]
        return b"".join(rows)

    @property
    def graphs(self) -> frozenset[str]:
        """The graphs that it changes, an empty name for the default graph."""
        quads = parse_lines((*self.added, *self.removed))
        return frozenset(graph_of(quad) for quad in quads)

    def apply(self, store: ox.Store) -> None:
        """Change a store; a graph that has no quads afterwards is not there.

        Raises SyntaxError for lines that are no N-Quads.
        """
        left = set()
        for quad in parse_lines(self.removed):
            store.remove(quad)
            left.add(quad.graph_name)
        store.extend(parse_lines(self.added))
        forget_empty(store, left)


def read_rows(rows: bytes, line: int = 1) -> Patch:
    """Return the patch in some rows, of which the first is at a line.

    Raises PatchError for what is neither `A` nor `D`.
    """
    kinds: dict[bytes, list[bytes]] = {b"A ": [], b"D ": []}
    for number, row in enumerate(split_lines(rows), line):
        if row[:2] not in kinds:
            raise PatchError(number, "neither an added nor a deleted quad")
        kinds[row[:2]].append(row[2:])
    return Patch(tuple(kinds[b"A "]), tuple(kinds[b"D "]))


def split_lines(text: bytes) -> list[bytes]:
    """Return the lines of N-Quads, where only a line feed ends one."""
    return text.removesuffix(b"\n").split(b"\n") if text else []


def parse_lines(lines: Iterable[bytes]) -> Iterator[ox.Quad]:
    """Return the quads of lines, with the blank nodes that they name."""
    return ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS)


def graph_of(quad: ox.Quad) -> str:
    """Return the name of a quad's graph, an empty one for the default graph."""
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value


def forget_empty(store: ox.Store, graphs: Iterable[object]) -> None:
    """Remove the names of those graphs that have no quads: N-Quads cannot hold them."""
    for graph in graphs:
        if isinstance(graph, ox.NamedNode | ox.BlankNode) and not any(
            store.quads_for_pattern(None, None, None, graph)
        ):
            store.remove_graph(graph)


@dataclass(frozen=True)
class Transaction:
    """A patch with what the log says of it. `time` is that of the clock, in UTC."""

    state: str
    previous: str
    time: str
    author: str
    patch: Patch

    @classmethod
    def of(cls, patch: Patch, previous: str, author: str, time: datetime) -> "Transaction":
        """Name the state to which a patch leads from the previous one."""
        moment = time.isoformat(timespec="seconds").replace("+00:00", "Z")
        unnamed = cls("", previous, moment, author, patch)
        return cls(hashlib.sha256(unnamed._named).hexdigest(), previous, moment, author, patch)

    @property
    def _named(self) -> bytes:
        """What the name of the state is made of."""
        # A UTF-16 surrogate cannot be written, and a name from outside may hold one.
        author = self.author.encode("utf-8", "replace").decode()
        head = (
            f"H prev <{_STATE}{self.previous}> .\n"
            f"H time {ox.Literal(self.time, datatype=_TIME)} .\n"
            f"H author {ox.Literal(author)} .\n"
            "TX .\n"
        )
        return head.encode() + self.patch.rows + _END

    def __bytes__(self) -> bytes:
        """Write it as RDF Patch."""
        return f"H id <{_STATE}{self.state}> .\n".encode() + self._named


def read_transactions(file: BinaryIO, previous: str, line: int = 1) -> Iterator[Transaction]:
    """Read what follows a state, from where a file stands; it may begin at a later line.

    It ends before a transaction that has no end: one that was being written. The file then stands
    where that begins. Raises PatchError for what is not as it was written.
    """
    while True:
        start, block = file.tell(), []
        for row in file:
            block.append(row)
            if row == _END:
                break
        else:
            file.seek(start)
            return
        found = _read_block(b"".join(block), previous, line)
        yield found
        previous = found.state
        line += len(block)


def _read_block(block: bytes, previous: str, line: int) -> Transaction:
    if not (named := _ID.match(block)):
        raise PatchError(line, "here a transaction should begin with its id")
    state, rest = named[1].decode(), block[named.end() :]
    if hashlib.sha256(rest).hexdigest() != state:
        raise PatchError(line, "the transaction is not as it was written: its SHA-256 is another")
    if not (head := _HEAD.match(rest)):
        raise PatchError(line + 1, "the head of the transaction is not of this log")
    if head["previous"].decode() != previous:
        raise PatchError(line + 1, f"it follows another state than {previous[:16]}")
    patch = read_rows(rest[head.end() : -len(_END)], line + _HEAD_LINES)
    return Transaction(state, previous, _value(head["time"]), _value(head["author"]), patch)


def _value(literal: bytes) -> str:
    (quad,) = ox.parse(b"<h:h> <h:h> " + literal + b" .", format=ox.RdfFormat.N_TRIPLES)
    return quad.object.value if isinstance(quad.object, ox.Literal) else ""
