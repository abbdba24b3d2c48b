"""`/sparql`: the SPARQL 1.1 Protocol for programs, a page for people."""

import hashlib
import re
from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from s5kg.engine import Answer, Engine, LimitError, NotOfferedError, QuerySyntaxError
from s5kg.formats import FORMATS, Family
from s5kg.queries import Query
from s5kg.web.account import account
from s5kg.web.errors import ProblemError, as_page, wants_html
from s5kg.web.examples import by_topic
from s5kg.web.federation import asks_elsewhere
from s5kg.web.limits import limit_problem
from s5kg.web.protocol import Asked, Choice, choose_formats, not_acceptable, offered, read_request
from s5kg.web.rendering import read_graph, read_results

# The answer to these differs each time, so an earlier one must not stand for it.
_CHANGING = re.compile(r"(?:NOW|RAND|UUID|BNODE)\s*\(", re.IGNORECASE)


def sparql_blueprint(engine: Engine, examples: Sequence[Query]) -> Blueprint:
    """Return the blueprint that answers queries with an engine and shows examples."""
    blueprint = Blueprint("sparql", __name__)

    @blueprint.route("/sparql", methods=["GET", "POST"])
    def sparql() -> ResponseReturnValue:
        """Answer a query, or show the page where one can be written."""
        asked = Asked(None)
        try:
            asked = read_request(request)
            account().query = asked.text
            if asked.text is None and request.method != "POST" and wants_html():
                return _page(asked, examples)
            return _respond(engine, asked, examples)
        except ProblemError as problem:
            if not wants_html():
                raise
            return as_page(problem, _page(asked, examples, problem=problem))

    return blueprint


def _respond(engine: Engine, asked: Asked, examples: Sequence[Query]) -> Response:
    """Answer a query in the format that the request wants, or say that nothing has changed."""
    if not (asked.text or "").strip():
        raise ProblemError(400, "missing-query")
    choice = choose_formats(asked.format, request.headers.get("Accept"))
    tag = _tag(engine.release, asked, choice)
    cacheable = request.method in ("GET", "HEAD") and not _CHANGING.search(asked.text or "")
    if cacheable and not choice.pages and request.if_none_match.is_weak(tag):
        response = Response(status=304)
    else:
        answer = _ask(engine, asked, choice)
        if answer.format.family in choice.pages:
            page = Response(_page(asked, examples, answer=answer))
            page.cache_control.no_store = not cacheable
            page.vary.add("Accept-Language")
            page.add_etag(weak=True)
            page.make_conditional(request)
            return page
        response = Response(answer.body, content_type=answer.format.content_type)
    if cacheable:
        response.set_etag(tag, weak=True)
    else:
        response.cache_control.no_store = True
    return response


def _ask(engine: Engine, asked: Asked, choice: Choice) -> Answer:
    """Ask the engine; what it refuses becomes a problem that the asker can act on."""
    if asks_elsewhere(asked.text or ""):
        raise ProblemError(403, "no-service")
    try:
        return engine.answer(choice.question(asked))
    except QuerySyntaxError as error:
        members = {"line": error.line, "column": error.column, "hint": error.hint}
        place = {name: value for name, value in members.items() if value}
        kind = "bad-query" if error.line else "bad-query-somewhere"
        raise ProblemError(
            400, kind, members=place, message=error.message, line=error.line, column=error.column
        ) from error
    except LimitError as error:
        raise limit_problem(error) from error
    except NotOfferedError as error:
        if not asked.format:
            raise not_acceptable([error.family]) from error
        names = list(offered(error.family))
        kind = "wants-graph-format" if error.family is Family.GRAPH else "wants-results-format"
        raise ProblemError(
            406, kind, members={"formats": names}, name=asked.format, known=", ".join(names)
        ) from error


def _tag(release: str, asked: Asked, choice: Choice) -> str:
    """Return the name of an answer: the same release, query, dataset and formats give the same."""
    formats = [found.name for found in choice.formats.values()]
    parts = [release, asked.text or "", *formats, "default", *asked.default_graphs]
    parts += ["named", *asked.named_graphs]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _page(
    asked: Asked,
    examples: Sequence[Query],
    *,
    answer: Answer | None = None,
    problem: ProblemError | None = None,
) -> str:
    shown = None
    if answer:
        graph = answer.format.family is Family.GRAPH
        shown = read_graph(answer.body) if graph else read_results(answer.body)
    return render_template(
        "sparql.html",
        asked=asked,
        problem=problem,
        shown=shown,
        downloads=list(offered(answer.format.family)) if answer else [],
        result_formats=[form for form in FORMATS if form.family is Family.RESULTS],
        graph_formats=[form for form in FORMATS if form.family is Family.GRAPH],
        topics=by_topic(examples),
    )
