"""What goes wrong when one asks from Python, each in a sentence that says what to do."""

from s5kg.engine import (
    BusyError,
    DeadlineError,
    LimitError,
    NotOfferedError,
    RemoteError,
    TooLargeError,
    TruncatedError,
)
from s5kg.engine.client import UNREACHABLE
from s5kg.engine.remote import ANOTHER, ELSEWHERE, NOT_ALLOWED, NOT_ASKED_FOR
from s5kg.formats import Family

_REMEDIES = {
    ELSEWHERE: "connect to that address if you trust it",
    NOT_ALLOWED: "give connect() a user and a password, or a token",
    NOT_ASKED_FOR: "give the address of the SPARQL endpoint, or of the site with / at its end",
    ANOTHER: "give connect() its make, such as profile='virtuoso'",
    UNREACHABLE: "see whether the address is right and the service runs",
}
_METHODS = {"ASK": "ask", "SELECT": "query", "CONSTRUCT": "construct", "DESCRIBE": "construct"}


class ServiceError(Exception):
    """A service gave no answer that can be used: `url` is asked, `reason` says why."""

    def __init__(self, url: str, reason: str) -> None:
        """Keep both."""
        self.url = url
        self.reason = reason
        super().__init__(f"{url}: {reason}")


class QueryFormError(NotOfferedError, ValueError):
    """A query of one form where another is asked for."""

    def __init__(self, form: str) -> None:
        """Keep the form, such as ASK."""
        family = Family.RESULTS if form in ("SELECT", "ASK") else Family.GRAPH
        super().__init__(family)
        self.form = form

    def __str__(self) -> str:
        """Say which method takes it."""
        return f"this is a query of the form {self.form}: use .{_METHODS[self.form]}()"


class NotFoundError(LookupError):
    """The graph has no such thing, cube or code."""


def explained(url: str, error: LimitError) -> ServiceError:
    """Return the one error that users see for what a service did instead of answering."""
    reason, remedy = _told(error)
    words = f"{reason} ({error.said})" if error.said else reason
    return ServiceError(url, f"{words}; {remedy}" if remedy else words)


def _told(error: LimitError) -> tuple[str, str]:
    """Return what happened, and what to do about it."""
    match error:
        case DeadlineError():
            remedy = "ask for less, or give connect() a longer timeout"
            return f"no answer within {error.limit:g} s", remedy
        case BusyError():  # or it met a limit of its own, and says which and what to do
            remedy = "" if error.said else f"ask again in {error.retry_after} s"
            return "it cannot answer now", remedy
        case TooLargeError():
            return f"its answer has more than {error.limit:,} bytes", "ask for less"
        case TruncatedError():
            rows = f" after {error.rows:,} rows" if error.rows else ""
            return f"it cuts answers{rows}", "ask in parts, with ORDER BY, LIMIT and OFFSET"
        case RemoteError():
            return error.reason, _REMEDIES.get(error.reason, "")
    return str(error), ""
