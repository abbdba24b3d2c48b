"""Lines of a text, cut into pieces where evidence begins and ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from s5kg.spans import Span


@dataclass(frozen=True)
class Piece:
    """Words of one line.

    `within` is the shortest evidence (IRI) around them, or nothing. Evidence `begins` here; that of
    it which is nowhere the shortest, and so has no words of its own, is `hidden`.
    """

    words: str
    within: str
    begins: tuple[str, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line of a text, numbered from 1."""

    number: int
    pieces: Sequence[Piece]


def mark(text: str, first: int, last: int, places: Mapping[str, Span]) -> list[Line]:
    """Return some lines of a text, cut by the places of evidence (IRI → where it is)."""
    lines = []
    start = 0
    for number, words in enumerate(text.split("\n"), start=1):
        if first <= number <= last:
            lines.append((number, start, start + len(words)))
        start += len(words) + 1
    shortest = sorted(places, key=lambda one: (places[one].end - places[one].start, one))
    cut = [_pieces(start, end, places, shortest) for _, start, end in lines]
    linked = {within for pieces in cut for _, _, within in pieces}
    begun: set[str] = set()
    marked = []
    for (number, _, _), pieces in zip(lines, cut, strict=True):
        row = []
        for start, end, within in pieces:
            here = [one for one in shortest if one not in begun and _meets(places[one], start, end)]
            begun.update(here)
            hidden = tuple(one for one in here if one not in linked)
            row.append(Piece(text[start:end], within, tuple(here), hidden))
        marked.append(Line(number, row))
    return marked


def _pieces(
    start: int, end: int, places: Mapping[str, Span], shortest: Sequence[str]
) -> list[tuple[int, int, str]]:
    """Return where the pieces of a line begin and end, and the evidence that each is within."""
    near = [one for one in shortest if _meets(places[one], start, end)]
    edges = {edge for one in near for edge in (places[one].start, places[one].end)}
    cuts = sorted({start, end} | {edge for edge in edges if start < edge < end})
    return [
        (left, right, next((one for one in near if _meets(places[one], left, right)), ""))
        for left, right in pairwise(cuts)
    ]


def _meets(place: Span, start: int, end: int) -> bool:
    return place.start < end and start < place.end
