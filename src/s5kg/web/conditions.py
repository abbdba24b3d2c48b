"""Conditional requests (RFC 9110, section 13)."""

from flask import Response, request

from s5kg.web.errors import ProblemError


def conditional(response: Response) -> Response:
    """Return a tagged response, or 304 or a part where the request wants no more.

    Raises ProblemError 412 where it is not what If-Match or If-Unmodified-Since want.
    """
    response.make_conditional(request)
    if response.status_code == 412:
        raise ProblemError(412, "not-this-state")
    return response
