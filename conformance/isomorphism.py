"""Whether two bags of rows are the same up to the names of their blank nodes.

A graph is a bag of triples, a dataset of quads, a result set of solutions. The way is colour
refinement, and where that leaves blank nodes alike, trying each in turn.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Cell = Term | ox.DefaultGraph | str | int | None
Row = tuple[Cell, ...]
Colours = dict[ox.BlankNode, int]


def isomorphic(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Return whether some renaming of blank nodes makes one bag of rows the other."""
    if len(left) != len(right):
        return False
    starts = [dict.fromkeys(_nodes(rows), 0) for rows in (left, right)]
    return _match(left, right, starts[0], starts[1])


def _match(left: Sequence[Row], right: Sequence[Row], one: Colours, two: Colours) -> bool:
    one, two = _refine(left, one), _refine(right, two)
    if Counter(one.values()) != Counter(two.values()):
        return False
    classes = defaultdict(list)
    for node, colour in one.items():
        classes[colour].append(node)
    alike = [nodes for nodes in classes.values() if len(nodes) > 1]
    if not alike:
        return _painted(left, one) == _painted(right, two)
    chosen = min(alike, key=len)[0]
    fresh = 1  # refined colours are even, so that this one is new
    return any(
        _match(left, right, {**one, chosen: fresh}, {**two, node: fresh})
        for node, colour in two.items()
        if colour == one[chosen]
    )


def _refine(rows: Sequence[Row], colours: Colours) -> Colours:
    """Tell blank nodes apart by the rows they are in, until that tells no more apart."""
    for _ in range(len(colours) + 1):
        seen = defaultdict(list)
        for row in rows:
            painted = hash(_paint(row, colours, None))
            for node in set(_nodes([row])):
                seen[node].append(hash((painted, _paint(row, colours, node))))
        refined = {node: hash((old, *sorted(seen[node]))) * 2 for node, old in colours.items()}
        if len(set(refined.values())) == len(set(colours.values())):
            return refined
        colours = refined
    return colours


def _painted(rows: Sequence[Row], colours: Colours) -> Counter[object]:
    return Counter(_paint(row, colours, None) for row in rows)


def _paint(cell: Cell | Row, colours: Colours, own: ox.BlankNode | None) -> object:
    """Return a row or cell with colours for blank nodes; `own` stands out."""
    if isinstance(cell, tuple):
        return tuple(_paint(inner, colours, own) for inner in cell)
    if isinstance(cell, ox.BlankNode):
        return ("own",) if cell == own else ("colour", colours[cell])
    if isinstance(cell, ox.Triple):
        return tuple(
            _paint(part, colours, own) for part in (cell.subject, cell.predicate, cell.object)
        )
    return cell


def _nodes(rows: Sequence[Row]) -> Iterator[ox.BlankNode]:
    for row in rows:
        for cell in row:
            if isinstance(cell, ox.BlankNode):
                yield cell
            elif isinstance(cell, ox.Triple):
                yield from _nodes([(cell.subject, cell.predicate, cell.object)])
