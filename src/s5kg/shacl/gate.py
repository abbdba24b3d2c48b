"""The gate of a write: the shapes and checks that a store carries, run on that store."""

import io
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from s5kg.namespaces import GRAPH
from s5kg.shacl.checks import Check, read_checks
from s5kg.shacl.constraints import component
from s5kg.shacl.engine import Data, Shapes
from s5kg.shacl.results import Result, report
from s5kg.shacl.terms import Term, sh

SHAPES_GRAPH = ox.NamedNode(f"{GRAPH}shapes")
QUERIES_GRAPH = ox.NamedNode(f"{GRAPH}queries")
Rules = tuple[frozenset[ox.Quad], frozenset[ox.Quad]]


class Gate:
    """Compiled shapes and checks. It needs no file; see `of` for shapes that are not covered."""

    def __init__(self, rules: Rules) -> None:
        """Compile rules: the quads of the shapes graph and of the queries graph."""
        self._rules = rules
        self.shapes = Shapes(rules[0])
        self.checks = read_checks(rules[1], self.shapes.graph)

    @classmethod
    def of(cls, store: ox.Store) -> "Gate":
        """Compile what a store carries.

        pySHACL is loaded here when a shape is not covered, so that `check` needs no file.
        """
        gate = cls(read_rules(store))
        if gate.shapes.refused:
            import s5kg.shacl.reference  # noqa: F401
        return gate

    def check(self, store: ox.Store) -> bytes | None:
        """Return None where nothing is a Violation, else the SHACL report as N-Triples.

        The store is judged by what was compiled, whatever shapes and checks it holds itself.
        """
        results = self.results(store)
        return self.report(results) if any(result.is_violation for result in results) else None

    def report(self, results: Iterable[Result]) -> bytes:
        """Return the SHACL report that holds these results, as N-Triples."""
        output = io.BytesIO()
        ox.serialize(report(results, self.shapes.graph), output, ox.RdfFormat.N_TRIPLES)
        return output.getvalue()

    def results(self, store: ox.Store) -> list[Result]:
        """Return all that shapes and checks find, of any severity."""
        found = self.shape_results(store)
        for check in self.checks:
            found += _run(check, store)
        return found

    def shape_results(self, store: ox.Store) -> list[Result]:
        """Return what the shapes find: the compiled ones, and by pySHACL the others."""
        data = Data(store, SHAPES_GRAPH)
        return self.shapes.run(data) + self._judge_refused(data)

    def _judge_refused(self, data: Data) -> list[Result]:
        """Return what pySHACL finds by the other shapes, or that it cannot run."""
        if not self.shapes.refused:
            return []
        try:
            from s5kg.shacl.reference import judge

            return judge(data.triples(), self._rules[0], set(self.shapes.refused))
        except Exception as error:
            # Of whatever kind: a shape that nobody could judge must not pass.
            return [_unjudged(node, error) for node in self.shapes.refused]


def _run(check: Check, store: ox.Store) -> Iterator[Result]:
    try:
        yield from check.run(store)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        yield check.result(check.node, None, (ox.Literal(str(error)),))


def _unjudged(node: Term, error: Exception) -> Result:
    text = ox.Literal(f"the shape could not be judged: {error}", language="en")
    kind = component("SPARQL")
    return Result(node, None, None, sh("Violation"), node, kind, messages=(text,))


def read_rules(store: ox.Store) -> Rules:
    """Return the rules that a store carries."""
    shapes = frozenset(store.quads_for_pattern(None, None, None, SHAPES_GRAPH))
    return shapes, frozenset(store.quads_for_pattern(None, None, None, QUERIES_GRAPH))
