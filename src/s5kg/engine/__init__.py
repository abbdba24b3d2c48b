"""The seam between asking and answering: nothing above it knows which engine there is."""

from dataclasses import dataclass, field
from typing import Protocol

from s5kg.formats import Family, Format


@dataclass(frozen=True)
class Question:
    """A SPARQL query and the formats its answer may have, one per family.

    A family without a format is one that the asker cannot read. `default_graphs` and
    `named_graphs` are the protocol's dataset (SPARQL 1.1 Protocol, 2.1.4); empty means ours.
    Where only one of them is given, the other has no graph; an empty name among `default_graphs`
    is the store's own default graph. `timeout` is how many seconds the
    asker would wait at most; an engine may have a lower limit. `base` resolves relative IRIs.
    """

    text: str
    formats: dict[Family, Format]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    base: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer, written; `release` names the state it was answered from, where known.

    `seconds` is how long it was worked on, without the wait; 0 where the engine does not say.
    """

    body: bytes
    format: Format
    release: str = ""
    seconds: float = field(default=0.0, compare=False)


class Engine(Protocol):
    """Answers questions over one release."""

    @property
    def release(self) -> str:
        """The name of the state: the SHA-256 of its N-Quads, and another after each write.

        Empty where it is unknown; then no answer may be kept.
        """
        ...

    def answer(self, question: Question) -> Answer:
        """Return the answer.

        Raises QuerySyntaxError for text that is no query, NotOfferedError for an answer in a
        family that the question names no format for, LimitError where the engine has limits and
        the question meets one.
        """
        ...


class NotOfferedError(Exception):
    """The query's answer is of a family that the asker accepts no format of."""

    def __init__(self, family: Family) -> None:
        """Keep the family."""
        self.family = family
        super().__init__(f"the answer is {family.value}")


@dataclass
class QuerySyntaxError(Exception):
    """Text that is not SPARQL: what is wrong, at which line and column (from 1), and a hint.

    `message` and `hint` are in English. `kind` and `values` say the same for other languages; the
    kind `parser` is a message that only the parser has.
    """

    message: str
    line: int = 0
    column: int = 0
    hint: str = ""
    excerpt: str = field(default="", repr=False)
    kind: str = "parser"
    values: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Render for a terminal: place, message, the line with a caret, the hint."""
        place = f"line {self.line}, column {self.column}: " if self.line else ""
        lines = [f"{place}{self.message}"]
        if self.excerpt:
            lines += [f"  {self.excerpt}", f"  {' ' * (self.column - 1)}^"]
        return "\n".join([*lines, self.hint] if self.hint else lines)


class LimitError(Exception):
    """A question met a limit of the engine; there is no answer, not even a part of one.

    `seconds` is how long it was worked on, without the wait. `said` is what a service behind says
    of it in words of its own, which only those who chose that service should be shown.
    """

    seconds = 0.0
    said = ""


class DeadlineError(LimitError):
    """The answer was not there in time; a smaller question may be."""

    def __init__(self, limit: float) -> None:
        """Keep the limit in seconds."""
        self.limit = limit
        super().__init__(f"no answer within {limit:g} s")


class ResourceError(LimitError):
    """The process of a question ended: it needed too much memory or stack, or was killed."""

    def __init__(self, memory: int) -> None:
        """Keep how many bytes a question may use."""
        self.memory = memory
        super().__init__(f"the query's process ended; it may use {memory:,} bytes")


class TooLargeError(LimitError):
    """The answer has more bytes than an answer may have."""

    def __init__(self, limit: int) -> None:
        """Keep the limit in bytes."""
        self.limit = limit
        super().__init__(f"the answer has more than {limit:,} bytes")


class BusyError(LimitError):
    """Too many questions wait already: this one was not begun."""

    def __init__(self, retry_after: int) -> None:
        """Keep after how many seconds it is worth asking again."""
        self.retry_after = retry_after
        super().__init__(f"too many queries wait; ask again in {retry_after} s")


class RemoteError(LimitError):
    """The service that an engine asks gave no answer that can be used."""

    def __init__(self, reason: str) -> None:
        """Keep what it does instead of answering."""
        self.reason = reason
        super().__init__(f"no answer from the service behind: {reason}")


class TruncatedError(LimitError):
    """The service that an engine asks cuts answers, and has cut this one or may have done so."""

    def __init__(self, rows: int) -> None:
        """Keep after how many rows it cuts, 0 where that is not known."""
        self.rows = rows
        super().__init__(f"the service behind cuts answers after {rows:,} rows")
