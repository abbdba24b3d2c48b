"""Errors as people and programs get them: a plain page, or problem details (RFC 9457)."""

import json
from collections.abc import Mapping

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from s5kg.namespaces import BASE
from s5kg.negotiation import choose_type
from s5kg.web.language import current_language, translate

_PAGE_OR_PROBLEM = {
    "problem": ("application/problem+json", "application/json"),
    "html": ("text/html",),
}
_KINDS = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 501: "unknown-method"}
# The methods that there are (RFC 9110, 9.3; RFC 5789; and QUERY, still a draft).
_METHODS = {
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY",
}  # fmt: skip


class ProblemError(Exception):
    """An answer that is an error.

    `kind` names its texts in `problems.po`, `values` fill them, `members` are extra members of the
    problem details, such as the line and column of a syntax error.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        *,
        members: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        """Keep what the answer is made of."""
        self.status = status
        self.kind = kind
        self.members = dict(members or {})
        self.headers = dict(headers or {})
        self.values = values
        super().__init__(kind)

    @property
    def title(self) -> str:
        """What kind of problem it is, in the language of the request."""
        return translate(f"problem-title.{self.kind}")

    @property
    def detail(self) -> str:
        """What is wrong here and what to do, in the language of the request."""
        return translate(f"problem-detail.{self.kind}", **self.values)


def wants_html() -> bool:
    """Return whether the asker rather reads a page than problem details: a browser."""
    if request.args.get("format") == "html":
        return True
    return choose_type(request.headers.get("Accept"), _PAGE_OR_PROBLEM) == "html"


def respond(problem: ProblemError) -> Response:
    """Write a problem in the form that the asker reads."""
    if wants_html():
        return as_page(problem, render_template("problem.html", problem=problem))
    details = {
        "type": f"{BASE}problem/{problem.kind}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        **problem.members,
    }
    response = Response(
        json.dumps(details, ensure_ascii=False, indent=2) + "\n",
        problem.status,
        problem.headers,
        content_type="application/problem+json",
    )
    response.headers["Content-Language"] = current_language()
    response.cache_control.no_store = True
    return response


def as_page(problem: ProblemError, html: str) -> Response:
    """Return a page with the status and headers of a problem."""
    response = Response(
        html, problem.status, problem.headers, content_type="text/html; charset=utf-8"
    )
    response.cache_control.no_store = True
    return response


def handle_errors(app: Flask) -> None:
    """Make every error of an app a problem; what nobody foresaw is logged and says only 500."""
    app.register_error_handler(ProblemError, respond)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 405 and request.method not in _METHODS:
        status = 501
    allowed = sorted(error.valid_methods or ()) if isinstance(error, MethodNotAllowed) else []
    limit = request.max_content_length or 0
    return respond(
        ProblemError(
            status,
            _KINDS.get(status, "http"),
            headers={"Allow": ", ".join(allowed)} if allowed else None,
            method=request.method,
            path=request.path,
            allowed=", ".join(allowed),
            limit=f"{limit:,}",
            reason=error.name,
        )
    )


def _unforeseen(error: Exception) -> Response:
    current_app.logger.error("no answer to %s %s", request.method, request.path, exc_info=error)
    return respond(ProblemError(500, "internal"))
