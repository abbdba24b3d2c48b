"""Tests of queries and updates: what they answer, what they change, whether they are read."""

import re
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from conformance.isomorphism import Row
from conformance.manifest import Case
from conformance.outcome import FailedError, NotOfferedError, Outcome
from conformance.rows import Answer, compare, read_expected, read_graph, read_results
from conformance.subject import RESULTS, Reply, Subject
from conformance.triples import MF, QT, RDFS, UT, Suite

_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)
_ORDER = re.compile(r"\bORDER\s+BY\b[^}]*$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:SERVICE|LOAD)\b", re.IGNORECASE)
_ALL = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


class Evaluation:
    """Plays tests of queries and updates against a subject, which it fills anew for each."""

    def __init__(self, suite: Suite, subject: Subject) -> None:
        """Keep the suite and the subject."""
        self._suite = suite
        self._subject = subject
        self._loaded: object = None

    def query(self, case: Case, elsewhere: Mapping[str, str] | None = None) -> Outcome:
        """Ask a query and compare its answer; `elsewhere` maps IRIs of services to real ones.

        Raises FailedError with what is wrong.
        """
        text = self._suite.text(case.request)
        named = self._named_graphs(case, text)
        self._load(self._query_data(case, named), named)
        result = case.manifest.value(case.node, f"{MF}result") or ""
        expected = read_expected(self._suite, result, ordered=bool(_ORDER.search(text)))
        ending = result.rpartition(".")[2]
        ending = ending if ending in RESULTS else "srj"
        asked = f"BASE <{case.request}>\n{text}"
        for name, real in (elsewhere or {}).items():
            asked = asked.replace(name, real)
        reply = self._subject.query(asked, ending)
        _accepted(reply, text)
        actual = _read(reply, ending)
        lax = bool(case.manifest.object(case.node, f"{MF}resultCardinality"))
        outcome = compare(expected, actual, lax=lax)
        if outcome is Outcome.FAILED:
            raise FailedError(_difference(expected, actual))
        return outcome

    def update(self, case: Case) -> Outcome:
        """Send an update and compare the whole store. Raises FailedError with what is wrong."""
        text = self._suite.text(case.request)
        self._load(self._update_data(case, f"{MF}action"))
        self._loaded = None
        reply = self._subject.update(f"BASE <{case.request}>\n{text}")
        _accepted(reply, text)
        after = read_results(_checked(self._subject.query(_ALL)).body, "srj")
        quads = self._update_data(case, f"{MF}result")
        rows: list[Row] = [(_name(q), q.object, q.predicate, q.subject) for q in quads]
        expected = Answer(after.variables, tuple(dict.fromkeys(rows)))
        outcome = compare(expected, after)
        if outcome is Outcome.FAILED:
            raise FailedError(_difference(expected, after))
        return outcome

    def syntax(self, case: Case) -> Outcome:
        """Send a query or update and see whether it is read. Raises FailedError if wrongly."""
        self._load([])
        text = self._suite.text(case.request)
        if case.request.endswith(".ru"):
            self._loaded = None
            reply = self._subject.update(text)
        else:
            reply = self._subject.query(text)
        _offered(reply, text)
        if case.kind.startswith("Negative"):
            if reply.status != 400:
                raise FailedError(f"status {reply.status} for text that must be refused with 400")
        elif reply.status == 400 or (reply.status >= 500 and not _ELSEWHERE.search(text)):
            raise FailedError(f"status {reply.status}: {_words(reply)}")
        return Outcome.PASSED

    def _load(self, quads: list[ox.Quad], named: Sequence[str] = ()) -> None:
        """Fill the subject with quads and with graphs that may be empty, in one request."""
        wanted = (quads, named)
        if self._loaded == wanted:
            return
        graphs: dict[ox.NamedNode | ox.BlankNode | ox.DefaultGraph, list[ox.Quad]] = {}
        for quad in quads:
            graphs.setdefault(quad.graph_name, []).append(quad)
        blocks = []
        for name, inner in graphs.items():
            lines = "".join(f"{quad.triple} .\n" for quad in inner)
            default = isinstance(name, ox.DefaultGraph)
            blocks.append(lines if default else f"GRAPH {name} {{\n{lines}}}\n")
        requests = ["DROP ALL", *(f"CREATE SILENT GRAPH <{name}>" for name in named)]
        if blocks:
            requests.append(f"INSERT DATA {{\n{''.join(blocks)}}}")
        reply = self._subject.update(" ;\n".join(requests))
        if not 200 <= reply.status < 300:
            raise FailedError(f"loading gave status {reply.status}: {_words(reply)}")
        self._loaded = wanted

    def _named_graphs(self, case: Case, text: str) -> list[str]:
        """Return the named graphs of a test; where it has no data, those of the query's FROM."""
        if isinstance(case.action, ox.NamedNode):
            return []
        named = case.manifest.values(case.action, f"{QT}graphData")
        if named or case.manifest.values(case.action, f"{QT}data"):
            return named
        folder = case.request.rpartition("/")[0]
        return [f"{folder}/{name}" for name in dict.fromkeys(_FROM.findall(text))]

    def _query_data(self, case: Case, named: list[str]) -> list[ox.Quad]:
        files = case.manifest.values(case.action, f"{QT}data")
        quads = [quad for iri in files for quad in self._suite.quads(iri)]
        for iri in named:
            quads += _in_graph(self._suite.quads(iri), iri)
        return quads

    def _update_data(self, case: Case, predicate: str) -> list[ox.Quad]:
        node = case.manifest.object(case.node, predicate)
        if node is None:
            return []
        manifest = case.manifest
        quads = [q for iri in manifest.values(node, f"{UT}data") for q in self._suite.quads(iri)]
        shared: dict[str, list[ox.Quad]] = {}  # one file in two graphs has the same blank nodes
        for entry in manifest.objects(node, f"{UT}graphData"):
            iri = manifest.value(entry, f"{UT}graph") or manifest.value(entry, f"{UT}data") or ""
            name = manifest.value(entry, f"{RDFS}label") or iri
            if iri not in shared:
                shared[iri] = self._suite.quads(iri)
            quads += _in_graph(shared[iri], name)
        return quads


def _in_graph(quads: list[ox.Quad], name: str) -> list[ox.Quad]:
    return [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(name)) for q in quads]


def _name(quad: ox.Quad) -> ox.NamedNode | ox.BlankNode | None:
    return None if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name


def _read(reply: Reply, ending: str) -> Answer:
    try:
        if reply.media_type == RESULTS[ending]:
            return read_results(reply.body, ending)
        if reply.media_type == "application/n-triples":
            return read_graph(reply.body)
    except (SyntaxError, ValueError) as error:
        raise FailedError(f"the answer cannot be read: {error}") from error
    raise FailedError(f"the answer came as {reply.media_type!r}")


def _accepted(reply: Reply, text: str) -> None:
    _offered(reply, text)
    _checked(reply)


def _offered(reply: Reply, text: str) -> None:
    """Raise NotOfferedError for a call to elsewhere that is refused, read or not."""
    if reply.status == 403 and _ELSEWHERE.search(text):
        raise NotOfferedError("calls to other services are refused")


def _checked(reply: Reply) -> Reply:
    if not 200 <= reply.status < 300:
        raise FailedError(f"status {reply.status}: {_words(reply)}")
    return reply


def _words(reply: Reply) -> str:
    return " ".join(reply.body.decode(errors="replace").split())[:200]


def _difference(expected: Answer, actual: Answer) -> str:
    if expected.truth is not None or actual.truth is not None:
        return f"expected {expected.truth}, got {actual.truth}"
    if expected.variables != actual.variables:
        return f"expected the variables {expected.variables}, got {actual.variables}"
    missing = [row for row in expected.rows if row not in actual.rows]
    wrong = [row for row in actual.rows if row not in expected.rows]
    if len(expected.rows) != len(actual.rows):
        return f"expected {len(expected.rows)} rows, got {len(actual.rows)}"
    return f"expected {_row(missing)}, got {_row(wrong)}"


def _row(rows: list[Row]) -> str:
    return "(" + ", ".join(str(cell) for cell in rows[0]) + ")" if rows else "another order"
