"""Constraints that are queries themselves (SHACL 5), over all targets at once where that is safe.

SHACL substitutes $this everywhere in a query. Joining the targets at its beginning gives the same
only where every place that uses $this sees that join; other queries are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.shacl.shapes import Shape, messages_of
from s5kg.shacl.terms import OWL, RDF, RDFS, SH, NotCoveredError, ShapesGraph, Term, sh

_TOKEN = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\''''
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|\#[^\n]*"""
    r"""|[?$]\w+|[\w:][\w:.\-]*|\s+|.""",
    re.DOTALL,
)
_REFUSED = {"MINUS", "VALUES", "SERVICE"}
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_THIS = {"?this", "$this"}
_UNKNOWN = {"shapesGraph", "currentShape"}


def tokens(text: str) -> list[str]:
    """Return the tokens of a query without comments; joined, they are the query."""
    return [" " if t.startswith("#") else t for t in _TOKEN.findall(text)]


@dataclass(frozen=True)
class Select:
    """A sh:select of a shape. `opening` is where targets are joined."""

    shape: Shape
    node: Term
    parts: tuple[str, ...]
    prologue: str
    messages: tuple[ox.Literal, ...]
    opening: int

    def text(self, targets: str) -> str:
        """Return the query with the targets at its beginning."""
        before, after = self.parts[: self.opening], self.parts[self.opening :]
        join = f" {{ SELECT DISTINCT ?this WHERE {{ {targets} }} }} "
        return self.prologue + "".join(before) + join + "".join(after)


def read_select(graph: ShapesGraph, shape: Shape, node: Term) -> Select:
    """Read a SPARQL-based constraint.

    Raises NotCoveredError for what SHACL forbids in it (5.1), for a query that asks for the shapes
    graph, and for one that cannot be parsed.
    """
    text = graph.one(node, sh("select"))
    if not isinstance(text, ox.Literal):
        raise NotCoveredError(f"{node} has no sh:select")
    for predicate in graph.predicates_of(node):
        if predicate.startswith(SH) and predicate.removeprefix(SH) not in _KNOWN:
            raise NotCoveredError(f"{node} uses <{predicate}>")
    parts = tokens(text.value)
    words = {part.upper() for part in parts}
    if words & _REFUSED or {part[1:] for part in parts if part[0] in "?$"} & _UNKNOWN:
        raise NotCoveredError(f"{node} uses what a constraint may not")
    if {"?PATH", "$PATH"} & set(parts):
        if shape.path is None:
            raise NotCoveredError(f"{node} uses $PATH in a shape without a path")
        parts = [shape.path.text if part in ("?PATH", "$PATH") else part for part in parts]
    if re.search(r"(?i)\bAS\s+[?$]this\b", "".join(parts)):
        raise NotCoveredError(f"{node} binds $this anew")
    prologue = "".join(f"PREFIX {p}: <{ns}>\n" for p, ns in _prefixes(graph, node).items())
    messages = tuple(dict.fromkeys((*messages_of(graph, node), *shape.messages)))
    opening = _opening(parts)
    if not opening:
        raise NotCoveredError(f"{node} uses $this where targets cannot be joined")
    select = Select(shape, node, tuple(parts), prologue, messages, opening)
    try:
        ox.Store().query(select.text("VALUES ?this { <urn:x> }"))
    except SyntaxError as error:
        raise NotCoveredError(f"{node}: {error}") from error
    return select


_KNOWN = {"select", "prefixes", "message", "deactivated"}


def _prefixes(graph: ShapesGraph, node: Term) -> dict[str, str]:
    """Return the declared prefixes (SHACL 5.2.1), and the three that are always there."""
    found = {"rdf": RDF, "rdfs": RDFS, "owl": OWL}
    imports = ox.NamedNode(f"{OWL}imports")
    pending, seen = list(graph.objects(node, sh("prefixes"))), set[Term]()
    while pending:
        ontology = pending.pop()
        if ontology in seen:
            continue
        seen.add(ontology)
        pending += graph.objects(ontology, imports)
        found |= declared(graph, graph.objects(ontology, sh("declare")))
    return found


def declared(graph: ShapesGraph, declarations: list[Term]) -> dict[str, str]:
    """Return the prefixes of some sh:declare."""
    found = {}
    for declaration in declarations:
        prefix = graph.one(declaration, sh("prefix"))
        namespace = graph.one(declaration, sh("namespace"))
        if isinstance(prefix, ox.Literal) and isinstance(namespace, ox.Literal):
            found[prefix.value] = namespace.value
    return found


def _opening(parts: list[str]) -> int:
    """Return the index after the first brace of the query, or 0 where targets cannot be joined."""
    walk = list(_walk(parts))
    words = [part.upper() for part in parts]
    opening, kind = next(((i, groups[0]) for i, groups in walk if groups), (0, ""))
    if {"LIMIT", "OFFSET"} & set(words) or kind != "GROUP":
        return 0
    for i in (i for i, word in enumerate(words) if word == "SELECT"):
        brace = parts.index("{", i) if "{" in parts[i:] else len(parts)
        if not _THIS & set(parts[i:brace]):
            return 0
    closing = next((i for i, groups in walk if i > opening and not groups), len(parts))
    if "SELECT" not in words[:opening]:
        return 0
    if _AGGREGATES & set(words) and not _THIS & set(_grouped(parts[closing:])):
        return 0
    for i, groups in walk:
        if parts[i] in _THIS and not _sees_targets(groups):
            return 0
    return opening + 1


def _walk(parts: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each token's index and the groups it stands in; a brace is within its own group."""
    groups: list[str] = []
    before = ""
    for i, part in enumerate(parts):
        if not part.strip():
            continue
        if part.upper() in ("{", "(", "WHERE") and groups and groups[-1] == "PROJECTION":
            groups[-1] = "GROUP"
        if part == "{":
            groups.append(before if before in ("EXISTS", "OPTIONAL") else "GROUP")
        elif part == "}" and groups:
            groups.pop()
        elif part.upper() == "SELECT" and groups:
            groups[-1] = "PROJECTION"
        before = part.upper()
        yield i, list(groups)


def _sees_targets(groups: list[str]) -> bool:
    """Return whether $this in these nested groups is what the targets at the beginning bind."""
    inner = groups[1:]
    return (
        not inner
        or inner == ["OPTIONAL"]
        or set(inner) == {"EXISTS"}
        or (inner[-1] == "PROJECTION" and set(inner[:-1]) <= {"GROUP"})
    )


def _grouped(parts: list[str]) -> list[str]:
    words = [part.upper() for part in parts]
    if "GROUP" not in words:
        return []
    rest = words[words.index("GROUP") :]
    ends = [rest.index(word) for word in ("HAVING", "ORDER") if word in rest]
    start = words.index("GROUP")
    return parts[start : start + min(ends, default=len(rest))]
