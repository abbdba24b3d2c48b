"""The limits of an engine as problems: what was met, and what an asker can do."""

import math

from s5kg.engine import (
    BusyError,
    DeadlineError,
    LimitError,
    RemoteError,
    ResourceError,
    TooLargeError,
    TruncatedError,
)
from s5kg.web.budget import BudgetError
from s5kg.web.errors import ProblemError

_MIB = 1024 * 1024


def limit_problem(error: LimitError) -> ProblemError:
    """Return the problem of a question that met a limit.

    All are 503, for the service and not the request sets the limit, but 429 where one client has
    used its budget and 502 where another service, which answers for this one, fails; only where
    asking the same again may help is there a Retry-After. `limit` is in seconds, bytes or rows.
    """
    match error:
        case BudgetError(rate=rate, retry_after=seconds):
            quota = f'"work";q={math.ceil(rate)};w=60'
            headers = {
                "Retry-After": str(seconds),
                "RateLimit-Policy": quota,
                "RateLimit": f'"work";r=0;t={seconds}',
            }
            return ProblemError(429, "budget", headers=headers, seconds=seconds, rate=f"{rate:g}")
        case BusyError(retry_after=seconds):
            headers = {"Retry-After": str(seconds)}
            return ProblemError(503, "busy", headers=headers, seconds=seconds)
        case DeadlineError(limit=limit):
            members = {"limit": limit}
            return ProblemError(503, "deadline", members=members, limit=f"{limit:g}")
        case ResourceError(memory=memory):
            members = {"limit": memory}
            return ProblemError(503, "out-of-memory", members=members, limit=f"{memory // _MIB:,}")
        case TooLargeError(limit=most):
            members = {"limit": most}
            return ProblemError(503, "answer-too-large", members=members, limit=f"{most:,}")
        case RemoteError():
            return ProblemError(502, "remote-failed")
        case TruncatedError(rows=0):
            return ProblemError(503, "remote-truncated-somewhere")
        case TruncatedError(rows=rows):
            return ProblemError(503, "remote-truncated", members={"limit": rows}, limit=f"{rows:,}")
    raise TypeError(f"no problem for {error!r}")
