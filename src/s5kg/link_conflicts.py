"""What mapping sets say against each other: links that cannot all be right."""

from collections.abc import Callable, Hashable, Iterable, Iterator

from s5kg.link_checks import space_of
from s5kg.mappings import EXACT, Mapping, MappingSet
from s5kg.problems import Problem

_REJECT = "s5kg links review takes it out"


def find_conflicts(
    sets: Iterable[MappingSet], links: Iterable[MappingSet] = (), proposals: bool = False
) -> list[Problem]:
    """Return the rows of sets that contradict links, or each other.

    In the links themselves nothing is looked for. Where the sets are `proposals`, a thing may have
    several targets and a target several things; it may not be one that the links refuse, or give
    to another thing.
    """
    sets, links = list(sets), list(links)
    known = [row for one in links for row in one.rows]
    rows = [row for one in sets for row in one.rows]
    found = list(_refused(known, rows, _REJECT if proposals else "take one of the two rows out"))
    what = "is the exact match of two things"
    remedy = _REJECT if proposals else "say which of them it is"
    for row, where in _shared(known, rows, lambda row: row.object, among=not proposals):
        found.append(row.problem(f"{row.object.value} {what}{where}", remedy))
    if proposals:
        return found
    # The shortest first, so that a set of a part of a scheme is held against that of the whole.
    spaces = sorted({space for one in (*links, *sets) for space in one.namespaces}, key=len)
    what, remedy = "has two exact matches in one scheme", "keep one as exact"
    for row, where in _shared(known, rows, lambda row: (row.subject, space_of(row.object, spaces))):
        found.append(row.problem(f"{row.subject.value} {what}{where}", remedy))
    return found


def _refused(known: list[Mapping], rows: list[Mapping], remedy: str) -> Iterator[Problem]:
    """Yield the links that are refused; a refusal, where it is the link that is known."""
    refused = {_pair(row): row for row in (*rows, *known) if row.negative}
    linked = {_pair(row): row for row in known if not row.negative}
    for row in rows:
        if other := (linked if row.negative else refused).get(_pair(row)):
            what = f"{row.object.value} is linked, and said not to be a match"
            yield row.problem(what + _place(other, row), remedy)


def _shared(
    known: list[Mapping],
    rows: list[Mapping],
    end: Callable[[Mapping], Hashable],
    among: bool = True,
) -> Iterator[tuple[Mapping, str]]:
    """Yield the exact matches that share an end with one before them, and where that is.

    Without `among`, with one that is known.
    """
    first: dict[Hashable, Mapping] = {}
    for row in _exact(known):
        first.setdefault(end(row), row)
    for row in _exact(rows):
        other = first.get(end(row))
        if other is None and among:
            first[end(row)] = row
        elif other and _pair(other) != _pair(row):
            yield row, _place(other, row)


def _exact(rows: list[Mapping]) -> Iterator[Mapping]:
    return (row for row in rows if row.predicate == EXACT and not row.negative)


def _pair(row: Mapping) -> tuple[object, object]:
    return row.subject, row.object


def _place(other: Mapping, row: Mapping) -> str:
    """Return where another row is, if it is in another file."""
    return "" if other.file == row.file else f", see {other.place}"
