"""The seam between asking and answering: nothing above it knows which engine there is."""

from dataclasses import dataclass, field
from typing import Protocol

from s5kg.formats import Family, Format


@dataclass(frozen=True)
class Question:
    """A SPARQL query and the formats its answer may have, one per family.

    A family without a format is one that the asker cannot read. `default_graphs` and
    `named_graphs` are the protocol's dataset (SPARQL 1.1 Protocol, 2.1.4); empty means ours.
    """

    text: str
    formats: dict[Family, Format]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """An answer, written."""

    body: bytes
    format: Format


class Engine(Protocol):
    """Answers questions over one release."""

    @property
    def release(self) -> str:
        """The name of the release: the SHA-256 of its N-Quads."""
        ...

    def answer(self, question: Question) -> Answer:
        """Return the answer.

        Raises QuerySyntaxError for text that is no query, NotOfferedError for an answer in a
        family that the question names no format for.
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
    """Text that is not SPARQL: what is wrong, at which line and column (from 1), and a hint."""

    message: str
    line: int = 0
    column: int = 0
    hint: str = ""
    excerpt: str = field(default="", repr=False)

    def __str__(self) -> str:
        """Render for a terminal: place, message, the line with a caret, the hint."""
        place = f"line {self.line}, column {self.column}: " if self.line else ""
        lines = [f"{place}{self.message}"]
        if self.excerpt:
            lines += [f"  {self.excerpt}", f"  {' ' * (self.column - 1)}^"]
        return "\n".join([*lines, self.hint] if self.hint else lines)
