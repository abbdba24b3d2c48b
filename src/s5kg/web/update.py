"""`/update`: SPARQL 1.1 Update over the SPARQL 1.1 Protocol (section 2.2)."""

from typing import TYPE_CHECKING

from flask import Blueprint, Request, Response, request

from s5kg.engine.changes import RefusedError, Update
from s5kg.web.errors import ProblemError
from s5kg.web.federation import refuse_calls
from s5kg.web.fields import check_coding, decode, graphs, pairs, single
from s5kg.web.loading import fetch, read_load
from s5kg.web.protocol import address
from s5kg.web.refusal import refuse
from s5kg.web.writing import Writer, done

if TYPE_CHECKING:
    from s5kg.federation.fetching import Fetcher

_DIRECT = "application/sparql-update"
_FORM = "application/x-www-form-urlencoded"


def update_blueprint(writer: Writer | None, loader: "Fetcher | None" = None) -> Blueprint:
    """Return the blueprint that takes updates, or says that nobody may write.

    `loader` makes LOAD where it may; without one nothing is loaded.
    """
    blueprint = Blueprint("update", __name__)
    blueprint.register_error_handler(RefusedError, refuse)

    @blueprint.post("/update")
    def update() -> Response:
        """Carry out an update."""
        if writer is None:
            raise ProblemError(403, "writing-off")
        token = writer.author(request)
        asked = read_update(request)
        refuse_calls(asked.text)
        load = read_load(asked.text, loader)
        change = fetch(load, loader, token) if load and loader else asked
        return done(writer.write(change, token), request.headers.get("Accept"))

    return blueprint


def read_update(request: Request) -> Update:
    """Read what a request asks to change, from its address and its body.

    Raises ProblemError for what the protocol does not allow.
    """
    check_coding(request)
    given = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype not in (_FORM, _DIRECT) or given not in ("utf-8", "utf8"):
        headers = {"Accept-Post": f"{_DIRECT}, {_FORM}"}
        named = request.headers.get("Content-Type") or "–"
        raise ProblemError(415, "unsupported-update", headers=headers, given=named)
    body = request.get_data()
    direct = request.mimetype == _DIRECT
    fields = pairs(request.query_string)
    fields += [("update", decode(body))] if direct else pairs(body)
    if any(name == "query" for name, _ in fields):
        raise ProblemError(400, "query-to-update")
    text = single(fields, "update")
    if not (text or "").strip():
        raise ProblemError(400, "missing-update")
    return Update(
        text or "",
        graphs(fields, "using-graph-uri"),
        graphs(fields, "using-named-graph-uri"),
        address(request),
    )
