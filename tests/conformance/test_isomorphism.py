"""Blank nodes are matched whatever they are called, and nothing else is."""

import pyoxigraph as ox
import pytest

from conformance.isomorphism import Row, isomorphic


def b(name: str) -> ox.BlankNode:
    """Return a blank node."""
    return ox.BlankNode(name)


RING = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "f"), ("f", "d")]
LONG_RING = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("f", "a")]


def rows(pairs: list[tuple[str, str]], names: str = "abcdef") -> list[Row]:
    """Return pairs of blank nodes, called otherwise."""
    renamed = dict(zip("abcdef", names, strict=True))
    return [(b(renamed[left]), b(renamed[right])) for left, right in pairs]


def test_names_do_not_count() -> None:
    """Rings of blank nodes that all look alike are the same under other names."""
    assert isomorphic(rows(RING), rows(RING[::-1], "fdbeca"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (rows(RING), rows(LONG_RING)),
        ([(b("a"), b("a"))], [(b("a"), b("b"))]),
        ([(b("a"), "x"), (b("b"), "y")], [(b("a"), "x"), (b("a"), "y")]),
        ([("x",), ("x",), ("y",)], [("x",), ("y",), ("y",)]),
        ([("x", None)], [(None, "x")]),
    ],
)
def test_what_differs_is_told_apart(left: list[Row], right: list[Row]) -> None:
    """Two short rings and a long one, one node and two, counts and places of cells."""
    assert not isomorphic(left, right)
    assert isomorphic(left, left)


def test_blank_nodes_in_triple_terms() -> None:
    """A blank node within a triple term is the one outside of it."""
    p = ox.NamedNode("urn:p")
    inside: list[Row] = [(ox.Triple(b("a"), p, b("b")), b("a"))]
    same: list[Row] = [(ox.Triple(b("x"), p, b("y")), b("x"))]
    other: list[Row] = [(ox.Triple(b("x"), p, b("y")), b("y"))]
    assert isomorphic(inside, same)
    assert not isomorphic(inside, other)
