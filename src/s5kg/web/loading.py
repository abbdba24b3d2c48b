"""LOAD of `/update` (SPARQL 1.1 Update, 3.1.4), made by our own client and never by the engine."""

from typing import TYPE_CHECKING

from s5kg.engine.changes import Action, GraphWrite
from s5kg.federation import CallRefusedError, FetchError, UnclearCallError
from s5kg.federation.algebra import Load, loads, may_load
from s5kg.formats import FORMATS, Family
from s5kg.namespaces import prefixes
from s5kg.web.errors import ProblemError
from s5kg.web.federation import call_problem
from s5kg.web.fields import graph
from s5kg.web.tokens import Token
from s5kg.web.writing import forbidden

if TYPE_CHECKING:
    from s5kg.federation.fetching import Fetcher

_TYPES = {
    media_type: form
    for form in FORMATS
    if form.family is Family.GRAPH
    for media_type in (form.media_type, *form.aliases)
    if media_type != "text/plain"  # which anything may be
}
_KEYWORD = "LOAD"


def read_load(text: str, fetcher: "Fetcher | None") -> Load | None:
    """Return the LOAD that an update is, None for an update without it.

    Raises ProblemError for one that may not be made, and for anything else beside it.
    """
    if not may_load(text):
        return None
    if fetcher is None:
        raise ProblemError(403, "no-load")
    try:
        found = loads(text, prefixes()) or []
        if len(found) > 1:
            raise UnclearCallError("an update may LOAD once; send one for each", "load-once")
        fetcher.allowed.check(found[0].address)
    except (CallRefusedError, UnclearCallError) as error:
        raise call_problem(error, _KEYWORD) from error
    if found[0].graph is not None:
        graph(found[0].graph, "INTO GRAPH")
    return found[0]


def fetch(load: Load, fetcher: "Fetcher", token: Token) -> GraphWrite:
    """Return what a LOAD writes, nothing for a SILENT one that fails.

    Raises ProblemError where the token does not reach the graph, or the data cannot be had.
    """
    if not token.may_write(load.graph or ""):
        raise forbidden((load.graph or "",))
    try:
        fetched = fetcher.fetch(load.address, _TYPES)
    except (CallRefusedError, FetchError) as error:
        if load.silent and isinstance(error, FetchError):
            return GraphWrite(Action.MERGE, load.graph, b"", _TYPES["text/turtle"])
        raise call_problem(error, _KEYWORD) from error
    form = _TYPES[fetched.media_type]
    return GraphWrite(Action.MERGE, load.graph, fetched.body, form, base=load.address)
