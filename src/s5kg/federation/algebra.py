"""Which addresses a query or an update calls, read from its algebra."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from s5kg.federation import UnclearCallError
from s5kg.federation.lexing import COMMENT, IRI, LOAD, SERVICE, STRING, expand, keywords

# rdflib's parser is slow, and looks through the whole text for each SERVICE again: with these
# bounds it takes a few seconds at most.
_MOST_LETTERS = 10_000
_MOST_WORK = 100_000
_TOKEN = re.compile(rf"(?P<term>{STRING.pattern}|{IRI.pattern})|{COMMENT.pattern}")
_NAME = r"[^\s()|^!<>'\"{}?$:]*+:[^\s()|^!<>'\"{}?$]*+"
_MEMBER = rf"(?:\^\s*+)?(?:{IRI.pattern}|{_NAME}|a\b)"
_NEGATED = re.compile(
    rf"{STRING.pattern}|{COMMENT.pattern}|{IRI.pattern}"
    rf"|!\s*(?P<set>{_MEMBER}|\(\s*{_MEMBER}(?:\s*\|\s*{_MEMBER})*+\s*\))"
)
_STRING_LITERAL = "literal"  # what rdflib's grammar calls one in quotation marks
_INLINE = ("InlineData", "ValuesClause")
_CLAUSE = re.compile(r"[^\n\r]*service", re.IGNORECASE)


@dataclass(frozen=True)
class Call:
    """A SERVICE clause: the address, None where a variable gives it, and whether it is SILENT."""

    address: str | None
    variable: str = ""
    silent: bool = False


@dataclass(frozen=True)
class Load:
    """A LOAD operation (SPARQL 1.1 Update, 3.1.4); `graph` is None for the default graph."""

    address: str
    graph: str | None
    silent: bool


def may_call(text: str) -> bool:
    """Return whether SERVICE may stand as a keyword in a query or update; True is a suspicion."""
    return _may_hold(text, SERVICE)


def may_load(text: str) -> bool:
    """Return whether LOAD may stand as a keyword in an update; True is a suspicion."""
    return _may_hold(text, LOAD)


def _may_hold(text: str, keyword: Any) -> bool:
    # The engine expands escapes in strings and IRIs only, the specification anywhere.
    return bool(keywords(text, keyword)) or ("\\" in text and bool(keywords(expand(text), keyword)))


def calls(text: str, prefixes: Mapping[str, str], base: str | None = None) -> tuple[Call, ...]:
    """Return the SERVICE clauses of a query, those in sub-selects, EXISTS and so on included.

    Raises UnclearCallError for a text that holds the keyword and cannot be parsed here.
    """
    if not may_call(text):
        return ()
    found = calls_in(parse_query(text, prefixes, base).algebra)
    if not found:
        raise UnclearCallError("SERVICE stands where it may be read as a clause", "clause")
    return found


def calls_in(algebra: object) -> tuple[Call, ...]:
    """Return the SERVICE clauses of rdflib's form of a query."""
    return tuple(_calls(algebra))


def loads(text: str, prefixes: Mapping[str, str]) -> list[Load] | None:
    """Return the LOAD operations of an update, None where it has none.

    Raises UnclearCallError for an update that holds the keyword and cannot be parsed here, and
    for one that has other operations too: those of LOAD are not made by the engine.
    """
    if not may_load(text):
        return None
    operations = _parse_update(text, prefixes)
    found = [_load(part) for part in operations if part.name == "Load"]
    if not found:
        raise UnclearCallError("LOAD stands where it may be read as an operation", "operation")
    if len(found) < len(operations):
        message = "an update with LOAD may have no other operations; send two"
        raise UnclearCallError(message, "load-alone")
    return found


def _load(part: Any) -> Load:
    return Load(str(part.iri), str(part.graphiri) if part.graphiri else None, bool(part.silent))


def parse_query(text: str, prefixes: Mapping[str, str], base: str | None = None) -> Any:
    """Return rdflib's form of a query that holds SERVICE. Raises UnclearCallError."""
    from rdflib.plugins.sparql.algebra import translateQuery, traverse
    from rdflib.plugins.sparql.parser import parseQuery

    _bound(text, SERVICE)
    try:
        parsed = traverse(parseQuery(_apart(_turned(text))), visitPost=_keep)
        query = translateQuery(parsed, base, dict(prefixes))
        _settle(query.algebra)
        return query
    except RecursionError as error:
        message = "it nests too deep, or SERVICE stands inside SERVICE"
        raise UnclearCallError(message, "nested-call") from error
    except Exception as error:  # rdflib raises many kinds
        message = f"a query with SERVICE must be SPARQL 1.1: {error}"
        raise UnclearCallError(message, "other-query", said=str(error)) from error


def _apart(text: str) -> str:
    """Return a query with a line break after each IRI or string that has a `#`, before SERVICE.

    rdflib looks for the text of the clause from the start, and there takes `#` for a comment.
    """

    def break_after(token: re.Match[str]) -> str:
        apart = token["term"] and "#" in token["term"] and _CLAUSE.match(text, token.end())
        return f"{token[0]}\n" if apart else token[0]

    return _TOKEN.sub(break_after, text)


def _turned(text: str) -> str:
    """Return a query with `(!(p)|^!(q))` for the path `!(p|^q)`, of which rdflib loses `q`."""

    def turn(token: re.Match[str]) -> str:
        members = [member.strip() for member in (token["set"] or "").strip("() \t\r\n").split("|")]
        inverse = [member[1:] for member in members if member.startswith("^")]
        if not inverse:
            return token[0]
        along = [member for member in members if not member.startswith("^")]
        start = f"!({'|'.join(along)})|" if along else ""
        return f"({start}^(!({'|'.join(inverse)})))"

    return _NEGATED.sub(turn, text)


def _keep(part: Any) -> None:
    """Make what rdflib would leave out what it keeps."""
    name = getattr(part, "name", "")
    if name == "Filter":
        _keep_condition(part)
    elif name == "DescribeQuery" and not part.var:  # of `*`
        part["var"] = sorted(_variables_in(part.where))
    elif name in _INLINE and part.value and not part.var:  # rows without a variable
        part["var"] = ["none"]
        part["value"] = [["UNDEF"] for _ in part.value]


def _variables_in(part: Any) -> set[Any]:
    from rdflib.term import Variable

    if isinstance(part, str):
        return {part} if isinstance(part, Variable) else set()
    inner = part.values() if isinstance(part, dict) else part
    return set().union(*map(_variables_in, inner)) if hasattr(inner, "__iter__") else set()


def _keep_condition(part: Any) -> None:
    """Make a filter by a constant one that rdflib keeps: `FILTER(false)` is none to it."""
    from rdflib.plugins.sparql.operators import UnaryNot
    from rdflib.plugins.sparql.parserutils import CompValue, Expr
    from rdflib.term import Literal

    inner = part.expr
    while isinstance(inner, CompValue) and list(inner) == ["expr"]:
        inner = inner.expr
    if isinstance(inner, Literal) or getattr(inner, "name", "") == _STRING_LITERAL:
        once = Expr("UnaryNot", UnaryNot, expr=part.expr)
        part["expr"] = Expr("UnaryNot", UnaryNot, expr=once)


def _settle(part: Any) -> None:
    """Make the translated groups of EXISTS what a walk finds.

    rdflib keeps them as attributes, over the untranslated items of the same names. VALUES without
    a row is a list to it, which it cannot evaluate.
    """
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(part, CompValue):
        for name in [name for name in vars(part) if name in part]:
            part[name] = vars(part).pop(name)
        if part.name == "ToMultiSet" and isinstance(part.p, list):
            part["p"] = CompValue("values", res=[])
    if isinstance(part, dict):
        part = part.values()
    if not isinstance(part, str) and hasattr(part, "__iter__"):
        for inner in list(part):
            _settle(inner)


def _parse_update(text: str, prefixes: Mapping[str, str]) -> list[Any]:
    from rdflib.plugins.sparql.algebra import translateUpdate
    from rdflib.plugins.sparql.parser import parseUpdate

    _bound(text, LOAD)
    try:
        return list(translateUpdate(parseUpdate(text), None, dict(prefixes)).algebra)
    except RecursionError as error:
        raise UnclearCallError("it nests too deep", "nested") from error
    except Exception as error:  # rdflib raises many kinds
        message = f"an update with LOAD must be SPARQL 1.1: {error}"
        raise UnclearCallError(message, "other-update", said=str(error)) from error


def _bound(text: str, keyword: Any) -> None:
    """Raise UnclearCallError for a text that would take long to parse."""
    count = len(keywords(expand(text), keyword))
    if len(text) > _MOST_LETTERS or len(text) * count**2 > _MOST_WORK:
        most = f"{_MOST_LETTERS:,}"
        message = f"it is too long to be looked through: send at most {most} letters"
        raise UnclearCallError(f"{message}, fewer where it calls often", "too-long", most=most)


def _calls(part: object) -> Iterator[Call]:
    """Walk an algebra, parts that rdflib leaves untranslated included."""
    from rdflib.plugins.sparql.parserutils import CompValue
    from rdflib.term import Variable

    if isinstance(part, CompValue):
        if part.name == "ServiceGraphPattern":
            silent = "silent" in part and bool(part.silent)
            if isinstance(part.term, Variable):
                yield Call(None, str(part.term), silent)
            else:
                yield Call(str(part.term), silent=silent)
        for inner in part.values():
            yield from _calls(inner)
    elif isinstance(part, dict):
        for inner in part.values():
            yield from _calls(inner)
    elif not isinstance(part, str) and hasattr(part, "__iter__"):
        for inner in part:
            yield from _calls(inner)
