"""A query with SERVICE, evaluated by rdflib over our store; only our own client makes calls.

pyoxigraph offers no algebra and would call by itself. rdflib's evaluator is slow and gives some
values otherwise, so what is local goes to pyoxigraph, one basic graph pattern or expression at a
time. Run it in a process that can be killed where
the query is a stranger's.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyoxigraph as ox
from rdflib import Dataset
from rdflib.plugins.sparql import CUSTOM_EVALS
from rdflib.plugins.sparql.evaluate import evalQuery
from rdflib.plugins.sparql.parserutils import CompValue, Expr
from rdflib.plugins.sparql.processor import SPARQLResult
from rdflib.term import BNode, Literal, URIRef, Variable

from s5kg.engine import Answer, NotOfferedError, Question, TooLargeError
from s5kg.engine.calling import CallingStore, CallNode, LocalNode, Tally, evaluate_node
from s5kg.engine.described import as_rows, described
from s5kg.engine.expressions import Scope, local
from s5kg.engine.groups import GraphNode
from s5kg.engine.joins import ExistsNode, JoinNode, LeftJoinNode
from s5kg.engine.malformed import check_called_syntax
from s5kg.engine.nodes import OwnNode, all_nodes
from s5kg.engine.solutions import arranged
from s5kg.engine.terms import held, to_ox
from s5kg.federation import UnclearCallError
from s5kg.federation.algebra import calls, parse_query
from s5kg.federation.fetching import Fetcher
from s5kg.federation.patterns import SERVICE_NODE, Pattern, patterns
from s5kg.formats import Family
from s5kg.namespaces import prefixes
from s5kg.writing import write_graph, write_results

# Groups that rdflib has parsed and not translated, as it does in some places of EXISTS; it would
# find nothing in them.
_UNTRANSLATED = ("GroupGraphPatternSub", "GroupOrUnionGraphPattern", "TriplesBlock")
_AROUND = ("Slice", "Distinct", "Reduced")  # what stands around the columns


def evaluate_federated(
    store: ox.Store,
    question: Question,
    fetcher: Fetcher,
    most: int | None = None,
    *,
    union: bool = True,
) -> Answer:
    """Answer a question that calls elsewhere, see Engine.answer.

    Raises QuerySyntaxError, CallRefusedError where a call is not allowed (before any is made, but
    for an endpoint that a variable gives), UnclearCallError for what rdflib cannot parse,
    FetchError where a service without SILENT gives no answer.
    """
    columns = check_called_syntax(question)
    known, base = prefixes(), question.base or None
    fetcher.allowed.check_all(calls(question.text, known, base))
    query = parse_query(question.text, known, base)
    dataset = _dataset(store, question, query.algebra, union)
    _set_columns(query.algebra, columns)
    named = as_rows(query.algebra) if query.algebra.name == "DescribeQuery" else None
    texts = patterns(question.text, query, known)
    tally = Tally()
    now = str(to_ox(Literal(datetime.now(UTC))))
    scope = Scope(str(query.prologue.base or ""), now)
    query.algebra = _Parts(texts, fetcher, tally, scope).ours(query.algebra)
    if any(node.name in (SERVICE_NODE, *_UNTRANSLATED) for node in all_nodes(query.algebra)):
        message = "SERVICE stands where it cannot be evaluated, or EXISTS beside it"
        raise UnclearCallError(message, "place")
    CUSTOM_EVALS["s5kg"] = evaluate_node  # it takes nodes of our own classes only
    result = SPARQLResult(evalQuery(dataset, query))
    graph = _constructed(result)
    if named is not None:
        found = (term for row in result.bindings for term in row.values())
        graph = described(dataset, [*named, *found])
    answer = _written(result, graph, question, most)
    if tally.failures:
        raise tally.failures[0]
    return answer


def _set_columns(algebra: Any, columns: tuple[str, ...]) -> None:
    """Give a SELECT its columns: of `*`, rdflib has some too many, some too few, in no order."""
    if not columns:
        return
    algebra["PV"] = [Variable(name) for name in columns]
    part = algebra.p
    while part.name in _AROUND:
        part = part.p
    if part.name == "Project":
        part["PV"] = algebra.PV


def _dataset(store: ox.Store, question: Question, algebra: Any, union: bool) -> Dataset:
    """Return what a question is asked over: the store, or a copy of the graphs that it names.

    rdflib would fetch the graphs of FROM from the network, so that clause is taken out.
    """
    clauses = algebra.datasetClause or []
    algebra["datasetClause"] = None
    defaults = question.default_graphs
    named = question.named_graphs
    if not (defaults or named):
        defaults = tuple(str(c.default) for c in clauses if c.default)
        named = tuple(str(c.named) for c in clauses if c.named)
    if not (defaults or named):
        return Dataset(store=CallingStore(store=store), default_union=union)
    copy = ox.Store()
    for graph in defaults:
        node = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        found = store.quads_for_pattern(None, None, None, node)
        copy.extend(ox.Quad(q.subject, q.predicate, q.object) for q in found)
    for graph in named:
        copy.add_graph(ox.NamedNode(graph))  # also one that has nothing
        copy.extend(store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    return Dataset(store=CallingStore(store=copy), default_union=False)


@dataclass(frozen=True)
class _Parts:
    """What makes the parts of an algebra ours."""

    texts: dict[int, Pattern]
    fetcher: Fetcher
    tally: Tally
    scope: Scope

    def ours(self, part: Any) -> Any:
        """Return an algebra whose calls, basic graph patterns and expressions we evaluate."""
        if isinstance(part, list):
            return [self.ours(item) for item in part]
        if not isinstance(part, CompValue):
            return part
        if part.name == SERVICE_NODE:
            return CallNode(part, self.texts[id(part)], self.fetcher, self.tally)
        if part.name == "BGP":
            return LocalNode(part)
        if part.name == "Graph":
            return GraphNode(part.term, self.ours(part.p), part._vars)
        node = arranged(part, self.scope)
        if node is not None:  # as an item it is empty
            node.before = self.ours(node.before)
            return node
        for key, value in list(part.items()):
            part[key] = self._item(part, key, value)
            if key == "graph" and isinstance(part, Expr):  # EXISTS: as an item it is evaluated
                part[key] = ExistsNode(OrderedDict.__getitem__(part, key))
                vars(part)["graph"] = OrderedDict.__getitem__(part, key)
        return _joined(part) if part.name in ("Join", "LeftJoin") else part

    def _item(self, part: CompValue, key: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._item(part, key, item) for item in value]
        if isinstance(value, dict) and part.name == "values":
            return {name: self._item(part, key, term) for name, term in value.items()}
        expression = local(part, key, value, self.scope)
        if expression is not None:
            return expression
        return held(value) if isinstance(value, Literal) else self.ours(value)


def _joined(part: CompValue) -> OwnNode:
    """Return a join as one of ours; with a call as the call with the rows before it.

    By itself a call would be made for each row. A join is associative, a left join is not.
    """
    first, second = part.p1, part.p2
    call = second if isinstance(second, CallNode) and not second.optional else None
    if part.name == "Join":
        if call is None:
            return JoinNode(first, second, part._vars)
        inside = call.before
        call.before = first if inside is None else JoinNode(first, inside, part._vars)
    elif call is not None and call.before is None and part.expr.name == "TrueFilter":
        call.before, call.optional = first, True
    else:
        return LeftJoinNode(part, first, second)
    return call


def _constructed(result: SPARQLResult) -> Iterator[ox.Triple] | None:
    """Return the triples of CONSTRUCT that are RDF (SPARQL 1.1, 16.2), None for other results."""
    if result.type != "CONSTRUCT":
        return None
    triples = ((s, p, o) for s, p, o in result.graph or ())
    rdf = (t for t in triples if isinstance(t[0], URIRef | BNode) and isinstance(t[1], URIRef))
    return (_triple(*map(to_ox, t)) for t in rdf)


def _triple(subject: Any, predicate: Any, value: Any) -> ox.Triple:
    return ox.Triple(subject, predicate, value)


def _written(
    result: SPARQLResult, graph: Iterator[ox.Triple] | None, question: Question, most: int | None
) -> Answer:
    family = Family.RESULTS if graph is None else Family.GRAPH
    if family not in question.formats:
        raise NotOfferedError(family)
    form = question.formats[family]
    if graph is not None:
        body = write_graph(graph, form)
    else:
        rows = result.serialize(format="json") or b""
        found = ox.parse_query_results(rows, format=ox.QueryResultsFormat.JSON)
        body = write_results(found, form)
    if most is not None and len(body) > most:
        raise TooLargeError(most)
    return Answer(body, form)
