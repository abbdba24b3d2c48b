"""`/mcp`: the tools for assistants over HTTP (Model Context Protocol), and a page about them."""

from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed

from s5kg.engine import Answer, Question
from s5kg.lookup import Lookup
from s5kg.mcp import is_installed
from s5kg.mcp.holdings import Holdings
from s5kg.mcp.limits import MOST_BYTES, MOST_ROWS, ROWS, SECONDS
from s5kg.mcp.texts import say
from s5kg.search.keeping import IndexKeeper
from s5kg.web.account import account
from s5kg.web.answers import Given
from s5kg.web.errors import ProblemError, wants_html
from s5kg.web.fields import check_coding
from s5kg.web.language import current_language
from s5kg.web.site import Site

TOOLS = ("guide", "search", "describe", "schema", "examples", "query", "evidence")
_JSON = "application/json"


def assistants_blueprint(
    site: Site, own: Lookup, keeper: IndexKeeper, work: Callable[[Question], Given]
) -> Blueprint:
    """Return the blueprint; `work` answers a caller's own query, on the caller's account."""
    blueprint = Blueprint("assistants", __name__)
    examples = tuple(query for query in site.examples if not query.service)
    holdings = Holdings(_accounted(work), site.lookup, own, keeper, examples)
    server = lru_cache(maxsize=1)(lambda: _server(holdings))

    @blueprint.post("/mcp")
    def message() -> Response:
        """Answer a message of the protocol, without a session or a stream."""
        if not is_installed():
            raise ProblemError(501, "no-mcp")
        _check_origin()
        check_coding(request)
        if request.mimetype != _JSON:
            given = request.headers.get("Content-Type") or "–"
            headers = {"Accept-Post": _JSON}
            raise ProblemError(415, "mcp-type", headers=headers, given=given, wanted=_JSON)
        return _exchanged(server())

    @blueprint.get("/mcp")
    def about() -> ResponseReturnValue:
        """Tell people how an assistant gets the tools; there is no stream for programs."""
        if not wants_html():
            raise MethodNotAllowed(["POST"])
        return site.page(
            "assistants.html",
            address=f"{request.url_root}mcp",
            tools=[(name, say(f"tool.{name}", current_language())) for name in TOOLS],
            rows=ROWS,
            most=MOST_ROWS,
            bytes=MOST_BYTES,
            seconds=round(SECONDS),
            installed=is_installed(),
        )

    return blueprint


def _accounted(work: Callable[[Question], Given]) -> Callable[[Question], Answer]:
    """Return what answers a query, and tells the log and the counts of it."""

    def answer(question: Question) -> Answer:
        account().query = question.text
        given = work(question)
        account().note(given)
        return given.answer

    return answer


def _server(holdings: Holdings) -> Any:
    # The SDK takes some 45 MiB: it comes with the first message.
    from s5kg.mcp.server import create_server

    return create_server(holdings)


def _exchanged(server: Any) -> Response:
    from s5kg.mcp.exchange import exchange

    reply = exchange(server, list(request.headers.items()), request.get_data())
    response = Response(reply.body, reply.status, content_type=reply.content_type or None)
    if not reply.content_type:
        del response.headers["Content-Type"]
    response.cache_control.no_store = True
    return response


def _check_origin() -> None:
    """Refuse the scripts of other sites, as the protocol demands.

    A browser names the origin of whoever posts. It must be this site; and where both ends are on
    one machine, its name must be that of the machine, for any other could have been made to point
    there (DNS rebinding).
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return
    host = request.host.lower()
    ours = _host_of(origin) == host
    if not ours or (_is_loopback(request.remote_addr) and not _is_local_name(host)):
        raise ProblemError(403, "mcp-origin", origin=origin[:200], host=host[:200])


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _is_local_name(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or name.endswith(".localhost") or _is_loopback(name)


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
