"""A write that the shapes or the checks refuse: status 422 with the SHACL report."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pyoxigraph as ox
from flask import Response, render_template, request

from s5kg.engine.changes import RefusedError
from s5kg.formats import FORMATS, Family, named
from s5kg.namespaces import BASE, shrink
from s5kg.negotiation import choose_type
from s5kg.web.errors import ProblemError, as_page, respond, wants_html
from s5kg.web.language import current_language
from s5kg.writing import write_graph

MOST_SHOWN = 20
_SH = "http://www.w3.org/ns/shacl#"
_PROBLEM = ("application/problem+json", "application/json")
# Terms within terms deeper than any shape of ours reports would overflow the parser's stack.
_DEEPEST = 8


_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Finding:
    """A thing that is wrong: at which node, by which shape, in words of the reader's language."""

    severity: str
    node: str
    path: str
    value: str
    shape: str
    message: str


def refuse(error: RefusedError) -> Response:
    """Return the report as RDF, as problem details or as a page, whichever the writer reads."""
    triples = _triples(error.report)
    findings = _findings(triples)
    first = [asdict(finding) for finding in findings[:MOST_SHOWN]]
    problem = ProblemError(
        422,
        "refused",
        members={"findings": first, "total": len(findings)},
        total=f"{len(findings):,}",
    )
    if wants_html():
        page = render_template("refused.html", problem=problem, findings=findings[:MOST_SHOWN])
        return as_page(problem, page)
    offers = {f.name: (f.media_type,) for f in FORMATS if f.family is Family.GRAPH}
    choice = choose_type(request.headers.get("Accept"), {**offers, "problem": _PROBLEM})
    form = named(choice, Family.GRAPH) if choice else None
    if form is None:
        return respond(problem)
    response = Response(write_graph(triples, form), 422, content_type=form.content_type)
    response.headers["Link"] = f'<{BASE}problem/{problem.kind}>; rel="type"'
    response.cache_control.no_store = True
    return response


def _triples(report: bytes) -> list[ox.Triple]:
    lines = [line for line in report.splitlines() if line.count(b"<<(") < _DEEPEST]
    return [quad.triple for quad in ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_TRIPLES)]


def _findings(triples: list[ox.Triple]) -> list[Finding]:
    """Return the results of a report, Violations first."""
    nodes: dict[str, dict[str, list[_Term]]] = {}
    for triple in triples:
        of_node = nodes.setdefault(str(triple.subject), {})
        of_node.setdefault(triple.predicate.value, []).append(triple.object)
    results = [nodes[str(t.object)] for t in triples if t.predicate.value == f"{_SH}result"
               and str(t.object) in nodes]  # fmt: skip
    found = [_finding(result) for result in results]
    return sorted(found, key=lambda f: (f.severity != "Violation", f.severity, f.node, f.message))


def _finding(result: dict[str, list[_Term]]) -> Finding:
    def word(name: str) -> str:
        return next((_word(term) for term in result.get(f"{_SH}{name}", [])), "")

    return Finding(
        word("resultSeverity").removeprefix("sh:").removeprefix(_SH),
        word("focusNode"),
        word("resultPath"),
        word("value"),
        word("sourceShape"),
        _message(result.get(f"{_SH}resultMessage", [])),
    )


def _message(texts: list[_Term]) -> str:
    """Return the message in the language of the request, else one without, else any."""
    by_language = {t.language or "": t.value for t in _literals(texts)}
    wanted = (current_language(), "", "en", *by_language)
    return next((by_language[language] for language in wanted if language in by_language), "")


def _literals(terms: list[_Term]) -> Iterator[ox.Literal]:
    yield from (term for term in terms if isinstance(term, ox.Literal))


def _word(term: _Term) -> str:
    if isinstance(term, ox.NamedNode):
        return shrink(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term)
