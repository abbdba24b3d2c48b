"""Single graphs of an engine, with the tags that tell their contents apart."""

import hashlib
import json

from flask import Request, Response

from s5kg.engine import Answer, Engine, LimitError, Question
from s5kg.formats import FORMATS, Family, Format, named
from s5kg.negotiation import choose_type
from s5kg.web.conditions import conditional
from s5kg.web.errors import ProblemError, wants_html
from s5kg.web.limits import limit_problem
from s5kg.web.protocol import not_acceptable, offered

_ANY = "ASK { ?s ?p ?o }"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class Graphs:
    """The graphs of an engine by their IRIs, an empty one naming the default graph.

    A graph is there when it has a triple; the default graph always is.
    """

    def __init__(self, engine: Engine) -> None:
        """Keep the engine."""
        self._engine = engine

    def respond(self, iri: str, request: Request) -> Response:
        """Return a graph in the format that a request wants, or that it has not changed.

        Raises ProblemError 404 where there is no such graph, 406, and for limits.
        """
        form = _choose(request)
        body = self._read(iri, form)
        if body is None:
            raise ProblemError(404, "no-graph")
        response = Response(body, content_type=form.content_type)
        response.set_etag(_tag(body, form))
        return conditional(response)

    def check(self, iri: str, request: Request) -> None:
        """Raise ProblemError 412 where a graph is not as If-Match and If-None-Match want it.

        RFC 9110, 13.1.1 and 13.1.2. A tag names the format that it is of, so that one from a
        reading in any format holds.
        """
        if "If-Match" in request.headers:
            wanted = request.if_match
            if not (self._there(iri) if wanted.star_tag else self._matches(iri, wanted.as_set())):
                raise ProblemError(412, "graph-changed")
        if "If-None-Match" in request.headers:
            unwanted = request.if_none_match
            tags = unwanted.as_set(include_weak=True)
            if self._there(iri) if unwanted.star_tag else self._matches(iri, tags):
                raise ProblemError(412, "graph-there")

    def _there(self, iri: str) -> bool:
        return not iri or bool(json.loads(self._ask(iri, _ANY, _format("json")).body)["boolean"])

    def _matches(self, iri: str, tags: set[str]) -> bool:
        forms = [f for f in FORMATS if f.family is Family.GRAPH]
        for form in forms:
            if any(tag.startswith(f"{form.name}-") for tag in tags):
                body = self._read(iri, form)
                if body is not None and _tag(body, form) in tags:
                    return True
        return False

    def _read(self, iri: str, form: Format) -> bytes | None:
        return self._ask(iri, _ALL, form).body if self._there(iri) else None

    def _ask(self, iri: str, text: str, form: Format) -> Answer:
        try:
            return self._engine.answer(Question(text, {form.family: form}, default_graphs=(iri,)))
        except LimitError as error:
            raise limit_problem(error) from error


def _choose(request: Request) -> Format:
    """Return the format of a graph that a request wants; a browser gets one that it shows."""
    name = request.args.get("format")
    if not name:
        offers = offered(Family.GRAPH)
        accept = request.headers.get("Accept")
        name = "turtle" if wants_html() else choose_type(accept, offers)
        if name is None:
            raise not_acceptable([Family.GRAPH])
    form = named(name, Family.GRAPH)
    if form is None:
        known = list(offered(Family.GRAPH))
        members = {"formats": known}
        raise ProblemError(
            400, "unknown-format", members=members, name=name, known=", ".join(known)
        )
    return form


def _format(name: str) -> Format:
    return next(form for form in FORMATS if form.name == name)


def _tag(body: bytes, form: Format) -> str:
    return f"{form.name}-{hashlib.sha256(body).hexdigest()[:32]}"
