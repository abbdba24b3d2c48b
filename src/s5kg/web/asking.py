"""What an engine refuses, as a problem that the asker can act on."""

from collections.abc import Callable

from s5kg.engine import LimitError, NotOfferedError, QuerySyntaxError, Question
from s5kg.federation import CallRefusedError, FetchError, UnclearCallError
from s5kg.formats import Family
from s5kg.web.answers import Given
from s5kg.web.errors import ProblemError
from s5kg.web.federation import call_problem, refuse_calls
from s5kg.web.language import has_text, translate
from s5kg.web.limits import limit_problem
from s5kg.web.protocol import not_acceptable, offered


def ask(
    work: Callable[[Question], Given],
    question: Question,
    wanted: str | None,
    *,
    federation: bool = False,
) -> Given:
    """Return what `work` gives; `wanted` is the format that the request names, if any.

    With `federation` the engine itself judges which services may be called.
    Raises ProblemError for what is refused.
    """
    if not federation:
        refuse_calls(question.text)
    try:
        return work(question)
    except QuerySyntaxError as error:
        raise syntax_problem(error) from error
    except LimitError as error:
        raise limit_problem(error) from error
    except (CallRefusedError, UnclearCallError, FetchError) as error:
        raise call_problem(error) from error
    except NotOfferedError as error:
        raise _wrong_family(error.family, wanted) from error


def syntax_problem(error: QuerySyntaxError) -> ProblemError:
    """Return the problem of a text that is not SPARQL, in the language of the request.

    A function that is not there is no fault of the syntax: the query was read, and has no answer.
    """
    message = _told(f"syntax.{error.kind}", error) or error.message
    hint = _told(f"syntax-hint.{error.kind}", error) or error.hint
    members = {"line": error.line, "column": error.column, "hint": hint}
    if error.kind == "function":
        status, kind = 422, "unknown-function"
    else:
        status, kind = 400, "bad-query" if error.line else "bad-query-somewhere"
    return ProblemError(
        status,
        kind,
        members={name: value for name, value in members.items() if value},
        message=message,
        line=error.line,
        column=error.column,
    )


def _told(key: str, error: QuerySyntaxError) -> str:
    """Return a text about an error, or nothing where there is none or a value for it is missing.

    A hint at what is expected needs something that is.
    """
    if not has_text(key):
        return ""
    try:
        return translate(key, **{"message": error.message, **error.values})
    except KeyError:
        return ""


def _wrong_family(family: Family, wanted: str | None) -> ProblemError:
    """Return the problem of an answer in a family that the asker cannot read."""
    if not wanted:
        return not_acceptable([family])
    names = list(offered(family))
    kind = "wants-graph-format" if family is Family.GRAPH else "wants-results-format"
    known = ", ".join(names)
    return ProblemError(406, kind, members={"formats": names}, name=wanted, known=known)
