"""Calls to elsewhere in a request, as problems that the asker can act on."""

from s5kg.federation import CallRefusedError, UnclearCallError
from s5kg.federation.allowed import Allowed
from s5kg.federation.guard import check_query
from s5kg.web.errors import ProblemError


def refuse_calls(text: str, allowed: Allowed) -> None:
    """Raise ProblemError for a query that calls where it may not, or unclear where it calls."""
    try:
        check_query(text, allowed)
    except (CallRefusedError, UnclearCallError) as error:
        raise call_problem(error) from error


def call_problem(error: CallRefusedError | UnclearCallError) -> ProblemError:
    """Return the problem of a call that was not made."""
    if isinstance(error, UnclearCallError):
        return ProblemError(403, "service-unclear", message=str(error))
    members: dict[str, object] = {"refused": error.refused, "allowed": error.allowed}
    kind = "service-refused" if error.allowed else "no-service"
    return ProblemError(
        403,
        kind,
        members=members,
        refused=", ".join(error.refused),
        allowed=", ".join(error.allowed),
    )
