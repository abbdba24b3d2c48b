"""`/store`: the SPARQL 1.1 Graph Store HTTP Protocol. Section numbers are those of that document.

`/store?graph=IRI` and `/store?default` name a graph indirectly (4.2). `/store/NAME` names it
directly (4.1): the graph `…/graph/NAME` below the base of our IRIs, wherever the service is.
"""

import uuid

from flask import Blueprint, Response, request

from s5kg.engine import Engine
from s5kg.engine.changes import Action, GraphWrite, RefusedError
from s5kg.namespaces import GRAPH
from s5kg.web.bodies import read_bodies
from s5kg.web.errors import ProblemError
from s5kg.web.fields import graph, pairs, single
from s5kg.web.graphs import Graphs
from s5kg.web.refusal import refuse
from s5kg.web.tokens import Token
from s5kg.web.writing import Writer, done, forbidden

_METHODS = ["GET", "PUT", "POST", "DELETE"]
_ACTIONS = {"PUT": Action.REPLACE, "POST": Action.MERGE, "DELETE": Action.REMOVE}
_DEFAULT = ""  # names the default graph


def store_blueprint(engine: Engine, writer: Writer | None) -> Blueprint:
    """Return the blueprint that reads the graphs of an engine, and changes them with a writer."""
    blueprint = Blueprint("store", __name__)
    blueprint.register_error_handler(RefusedError, refuse)
    graphs = Graphs(engine)

    @blueprint.route("/store", methods=_METHODS)
    @blueprint.route("/store/<path:name>", methods=_METHODS)
    def store(name: str | None = None) -> Response:
        """Read, replace, extend or remove a graph, or make one."""
        target = _target(name)
        if request.method in ("GET", "HEAD"):
            if target is None:
                raise ProblemError(400, "no-graph-named")
            return graphs.respond(target, request)
        if writer is None:
            raise ProblemError(403, "writing-off")
        return _write(graphs, writer, target)

    return blueprint


def _target(name: str | None) -> str | None:
    """Return the IRI of the graph that a request is about, None where it names none."""
    fields = pairs(request.query_string)
    given = single(fields, "graph")
    default = single(fields, "default") is not None
    if (name is not None) + (given is not None) + default > 1:
        raise ProblemError(400, "several-graphs")
    if name is not None:
        return graph(GRAPH + name, "graph")
    if given is not None:
        return graph(given, "graph")
    return _DEFAULT if default else None


def _write(graphs: Graphs, writer: Writer, target: str | None) -> Response:
    token = writer.author(request)
    new = target is None
    if target is None:
        if request.method != "POST":
            raise ProblemError(400, "no-graph-named")
        # A name of its own for what has none (5.5).
        target = f"{GRAPH}new/{uuid.uuid4()}"
    change = _change(token, target)
    written = writer.write(change, token, lambda: graphs.check(target, request))
    created = written.created and request.method != "DELETE"
    response = done(
        written, request.headers.get("Accept"), created=target if created or new else None
    )
    if new:
        response.headers["Location"] = target
    return response


def _change(token: Token, target: str) -> GraphWrite:
    if not token.may_write(target):
        raise forbidden((target,))
    if "Content-Range" in request.headers:  # RFC 9110, 14.5: it is not the whole graph
        raise ProblemError(400, "partial-graph")
    action = _ACTIONS[request.method]
    if action is Action.REMOVE:
        return GraphWrite(action, target or None)
    (data, form), *further = read_bodies(request)
    return GraphWrite(action, target or None, data, form, tuple(further))
