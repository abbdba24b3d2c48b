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


def check_called_syntax(question: Question) -> None:
    """Raise QuerySyntaxError for a query with SERVICE that Oxigraph cannot parse.

    rdflib reads some of these, and complains of the others without a place. Oxigraph has no parser
    alone, so it is asked about no data, by a text that calls nowhere.
    """
    check_nesting(question.text)
    text = _uncalled(question.text)
    if may_call(text):
        return
    try:
        # What a query without data is refused for otherwise is not its syntax.
        with suppress(RuntimeError, ValueError, OSError):
            ox.Store().query(text, base_iri=question.base or None, prefixes=dict(prefixes()))
    except SyntaxError as error:
        raise explain(error, question.text, prefixes()) from error


def _uncalled(text: str) -> str:
    """Return a text with GRAPH, which stands where SERVICE may, in its place; no letter moves."""
    places = set(keywords(text, SERVICE))

    def replace(found: re.Match[str]) -> str:
        if found.start() not in places:
            return found[0]
        silent = " " * len(found["silent"] or "")
        return f"GRAPH  {found['between']}{silent}"

    return _CALL.sub(replace, text)
