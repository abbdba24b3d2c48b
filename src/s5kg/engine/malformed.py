"""The syntax of a query with SERVICE, judged by Oxigraph as that of any other query."""

import re
from contextlib import suppress

import pyoxigraph as ox

from s5kg.engine import Question
from s5kg.engine.nesting import check_nesting
from s5kg.engine.syntax import explain
from s5kg.federation.algebra import may_call
from s5kg.federation.lexing import COMMENT, SERVICE, keywords
from s5kg.namespaces import prefixes

_CALL = re.compile(
    rf"service(?P<between>(?:\s|{COMMENT.pattern})*+)(?P<silent>silent)?", re.IGNORECASE
)


def check_called_syntax(question: Question) -> tuple[str, ...]:
    """Return the columns of a query with SERVICE in order; there are none where it is no SELECT.

    There are none either where Oxigraph cannot tell. Raises QuerySyntaxError for a query that it
    cannot parse.

    rdflib reads some of these, and complains of the others without a place. Oxigraph has no parser
    alone, so it is asked about no data, by a text that calls nowhere.
    """
    check_nesting(question.text)
    text = _uncalled(question.text)
    if may_call(text):
        return ()
    try:
        # What a query without data is refused for otherwise is not its syntax.
        with suppress(RuntimeError, ValueError, OSError):
            base = question.base or None
            found = ox.Store().query(text, base_iri=base, prefixes=dict(prefixes()))
            if isinstance(found, ox.QuerySolutions):
                return tuple(variable.value for variable in found.variables)
    except SyntaxError as error:
        raise explain(error, question.text, prefixes()) from error
    return ()


def _uncalled(text: str) -> str:
    """Return a text with GRAPH, which stands where SERVICE may, in its place; no letter moves."""
    places = set(keywords(text, SERVICE))

    def replace(found: re.Match[str]) -> str:
        if found.start() not in places:
            return found[0]
        silent = " " * len(found["silent"] or "")
        return f"GRAPH  {found['between']}{silent}"

    return _CALL.sub(replace, text)
