"""Property paths of shapes (SHACL 2.3.1) as property paths of SPARQL."""

from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.shacl.terms import NotCoveredError, ShapesGraph, Term, is_anonymous, sh

_MODIFIERS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_FIRST = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")


@dataclass(frozen=True)
class Path:
    """A path: its node in the shapes graph, its SPARQL text and the predicates in it."""

    node: Term
    text: str
    predicates: frozenset[str]


def read_path(shapes: ShapesGraph, node: Term, depth: int = 0) -> Path:
    """Read the path that a node stands for.

    Raises NotCoveredError for what is no path.
    """
    if depth > 20:
        raise NotCoveredError("a path contains itself")
    if isinstance(node, ox.NamedNode) and not is_anonymous(node):
        return Path(node, str(node), frozenset((node.value,)))
    if not is_anonymous(node):
        raise NotCoveredError(f"{node} is no path")
    if shapes.objects(node, _FIRST):
        return _joined(shapes, node, node, "/", depth)
    found = [p for p in shapes.predicates_of(node) if p.endswith("Path")]
    if len(found) != 1:
        raise NotCoveredError(f"{node} is no path")
    name = found[0].rpartition("#")[2]
    value = shapes.one(node, sh(name))
    if value is None:
        raise NotCoveredError(f"{node} is no path")
    if name == "alternativePath":
        return _joined(shapes, node, value, "|", depth)
    inner = read_path(shapes, value, depth + 1)
    if name == "inversePath":
        return Path(node, f"(^{inner.text})", inner.predicates)
    if name not in _MODIFIERS:
        raise NotCoveredError(f"{node} is no path")
    return Path(node, f"({inner.text}{_MODIFIERS[name]})", inner.predicates)


def _joined(shapes: ShapesGraph, node: Term, head: Term, sign: str, depth: int) -> Path:
    parts = [read_path(shapes, item, depth + 1) for item in shapes.items(head)]
    if len(parts) < 2:
        raise NotCoveredError("a sequence or alternative needs two members")
    predicates = frozenset().union(*(part.predicates for part in parts))
    return Path(node, f"({sign.join(part.text for part in parts)})", predicates)
