"""The checks that a graph carries: queries that must find nothing (docs/architecture.md)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.namespaces import ID, SHAPES
from s5kg.shacl.constraints import component
from s5kg.shacl.queries import declared, tokens
from s5kg.shacl.results import Result
from s5kg.shacl.terms import ShapesGraph, Term, sh

_NAME = f"{ID}query-checks-"
_HEADER = re.compile(r"^#\+ ([a-z][a-z-]*): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """A query of the role `checks`, with what it says of each row that it finds."""

    node: ox.NamedNode
    text: str
    messages: tuple[ox.Literal, ...]

    def run(self, store: ox.Store) -> Iterator[Result]:
        """Yield a Violation for each row over all graphs.

        Raises SyntaxError for what is no query, ValueError for one that asks elsewhere.
        """
        if "SERVICE" in {part.upper() for part in tokens(self.text)}:
            raise ValueError("a check may not ask another service")
        rows = store.query(self.text, use_default_graph_as_union=True)
        if not isinstance(rows, ox.QuerySolutions):
            raise ValueError("a check must be a SELECT query")
        for row in rows:
            terms = [row[variable] for variable in rows.variables]
            node = next((t for t in terms if isinstance(t, ox.NamedNode)), self.node)
            value = next((t for t in terms[1:] if t is not None), None)
            yield self.result(node, value, self.messages)

    def result(self, node: Term, value: Term | None, messages: tuple[ox.Literal, ...]) -> Result:
        """Return a Violation of this check."""
        name = self.node.value.removeprefix(_NAME)
        shape = ox.NamedNode(f"{SHAPES}check-{name}")
        kind = component("SPARQL")
        return Result(node, None, value, sh("Violation"), shape, kind, messages=messages)


def read_checks(queries: Iterable[ox.Quad], shapes: ShapesGraph) -> list[Check]:
    """Return the checks of a queries graph, with the prefixes that the shapes graph declares."""
    declarations = [d for s in shapes.subjects() for d in shapes.objects(s, sh("declare"))]
    prologue = "".join(f"PREFIX {p}: <{ns}> " for p, ns in declared(shapes, declarations).items())
    found = []
    for quad in queries:
        node, text = quad.subject, quad.object
        if not isinstance(node, ox.NamedNode) or not isinstance(text, ox.Literal):
            continue
        if node.value.startswith(_NAME) and quad.predicate.value.startswith(sh("").value):
            found.append(Check(node, f"{prologue}\n{text.value}", _messages(text.value)))
    return sorted(found, key=lambda check: check.node.value)


def _messages(text: str) -> tuple[ox.Literal, ...]:
    header = dict(_HEADER.findall(text))
    return tuple(
        ox.Literal(sign.join(header[key] for key in keys if key in header), language=language)
        for language, sign, keys in (
            ("en", ": ", ("summary", "remedy")),
            ("ja", "：", ("summary-ja", "remedy-ja")),
        )
    )
