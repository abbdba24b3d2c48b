"""What every answer says about itself: who may use it, where it may run, how long it holds."""

from flask import Flask, Response, request

from s5kg.web.language import current_language

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The data are open, so any site's script may read them; no answer depends on who asks. Words of an
# operator's copy are not open: a private answer is for this site alone.
EMBEDDED_POLICY = _POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Query, ETag, Link, Location, Retry-After, S5kg-Release, Server-Timing"
    ),
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "Timing-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
}
# What a browser asks before a script of another site may send more than a plain form could: it may
# read. A token is not among the headers, so that no such script writes.
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_PRIVATE = {
    name: value
    for name, value in HEADERS.items()
    if name not in ("Access-Control-Allow-Origin", "Timing-Allow-Origin")
} | {"Cross-Origin-Resource-Policy": "same-origin"}
_READING = ("GET", "HEAD", "OPTIONS", "POST", "QUERY")
_TRANSLATED = ("text/html", "application/problem+json")


def add_headers(app: Flask) -> None:
    """Send the headers with every answer of an app."""
    app.after_request(_complete)


def _complete(response: Response) -> Response:
    for name, value in (_PRIVATE if response.cache_control.private else HEADERS).items():
        response.headers.setdefault(name, value)
    response.vary.add("Accept")
    if request.method == "OPTIONS" and response.status_code == 200:
        response.headers.update(_PREFLIGHT)
        methods = ", ".join(method for method in _READING if method in response.allow)
        response.headers["Access-Control-Allow-Methods"] = methods
        response.status_code = 204
        del response.headers["Content-Type"]
        return response
    if response.mimetype in _TRANSLATED:
        response.vary.update(("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", current_language())
    if not response.headers.get("Cache-Control"):
        response.cache_control.public = True
        response.cache_control.no_cache = True  # keep it, but ask whether it still holds
    return response
