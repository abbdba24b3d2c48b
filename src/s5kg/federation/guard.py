"""The guard before any engine: a query that calls where it may not is not begun."""

import re

from s5kg.federation import CallRefusedError
from s5kg.federation.algebra import Call, calls, may_call, may_load
from s5kg.federation.allowed import Allowed, origin
from s5kg.federation.lexing import SERVICE, expand, keywords
from s5kg.namespaces import prefixes

_ADDRESS = re.compile(r"\s*(?:silent\s*)?<([^<>\s]+)>", re.IGNORECASE)
_MOST_NAMED = 10


def check_query(text: str, allowed: Allowed) -> tuple[Call, ...]:
    """Return the calls of a query, all of which are allowed.

    Where nothing is allowed it is not parsed: SERVICE where it may be a keyword is refused.
    Raises CallRefusedError, and UnclearCallError for what cannot be parsed.
    """
    if not may_call(text):
        return ()
    if not allowed:
        raise CallRefusedError(_named(expand(text)), ())
    found = calls(text, prefixes())
    allowed.check_all(found)
    return found


def check_update(text: str) -> None:
    """Raise CallRefusedError for an update in which SERVICE or LOAD may stand."""
    check_query(text, Allowed())
    if may_load(text):
        raise CallRefusedError((), (), "LOAD is not offered")


def _named(text: str) -> tuple[str, ...]:
    """Return the origins that stand after SERVICE as IRIs, for the message only."""
    found: dict[str, None] = {}
    for place in keywords(text, SERVICE)[:_MOST_NAMED]:
        address = _ADDRESS.match(text, place + len("service"))
        if address:
            try:
                found[str(origin(address[1]))] = None
            except ValueError:
                found[address[1]] = None
    return tuple(found)
