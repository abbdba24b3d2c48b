"""The gates a graph passes: SHACL, then the queries in `checks/` that must return no row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Literal as Choice

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from s5kg.namespaces import NS, SHAPES, prefixes, shrink
from s5kg.queries import Query
from s5kg.shacl.engine import Data
from s5kg.shacl.gate import SHAPES_GRAPH, Gate, read_rules
from s5kg.shacl.reference import rules_graph, run
from s5kg.shacl.results import report as shacl_report

Report = Callable[[str], None]
Engine = Choice["pyshacl", "sparql"]


class Severity(IntEnum):
    """How bad a finding is; a Violation fails the validation."""

    INFO = 0
    WARNING = 1
    VIOLATION = 2


_SEVERITIES = {
    str(SH.Info): Severity.INFO,
    str(SH.Warning): Severity.WARNING,
    str(SH.Violation): Severity.VIOLATION,
}

# Shapes over the whole graph have the ontology as their one focus node; what they find is a value.
_WHOLE_GRAPH = NS.removesuffix("#")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: at which node (an IRI), by which rule, in words of each language."""

    severity: Severity
    node: str
    path: str
    value: str
    rule: str
    messages: dict[str, str]

    def message(self, language: str = "en") -> str:
        """Return what is wrong and what to do, in `language` or else in any."""
        return self.messages.get(language) or next(iter(self.messages.values()), "")


@dataclass(frozen=True)
class Validation:
    """All findings, worst first, and the SHACL report that holds the same."""

    findings: list[Finding]
    report: Graph

    @property
    def conforms(self) -> bool:
        """Whether there is no Violation."""
        return all(finding.severity < Severity.VIOLATION for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity."""
        return sum(finding.severity == severity for finding in self.findings)


def validate(
    quads: bytes, checks: Sequence[Query], report: Report, engine: Engine = "pyshacl"
) -> Validation:
    """Validate N-Quads that hold their own shapes.

    `checks` return rows (?node ?value) for what is wrong. With the engine `sparql` the shapes run
    as queries, and pySHACL judges only those that cannot. Raises pyshacl's errors for shapes that
    cannot be run.
    """
    report("loading the graph")
    store = ox.Store()
    store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    report("running the shapes")
    shacl = run_shapes(store) if engine == "pyshacl" else run_compiled(store)
    findings = read_report(shacl)
    for query in checks:
        report(f"checking {query.name}")
        findings += _run_check(store, query, shacl)
    findings.sort(key=lambda f: (-f.severity, f.rule, f.node, f.path, f.value))
    return Validation(findings, shacl)


def run_shapes(store: ox.Store) -> Graph:
    """Return the SHACL report of pySHACL, the reference engine, on the shapes of a store.

    Raises RuntimeError where pySHACL cannot run a shape.
    """
    shapes, _ = read_rules(store)
    report = run(Data(store, SHAPES_GRAPH).triples(), rules_graph(shapes))
    return _with_prefixes(report)


def run_compiled(store: ox.Store) -> Graph:
    """Return the SHACL report of the shapes that a store carries, run as queries."""
    gate = Gate.of(store)
    triples = shacl_report(gate.shape_results(store), gate.shapes.graph)
    report = Graph(bind_namespaces="none")
    report.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return _with_prefixes(report)


def _with_prefixes(report: Graph) -> Graph:
    for prefix, namespace in prefixes().items():
        report.bind(prefix, namespace)
    return report


def read_report(report: Graph) -> list[Finding]:
    """Return the findings of a SHACL report."""
    return [_finding(report, result) for result in report.objects(None, SH.result)]


def _finding(report: Graph, result: Node) -> Finding:
    def value(predicate: URIRef) -> str:
        found = report.value(result, predicate)
        return str(found) if found is not None else ""

    focus, offending = value(SH.focusNode), value(SH.value)
    severity = report.value(result, SH.resultSeverity)
    return Finding(
        severity=_SEVERITIES.get(str(severity), Severity.VIOLATION),
        node=offending if focus == _WHOLE_GRAPH and offending else focus,
        path=shrink(value(SH.resultPath)),
        value=shrink(offending),
        rule=shrink(value(SH.sourceConstraint) or value(SH.sourceShape)),
        messages=_messages(report.objects(result, SH.resultMessage)),
    )


def _messages(literals: Iterable[Node]) -> dict[str, str]:
    """Return messages by language; pySHACL drops the tags of SPARQL constraints' messages."""
    found: dict[str, str] = {}
    for literal in literals:
        text = str(literal)
        language = literal.language if isinstance(literal, Literal) else None
        found[language or ("en" if text.isascii() else "ja")] = text
    return found


def _run_check(store: ox.Store, query: Query, report: Graph) -> list[Finding]:
    rows = store.query(query.text, prefixes=dict(prefixes()), use_default_graph_as_union=True)
    if not isinstance(rows, ox.QuerySolutions):
        raise TypeError(f"{query.file} is no SELECT query")
    names = [variable.value for variable in rows.variables]
    findings: list[Finding] = []
    for row in rows:
        terms = [row[name] for name in names]
        node = next((t.value for t in terms if isinstance(t, ox.NamedNode)), "")
        rest = [getattr(t, "value", "") for t in terms if t is not None]
        finding = Finding(
            severity=Severity.VIOLATION,
            node=node,
            path="",
            value=", ".join(shrink(value) for value in rest[1:]),
            rule=f"queries/checks/{query.name}.rq",
            messages={
                "en": f"{query.summary('en')}: {query.header['remedy']}",
                "ja": f"{query.summary('ja')}：{query.header['remedy-ja']}",
            },
        )
        _add_result(report, finding, len(findings))
        findings.append(finding)
    return findings


def _add_result(report: Graph, finding: Finding, number: int) -> None:
    """Say a check's row in the report too, so that one report holds everything."""
    owner = next(report.subjects(RDF.type, SH.ValidationReport))
    name = Path(finding.rule).stem
    result = URIRef(f"{SHAPES}result-{name}-{number + 1}")
    report.set((owner, SH.conforms, Literal(False)))
    report.add((owner, SH.result, result))
    report.add((result, RDF.type, SH.ValidationResult))
    report.add((result, SH.focusNode, URIRef(finding.node)))
    report.add((result, SH.resultSeverity, SH.Violation))
    report.add((result, SH.sourceShape, URIRef(f"{SHAPES}check-{name}")))
    report.add((result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent))
    for language, text in finding.messages.items():
        report.add((result, SH.resultMessage, Literal(text, lang=language)))
