"""A line of JSON for each query: what it cost, never who asked nor, unless wanted, what."""

import hashlib
import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler

from s5kg.web.account import Served

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


def log_queries(log: QueryLog, state: Callable[[], str]) -> Callable[[Served], None]:
    """Return what writes a line for each query; `state` names what is answered from."""

    def write(served: Served) -> None:
        if served.account.query is not None:
            log.write(_line(served, log, state()))

    return write


def _line(served: Served, log: QueryLog, state: str) -> dict[str, object]:
    record = served.account
    text = record.query or ""
    engine = None if record.engine is None else round(record.engine * 1000, 3)
    line: dict[str, object] = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": served.method,
        "query_hash": hashlib.sha256(text.encode()).hexdigest()[:32],
        "kind": record.kind or None,
        "status": served.status,
        "milliseconds": round(served.seconds * 1000, 3),
        "engine_milliseconds": engine,
        "rows": record.rows if served.status == 200 else None,
        "bytes": served.bytes or 0,
        "format": served.media_type or None,
        "cached": served.cached,
        "stopped": record.stopped or None,
        "state": record.state or state,
    }
    if log.queries:
        line["query"] = text[:_LONGEST]
    if log.addresses:
        line["address"] = served.address
    return line
