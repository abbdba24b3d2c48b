"""What can be written to an engine, what comes of it, and why it may not be."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable

from s5kg.engine import Engine
from s5kg.formats import Format


@dataclass(frozen=True)
class Update:
    """A SPARQL 1.1 Update request; the graphs are the protocol's `using-graph-uri` and so on.

    `base` resolves relative IRIs.
    """

    text: str
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()
    base: str = ""


class Action(Enum):
    """What is done to a whole graph (Graph Store HTTP Protocol, 5.3 to 5.5)."""

    MERGE = "merge"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True)
class GraphWrite:
    """A write to one graph, None being the default graph, of `data` in a format of graphs.

    Relative IRIs in it are resolved against `base`, or without it against the graph.
    `further` are more data of the same write, as from a form of several files: each is parsed for
    itself, for blank nodes and prefixes of one mean nothing in another.
    """

    action: Action
    graph: str | None
    data: bytes = b""
    format: Format | None = None
    further: tuple[tuple[bytes, Format], ...] = ()
    base: str = ""

    @property
    def parts(self) -> tuple[tuple[bytes, Format], ...]:
        """All the data, each with its format."""
        return ((self.data, self.format), *self.further) if self.format else self.further


Change = Update | GraphWrite


@dataclass(frozen=True)
class Written:
    """A write that is logged and visible. One that changes nothing is neither.

    `release` names the state from now on, `added` and `removed` count quads, `created` says
    whether a graph has its first triple by it.
    """

    release: str
    added: int
    removed: int
    created: bool = False


@runtime_checkable
class WritableEngine(Engine, Protocol):
    """An engine that can also be written to, by one writer at a time; readers never wait."""

    def write(
        self, change: Change, graphs: frozenset[str] | None = None, author: str = ""
    ) -> Written:
        """Try a change, validate what it gives, log it, make it visible: all of it or nothing.

        It may touch the named `graphs` only, or all where that is None. `author` goes to the log.
        Raises QuerySyntaxError for text that is no update, UpdateError for one that cannot be
        carried out, UnreadableError for data that is not in its format, ForbiddenError,
        FixedGraphsError, NoGraphError, RefusedError, LogError, and LimitError as for a question.
        """
        ...


@dataclass
class UnreadableError(Exception):
    """Data that is not in the format that it is said to be in: what is wrong, and where."""

    message: str
    line: int = 0
    column: int = 0


class UpdateError(Exception):
    """An update that cannot be carried out: LOAD, CREATE of a graph that is there, and the like."""


class ForbiddenError(Exception):
    """A write that would change graphs which its author may not change."""

    def __init__(self, graphs: tuple[str, ...]) -> None:
        """Keep the IRIs of the graphs, an empty one for the default graph."""
        self.graphs = graphs
        super().__init__(f"not allowed to change {', '.join(graphs)}")


class FixedGraphsError(Exception):
    """A write that would change the rules by which writes are judged; they come with a build."""

    def __init__(self, graphs: tuple[str, ...]) -> None:
        """Keep the IRIs of the graphs that no write may change."""
        self.graphs = graphs
        super().__init__(f"no write may change {', '.join(graphs)}")


class NoGraphError(Exception):
    """A graph that is to be removed is not there."""


class RefusedError(Exception):
    """What a write would give does not pass the shapes and the checks."""

    def __init__(self, report: bytes) -> None:
        """Keep the SHACL report, as N-Triples."""
        self.report = report
        super().__init__("the result would not be valid")


class LogError(Exception):
    """A write could not be logged, for example because the disk is full; nothing has changed."""
