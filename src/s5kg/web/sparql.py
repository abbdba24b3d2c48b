"""`/sparql`: the SPARQL 1.1 Protocol for programs, a page for people."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from s5kg.formats import FORMATS, Family
from s5kg.web.account import account
from s5kg.web.answers import Answers, Given
from s5kg.web.conditions import conditional
from s5kg.web.description import Description, choose_description
from s5kg.web.errors import ProblemError, as_page, wants_html
from s5kg.web.examples import by_topic
from s5kg.web.labelled import with_names
from s5kg.web.language import content_language
from s5kg.web.protocol import BODIES, Asked, address, choose_formats, offered, read_request
from s5kg.web.rendering import Lines, Table, read_graph, read_results
from s5kg.web.site import Site
from s5kg.web.snippets import snippets
from s5kg.web.stored import lasts
from s5kg.web.viewing import Drawn, draw_graph, draw_views


def sparql_blueprint(site: Site, answers: Answers, description: Description) -> Blueprint:
    """Return the blueprint that answers queries and shows examples."""
    blueprint = Blueprint("sparql", __name__)

    @blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
    def sparql() -> ResponseReturnValue:
        """Answer a query, describe the service, or show the page where one can be written."""
        asked = Asked(None)
        try:
            asked = read_request(request)
            account().query = asked.text
            if asked.text is None and request.method in ("GET", "HEAD"):
                form = choose_description(asked.format, request.headers.get("Accept"))
                if form is None:
                    return _page(site, asked)
                return description.respond(address(request), form)
            return _respond(site, answers, asked)
        except ProblemError as problem:
            if not wants_html():
                raise
            return as_page(problem, _page(site, asked, problem=problem))

    @blueprint.after_request
    def accepted(response: Response) -> Response:
        """Say which bodies the address takes."""
        response.headers["Accept-Query"] = BODIES
        if request.method == "OPTIONS":
            response.headers["Accept-Post"] = BODIES
        return response

    return blueprint


def _respond(site: Site, answers: Answers, asked: Asked) -> Response:
    """Answer a query in the format that the request wants, or say that nothing has changed."""
    text = asked.text or ""
    if not text.strip():
        raise ProblemError(400, "missing-query")
    choice = choose_formats(asked.format, request.headers.get("Accept"))
    question = choice.question(asked)
    lasting = request.method != "POST" and answers.lasting(text)
    if lasting and not choice.pages and request.if_none_match:
        tag = answers.name(question)
        if request.if_none_match.contains_weak(tag) and not request.if_none_match.star_tag:
            unchanged = _tagged(Response(status=304), tag)
            del unchanged.headers["Content-Type"]  # or else it would vary as a page does
            return unchanged
    given = site.ask(question, asked.format)
    account().note(given)
    answer = given.answer
    if answer.format.family in choice.pages:
        page = Response(_page(site, asked, given=given))
        if not lasting:
            page.cache_control.no_store = True
            return page
        page.add_etag(weak=True)
        return conditional(page)
    response = Response(answer.body, content_type=answer.format.content_type)
    if answer.release:
        response.headers["S5kg-Release"] = answer.release
    if lasting and answer.release:
        lasts(answer.release)
        return _tagged(response, answers.name(question, answer.release))
    response.cache_control.no_store = True
    return response


def _tagged(response: Response, tag: str) -> Response:
    """Return a response with its tag, weak since the same answer may come in another encoding."""
    response.set_etag(tag, weak=True)
    return response


def _page(
    site: Site, asked: Asked, *, given: Given | None = None, problem: ProblemError | None = None
) -> str:
    shown: Table | Lines | bool | None = None
    graph, drawn = False, list[Drawn]()
    if given:
        answer = given.answer
        graph = answer.format.family is Family.GRAPH
        shown = read_graph(answer.body) if graph else read_results(answer.body)
        if isinstance(shown, Table):
            shown = with_names(shown, site.names, content_language())
            drawn = draw_views(site, shown, request.args)
        elif graph:
            drawn = draw_graph(site, answer.body)
    return render_template(
        "sparql.html",
        asked=asked,
        problem=problem,
        shown=shown,
        drawn=drawn,
        fields=_fields(asked),
        given=given,
        snippets=snippets(address(request), asked.text, shown, graph)
        if given and asked.text
        else [],
        downloads=list(offered(given.answer.format.family)) if given else [],
        result_formats=[form for form in FORMATS if form.family is Family.RESULTS],
        graph_formats=[form for form in FORMATS if form.family is Family.GRAPH],
        topics=by_topic(site.examples),
    )


def _fields(asked: Asked) -> list[tuple[str, str]]:
    """Return the fields of a form that asks the same again."""
    graphs = [("default-graph-uri", one) for one in asked.default_graphs]
    graphs += [("named-graph-uri", one) for one in asked.named_graphs]
    times = [("timeout", f"{asked.timeout:g}")] if asked.timeout else []
    return [("query", asked.text or ""), *graphs, *times]
