"""Who writes, what comes of it, and what stands against it, as answers of HTTP."""

import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Request, Response

from s5kg.engine import BusyError, LimitError, QuerySyntaxError
from s5kg.engine.changes import (
    Change,
    FixedGraphsError,
    ForbiddenError,
    LogError,
    NoGraphError,
    UnreadableError,
    UpdateError,
    WritableEngine,
    Written,
)
from s5kg.negotiation import choose_type
from s5kg.web.errors import ProblemError
from s5kg.web.limits import limit_problem
from s5kg.web.tokens import Token, TokenFileError, find_token, read_tokens

MOST_WRITTEN = 8 * 1024 * 1024
_PATIENCE = 30.0  # seconds to wait for other writers
_REALM = 'Bearer realm="s5kg"'
_LOG = logging.getLogger(__name__)


class Writer:
    """What writes to an engine for those who have a token."""

    def __init__(self, engine: WritableEngine, tokens: Path) -> None:
        """Keep the engine and the file of tokens, which is read at each write."""
        self._engine = engine
        self._tokens = tokens
        self._turn = threading.Lock()

    def author(self, request: Request) -> Token:
        """Return the token of a request (RFC 6750, 2.1), which may have a larger body then.

        Raises ProblemError 401 for a request without a token that is valid now, 403 where there
        are no tokens at all.
        """
        try:
            tokens = read_tokens(self._tokens)
        except TokenFileError as error:
            _LOG.error("nobody can write: %s", error)
            raise ProblemError(503, "no-tokens") from error
        if not tokens:
            raise ProblemError(403, "writing-off")
        given = request.authorization
        if given is None or given.type != "bearer" or not given.token:
            raise ProblemError(401, "no-token", headers={"WWW-Authenticate": _REALM})
        token = find_token(tokens, given.token)
        if token is None or token.expired(datetime.now(UTC)):
            headers = {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
            raise ProblemError(401, "bad-token", headers=headers)
        request.max_content_length = request.max_form_memory_size = MOST_WRITTEN
        return token

    def write(
        self, change: Change, token: Token, precondition: Callable[[], None] | None = None
    ) -> Written:
        """Write; `precondition` may raise, and nothing is written between it and the write.

        Raises ProblemError for what stands against it, RefusedError.
        """
        if not self._turn.acquire(timeout=_PATIENCE):
            raise limit_problem(BusyError(int(_PATIENCE)))
        try:
            if precondition:
                precondition()
            return self._engine.write(change, token.graphs, token.name)
        except (QuerySyntaxError, UnreadableError) as error:
            raise _unreadable(error) from error
        except UpdateError as error:
            raise ProblemError(422, "update-failed", message=str(error)) from error
        except ForbiddenError as error:
            raise forbidden(error.graphs) from error
        except FixedGraphsError as error:
            raise _fixed(error.graphs) from error
        except NoGraphError as error:
            raise ProblemError(404, "no-graph") from error
        except LogError as error:
            _LOG.error("a write was not logged: %s", error)
            raise ProblemError(507, "not-logged") from error
        except LimitError as error:
            raise limit_problem(error) from error
        finally:
            self._turn.release()


def forbidden(graphs: tuple[str, ...]) -> ProblemError:
    """Return the problem of a token that does not reach so far (RFC 6750, 3.1)."""
    named = ", ".join(graph or "–" for graph in graphs)
    headers = {"WWW-Authenticate": f'{_REALM}, error="insufficient_scope"'}
    members = {"graphs": list(graphs)}
    return ProblemError(403, "insufficient-scope", members=members, headers=headers, named=named)


def _fixed(graphs: tuple[str, ...]) -> ProblemError:
    members = {"graphs": list(graphs)}
    return ProblemError(403, "fixed-graphs", members=members, named=", ".join(graphs))


def done(written: Written, accept: str | None, *, created: str | None = None) -> Response:
    """Return the answer to a write: the state it made and what it changed, or 204 without words.

    `created` is the IRI of a graph that had no triple before.
    """
    members: dict[str, object] = {
        "release": written.release,
        "added": written.added,
        "removed": written.removed,
    }
    if created is not None:
        members["graph"] = created
    if choose_type(accept, {"json": ("application/json",)}):
        response = Response(json.dumps(members, indent=2) + "\n", content_type="application/json")
    else:
        response = Response(status=204)
    if created is not None:
        response.status_code = 201
    response.headers["S5kg-Release"] = written.release
    response.cache_control.no_store = True
    return response


def _unreadable(error: QuerySyntaxError | UnreadableError) -> ProblemError:
    hint = ""
    kind = "bad-data" if error.line else "bad-data-somewhere"
    if isinstance(error, QuerySyntaxError):
        hint = error.hint
        kind = "bad-update" if error.line else "bad-update-somewhere"
    members = {"line": error.line, "column": error.column, "hint": hint}
    return ProblemError(
        400,
        kind,
        members={name: value for name, value in members.items() if value},
        message=error.message,
        line=error.line,
        column=error.column,
    )
