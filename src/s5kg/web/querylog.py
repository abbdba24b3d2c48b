"""A line of JSON for each query: what it cost, never who asked nor, unless wanted, what."""

import hashlib
import json
import logging
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler

from flask import Flask, Response, g, request

from s5kg.web.account import account
from s5kg.web.answers import Given

_LONGEST = 10_000  # characters of a query in the log


class QueryLog:
    """Writes lines of JSON to a file, or to standard error."""

    def __init__(self, target: str, *, queries: bool = False, addresses: bool = False) -> None:
        """Open a file by name; `-` is standard error. Raises OSError where it cannot be written.

        With `queries` a line has the text of the query, with `addresses` the client's address.
        """
        self.queries = queries
        self.addresses = addresses
        # A file that is moved away, as log rotation does, is made anew.
        self._handler = (
            logging.StreamHandler(sys.stderr)
            if target == "-"
            else WatchedFileHandler(target, encoding="utf-8")
        )
        self._log = logging.Logger("s5kg.queries", logging.INFO)  # ours alone, not in the registry
        self._log.addHandler(self._handler)

    def write(self, line: dict[str, object]) -> None:
        """Write one line; JSON escapes every line break and control character in it."""
        self._log.info("%s", json.dumps(line, ensure_ascii=True, allow_nan=False))

    def close(self) -> None:
        """Close the file."""
        self._handler.close()


def log_queries(app: Flask, log: QueryLog, state: Callable[[], str]) -> None:
    """Write a line for each query that an app answers; `state` names what it answers from."""

    def write(response: Response) -> Response:
        if account().query is not None:
            log.write(_line(response, log, state()))
        return response

    app.after_request(write)


def _line(response: Response, log: QueryLog, state: str) -> dict[str, object]:
    record = account()
    text = record.query or ""
    given: Given | None = g.get("given")
    engine = None if record.engine is None else round(record.engine * 1000, 3)
    line: dict[str, object] = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method,
        "query_hash": hashlib.sha256(text.encode()).hexdigest()[:32],
        "kind": record.kind or None,
        "status": response.status_code,
        "milliseconds": round((time.monotonic() - record.began) * 1000, 3),
        "engine_milliseconds": engine,
        "rows": given.rows if given and response.status_code == 200 else None,
        "bytes": response.content_length or 0,
        "format": response.mimetype or None,
        "cached": record.cached(response.status_code),
        "stopped": record.stopped or None,
        "state": record.state or state,
    }
    if log.queries:
        line["query"] = text[:_LONGEST]
    if log.addresses:
        line["address"] = request.remote_addr
    return line
