"""pySHACL over the terms of pyoxigraph: the judge of shapes that are not covered.

Importing this module imports rdflib and pySHACL.
"""

from collections.abc import Iterable

import pyoxigraph as ox
import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from s5kg.namespaces import GENID
from s5kg.shacl.results import Result
from s5kg.shacl.terms import Term, is_anonymous, sh

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)


def judge(
    data: Iterable[ox.Triple], shapes: Iterable[ox.Quad | ox.Triple], judged: set[Term] | None
) -> list[Result]:
    """Return what pySHACL finds by some shapes that have targets, by all where it is None.

    Raises RuntimeError, or an error of pySHACL, for shapes that cannot be run.
    """
    shapes = list(shapes)
    named = {t.subject for t in shapes if is_anonymous(t.subject)}
    names: dict[Node, Term] = {_anonymous(s): s for s in named}
    rules = rules_graph(shapes)
    if judged is not None:
        _keep_targets(rules, {_anonymous(node) for node in judged})
    report = run(data, rules)
    return [_result(report, node, names) for node in report.objects(None, SH.result)]


def rules_graph(rules: Iterable[ox.Quad | ox.Triple]) -> Graph:
    """Return shapes as rdflib has them, with blank nodes where the build gave names to them.

    A path that is an IRI would be a predicate (SHACL 2.3.1).
    """
    graph = Graph(bind_namespaces="none")
    for rule in rules:
        subject, predicate, value = rule.subject, rule.predicate, rule.object
        graph.add((_anonymous(subject), _anonymous(predicate), _anonymous(value)))
    return graph


def run(data: Iterable[ox.Triple], rules: Graph) -> Graph:
    """Return the report of pySHACL. Raises RuntimeError where it cannot run a shape."""
    graph = Graph(bind_namespaces="none")
    for t in data:
        graph.add((_rdflib(t.subject), _rdflib(t.predicate), _rdflib(t.object)))
    _, report, text = pyshacl.validate(graph, shacl_graph=rules, inplace=True)
    if not isinstance(report, Graph):
        raise RuntimeError(f"pySHACL could not run the shapes: {text}")
    return report


def _keep_targets(rules: Graph, judged: set[Node]) -> None:
    """Take the targets from all other shapes, also from those that are classes."""
    for node in set(rules.subjects()) - judged:
        for predicate in _TARGETS:
            rules.remove((node, predicate, None))
        if (node, RDF.type, SH.NodeShape) in rules or (node, RDF.type, SH.PropertyShape) in rules:
            for kind in {RDFS.Class, *rules.transitive_subjects(RDFS.subClassOf, RDFS.Class)}:
                rules.remove((node, RDF.type, kind))


def _result(report: Graph, node: Node, names: dict[Node, Term]) -> Result:
    def value(predicate: URIRef) -> Term | None:
        found = report.value(node, predicate)
        return None if found is None else names.get(found) or _pyoxigraph(found)

    messages = [_pyoxigraph(m) for m in report.objects(node, SH.resultMessage)]
    severity, component = value(SH.resultSeverity), value(SH.sourceConstraintComponent)
    focus, shape = value(SH.focusNode), value(SH.sourceShape)
    if focus is None or shape is None or not isinstance(component, ox.NamedNode):
        raise RuntimeError("pySHACL gave a result without focus node, shape or component")
    return Result(
        focus=focus,
        path=value(SH.resultPath),
        value=value(SH.value),
        severity=severity if isinstance(severity, ox.NamedNode) else sh("Violation"),
        shape=shape,
        component=component,
        constraint=value(SH.sourceConstraint),
        messages=tuple(sorted((m for m in messages if isinstance(m, ox.Literal)), key=str)),
    )


def _rdflib(term: Term) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        plain = term.datatype.value.endswith("#string")
        return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value))
    raise RuntimeError(f"pySHACL knows no {type(term).__name__}")


def _anonymous(term: Term) -> Node:
    """Return a blank node for a name that the build gave to one."""
    if isinstance(term, ox.NamedNode) and is_anonymous(term):
        return BNode(term.value.removeprefix(GENID))
    return _rdflib(term)


def _pyoxigraph(term: Node) -> Term:
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), datatype=datatype)
    return ox.BlankNode(str(term)) if isinstance(term, BNode) else ox.NamedNode(str(term))
