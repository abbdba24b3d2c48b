"""`/examples`: the questions that the graph answers, each with its answer, its query and code."""

from flask import Blueprint, Response, jsonify, request, url_for

from s5kg.engine import Question
from s5kg.formats import Family, named
from s5kg.queries import Query
from s5kg.web.errors import ProblemError
from s5kg.web.examples import by_topic
from s5kg.web.labelled import with_names
from s5kg.web.language import content_language
from s5kg.web.rendering import Lines, Table, read_graph, read_results, without_header
from s5kg.web.site import Site
from s5kg.web.snippets import snippets
from s5kg.web.viewing import Drawn, draw_graph, draw_views

_MOST_CHARACTERS = 200


def gallery_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the gallery."""
    blueprint = Blueprint("gallery", __name__)

    @blueprint.get("/examples")
    def listing() -> Response:
        """Show all questions by topic, or those that have some words or are of a topic."""
        words = request.args.get("q", "").strip()[:_MOST_CHARACTERS]
        topic = request.args.get("topic", "")
        topics = by_topic(site.examples)
        known = [name for name, _ in topics]
        if topic and topic not in known:
            raise ProblemError(400, "unknown-topic", name=topic, known=", ".join(known))
        found = [query for query in site.examples if matches(query, words, topic)]
        return site.page(
            "gallery.html", topics=by_topic(found), all_topics=known, q=words, topic=topic
        )

    @blueprint.get("/examples/<name>")
    def example(name: str) -> Response:
        """Show a question with its answer; no page calls a service elsewhere by itself."""
        query = next((query for query in site.examples if query.name == name), None)
        if query is None:
            raise ProblemError(404, "no-example", name=name)
        return _page(site, query)

    @blueprint.get("/examples.json")
    def programs() -> Response:
        """Give all questions with their queries."""
        return jsonify([_described(query) for query in site.examples])

    return blueprint


def matches(query: Query, words: str, topic: str = "") -> bool:
    """Return whether a question has all of some words, in either language, and is of a topic."""
    keys = ("summary", "summary-ja", "keywords")
    said = " ".join([query.name, *(query.header.get(key, "") for key in keys)]).casefold()
    return query.header["topic"] == (topic or query.header["topic"]) and all(
        word in said for word in words.casefold().split()
    )


def _page(site: Site, query: Query) -> Response:
    text = without_header(query.text)
    shown, graph, drawn = (None, False, []) if query.service else _answer(site, text)
    may_ask = not query.service or query.service in site.services
    return site.page(
        "example.html",
        example=query,
        text=text,
        may_ask=may_ask,
        shown=shown,
        drawn=drawn,
        snippets=snippets(url_for("sparql.sparql", _external=True), text, shown, graph)
        if may_ask
        else [],
    )


def _answer(site: Site, text: str) -> tuple[Table | Lines | bool, bool, list[Drawn]]:
    """Return the answer to a query as it is shown, whether it is a graph, and its pictures."""
    formats = {
        family: form
        for family, name in ((Family.RESULTS, "json"), (Family.GRAPH, "turtle"))
        if (form := named(name, family))
    }
    answer = site.ask(Question(text, formats), None).answer
    if answer.format.family is Family.GRAPH:
        return read_graph(answer.body), True, draw_graph(site, answer.body)
    shown = read_results(answer.body)
    if not isinstance(shown, Table):
        return shown, False, []
    shown = with_names(shown, site.names, content_language())
    return shown, False, draw_views(site, shown, request.args)


def _described(query: Query) -> dict[str, object]:
    return {
        "name": query.name,
        "page": url_for("gallery.example", name=query.name),
        "question": {"en": query.summary("en"), "ja": query.summary("ja")},
        "topic": query.header["topic"],
        "level": query.header["level"],
        "calls": query.service or None,
        "query": without_header(query.text),
    }
