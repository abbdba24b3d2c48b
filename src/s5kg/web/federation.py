"""Calls to elsewhere in a request, as problems that the asker can act on."""

from s5kg.federation import CallRefusedError, FetchError, UnclearCallError
from s5kg.federation.allowed import Allowed
from s5kg.federation.guard import check_query
from s5kg.web.errors import ProblemError
from s5kg.web.language import has_text, translate

_NOT_OFFERED = {"SERVICE": "no-service", "LOAD": "no-load"}


def refuse_calls(text: str) -> None:
    """Raise ProblemError for a query or an update in which SERVICE may stand."""
    try:
        check_query(text, Allowed())
    except CallRefusedError as error:
        raise call_problem(error) from error


def call_problem(
    error: CallRefusedError | UnclearCallError | FetchError, keyword: str = "SERVICE"
) -> ProblemError:
    """Return the problem of a call by SERVICE or LOAD that was not made, or brought nothing."""
    if isinstance(error, FetchError):
        told = _told("elsewhere.", error)
        if error.kind == "too-many-calls":
            return ProblemError(400, error.kind, message=told)
        return ProblemError(502, "elsewhere-failed", message=told)
    if isinstance(error, UnclearCallError):
        told = _told("unclear.", error)
        return ProblemError(403, "call-unclear", message=told, keyword=keyword)
    members: dict[str, object] = {"refused": error.refused, "allowed": error.allowed}
    kind = "call-refused" if error.allowed else _NOT_OFFERED[keyword]
    return ProblemError(
        403,
        kind,
        members=members,
        refused=", ".join(error.refused),
        allowed=", ".join(error.allowed),
    )


def _told(section: str, error: UnclearCallError | FetchError) -> str:
    """Return why, in the language of the request where there are words of that kind."""
    key = f"{section}{error.kind}"
    return translate(key, **error.values) if has_text(key) else str(error)
