"""The pattern of each SERVICE clause as text, to be sent to the service."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Variable

from s5kg.federation import UnclearCallError
from s5kg.federation.algebra import parse_query
from s5kg.federation.lexing import COMMENT, IRI, SERVICE, STRING, expand, keywords

SERVICE_NODE = "ServiceGraphPattern"
_TOKEN = re.compile(rf"{STRING.pattern}|{COMMENT.pattern}|{IRI.pattern}|(?P<brace>[{{}}])")


@dataclass(frozen=True)
class Pattern:
    """A group graph pattern with what it needs before it, and its variables."""

    prologue: str
    group: str
    variables: frozenset[str]

    def query(self, values: str = "") -> str:
        """Return the SELECT query for it, joined with a VALUES clause."""
        return f"{self.prologue}SELECT * WHERE {self.group} {values}"


def patterns(text: str, query: Any, prefixes: Mapping[str, str]) -> dict[int, Pattern]:
    """Return the pattern of each SERVICE node of a parsed query, by the node's id().

    rdflib keeps no text, so the groups are cut from the query, and each is parsed again: it must
    give the very node. Raises UnclearCallError where it does not.
    """
    text = expand(text)
    groups = [_group(text, place) for place in keywords(text, SERVICE)]
    found = {}
    for node in nodes(query.algebra):
        if node.name != SERVICE_NODE:
            continue
        for group in groups:
            prologue = _prologue(query.prologue, group)
            again = f"{prologue}ASK {{ SERVICE <urn:s5kg> {group} }}"
            same = next(
                (n for n in nodes(parse_query(again, prefixes).algebra) if n.name == SERVICE_NODE),
                None,
            )
            if same is not None and _shape(same.graph, {}) == _shape(node.graph, {}):
                found[id(node)] = Pattern(prologue, group, _variables(node.graph))
                break
        else:
            message = "the pattern of SERVICE cannot be told from the rest"
            raise UnclearCallError(message, "pattern")
    return found


def nodes(part: object) -> Iterator[CompValue]:
    """Walk all nodes of an algebra."""
    if isinstance(part, CompValue):
        yield part
    if isinstance(part, Mapping):
        for inner in part.values():
            yield from nodes(inner)
    elif isinstance(part, list | tuple | set) or hasattr(part, "as_list"):
        for inner in part:  # type: ignore[attr-defined] # pyparsing's results are a sequence
            yield from nodes(inner)


def _group(text: str, place: int) -> str:
    """Return the braces after a keyword and what is between them."""
    depth, start = 0, 0
    for token in _TOKEN.finditer(text, place):
        if token["brace"] == "{":
            start = start or token.start()
            depth += 1
        elif token["brace"] == "}":
            depth -= 1
            if depth <= 0:
                return text[start : token.end()]
    return ""


def _prologue(prologue: Any, group: str) -> str:
    lines = [f"BASE <{prologue.base}>\n"] if prologue.base else []
    lines += [
        f"PREFIX {name}: <{namespace}>\n"
        for name, namespace in prologue.namespace_manager.namespaces()
        if f"{name}:" in group
    ]
    return "".join(lines)


def _shape(part: object, blank: dict[BNode, int]) -> object:
    """Return a part for comparison; blank nodes are numbered as they come."""
    if isinstance(part, BNode):
        return "_", blank.setdefault(part, len(blank))
    if isinstance(part, CompValue):
        return part.name, tuple((k, _shape(v, blank)) for k, v in sorted(part.items()))
    if isinstance(part, str):
        return type(part), part, getattr(part, "datatype", None), getattr(part, "language", None)
    if isinstance(part, list | tuple) or hasattr(part, "as_list"):
        return tuple(_shape(inner, blank) for inner in part)  # type: ignore[attr-defined]
    return repr(part)


def _variables(part: object) -> frozenset[str]:
    if isinstance(part, Variable):
        return frozenset({str(part)})
    inner: list[object] = []
    if isinstance(part, Mapping):
        inner = list(part.values())
    elif isinstance(part, list | tuple | set) or hasattr(part, "as_list"):
        inner = list(part)  # type: ignore[call-overload]
    return frozenset().union(*map(_variables, inner))
