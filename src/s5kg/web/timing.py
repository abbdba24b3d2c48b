"""`Server-Timing`: what an answer took here, in milliseconds."""

import time

from flask import Flask, Response, g

from s5kg.web.account import account


def time_answers(app: Flask) -> None:
    """Send the times with every answer of an app. To be called before what else completes them."""
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    g.begun = time.perf_counter()


def _finish(response: Response) -> Response:
    begun = g.get("begun")
    given = account().given
    parts = []
    if given:
        parts.append("cache;desc=hit" if given.kept else f"engine;dur={given.seconds * 1000:.1f}")
    if begun is not None:
        parts.append(f"total;dur={(time.perf_counter() - begun) * 1000:.1f}")
    if parts:
        response.headers["Server-Timing"] = ", ".join(parts)
    return response
