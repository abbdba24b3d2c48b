"""A layered layout of a small directed graph without cycles: rows from top to bottom."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

Node = Hashable
Edge = tuple[Node, Node]
Point = tuple[float, float]


@dataclass(frozen=True)
class _Waypoint:
    """Where an edge passes a row that holds neither of its ends."""

    edge: Edge
    row: int


@dataclass(frozen=True)
class Layout:
    """The centre of each node, and for each edge the points it passes, its ends included."""

    centres: dict[Node, Point]
    routes: dict[Edge, list[Point]]


def lay_out(
    edges: Sequence[Edge], widths: Mapping[Node, float], gap: float, row_height: float
) -> Layout:
    """Place every node of `edges`. Equal input gives equal output."""
    depth = _depths(edges)
    chains = {edge: _chain(edge, depth) for edge in edges}
    links = [pair for chain in chains.values() for pair in pairwise(chain)]
    rows: list[list[Node]] = [[] for _ in range(max(depth.values()) + 1)]
    for node in dict.fromkeys(node for chain in chains.values() for node in chain):
        rows[node.row if isinstance(node, _Waypoint) else depth[node]].append(node)
    _order(rows, links)
    across = _spread(rows, links, widths, gap)
    centres = {
        node: (across[node], row_height * (level + 0.5))
        for level, row in enumerate(rows)
        for node in row
    }
    routes = {edge: [centres[node] for node in chain] for edge, chain in chains.items()}
    return Layout({node: centres[node] for node in depth}, routes)


def _depths(edges: Sequence[Edge]) -> dict[Node, int]:
    """Return the row of each node: below all that point to it, and close to what it points to."""
    depth: dict[Node, int] = {node: 0 for edge in edges for node in edge}
    for _ in depth:
        for start, end in edges:
            depth[end] = max(depth[end], depth[start] + 1)
    if max(depth.values()) >= len(depth):
        raise ValueError("the graph has a cycle")
    targets = {end for _, end in edges}
    for node in depth:
        if node not in targets:
            depth[node] = min(depth[end] for start, end in edges if start == node) - 1
    return depth


def _chain(edge: Edge, depth: Mapping[Node, int]) -> list[Node]:
    """Return an edge's ends with a waypoint in each row between them."""
    start, end = edge
    return [start, *(_Waypoint(edge, row) for row in range(depth[start] + 1, depth[end])), end]


def _order(rows: list[list[Node]], links: Sequence[Edge]) -> None:
    """Move single nodes within their rows until no move makes fewer crossings or less lean."""
    best, improved = _cost(rows, links), True
    while improved:
        improved = False
        for level, row in enumerate(rows):
            for node, place in product(tuple(row), range(len(row))):
                kept = rows[level]
                rest = [other for other in kept if other != node]
                rows[level] = [*rest[:place], node, *rest[place:]]
                cost = _cost(rows, links)
                if cost < best:
                    best, improved = cost, True
                else:
                    rows[level] = kept


def _cost(rows: list[list[Node]], links: Sequence[Edge]) -> tuple[int, float]:
    """Return the number of crossings, then how far the links lean."""
    place = {node: (index + 0.5) / len(row) for row in rows for index, node in enumerate(row)}
    level = {node: index for index, row in enumerate(rows) for node in row}
    ends = [(level[start], place[start], place[end]) for start, end in links]
    crossings = sum(
        a[0] == b[0] and (a[1] - b[1]) * (a[2] - b[2]) < 0
        for index, a in enumerate(ends)
        for b in ends[:index]
    )
    return crossings, round(sum((start - end) ** 2 for _, start, end in ends), 9)


def _spread(
    rows: list[list[Node]], links: Sequence[Edge], widths: Mapping[Node, float], gap: float
) -> dict[Node, float]:
    """Return x for each node: near the mean of its neighbours, with a gap between boxes."""
    near: dict[Node, list[Node]] = {}
    for start, end in links:
        near.setdefault(start, []).append(end)
        near.setdefault(end, []).append(start)

    def apart(left: Node, right: Node) -> float:
        return (widths.get(left, 0) + widths.get(right, 0)) / 2 + gap

    across: dict[Node, float] = {}
    for row in rows:
        at = 0.0
        for index, node in enumerate(row):
            at += apart(row[index - 1], node) if index else 0
            across[node] = at
        middle = (across[row[0]] + across[row[-1]]) / 2
        across |= {node: across[node] - middle for node in row}
    for _ in range(60):
        for row in [*rows, *reversed(rows)]:
            wanted = [_mean([across[other] for other in near[node]]) for node in row]
            across |= dict(zip(row, _settle(row, wanted, apart), strict=True))
    return {node: round(x, 1) for node, x in across.items()}


def _settle(
    row: Sequence[Node], wanted: Sequence[float], apart: Callable[[Node, Node], float]
) -> list[float]:
    """Return the places closest to those wanted that keep the order and the gaps.

    Without the gaps it is an isotonic regression, done by pooling neighbours that would overlap.
    """
    offsets = [0.0]
    for left, right in pairwise(row):
        offsets.append(offsets[-1] + apart(left, right))
    pools: list[list[float]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        pools.append([place - offset])
        while len(pools) > 1 and _mean(pools[-2]) > _mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    flat = [_mean(pool) for pool in pools for _ in pool]
    return [place + offset for place, offset in zip(flat, offsets, strict=True)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
