"""The tool `query`: a query that is checked, run within bounds, and answered compactly."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from itertools import islice

import pyoxigraph as ox

from s5kg.engine import Answer, LimitError, QuerySyntaxError, Question
from s5kg.formats import Family, named
from s5kg.mcp import CallError, Language
from s5kg.mcp.checking import Checked, check
from s5kg.mcp.emptiness import why_nothing
from s5kg.mcp.holdings import Holdings, shown, whole
from s5kg.mcp.lexing import takes_limit
from s5kg.mcp.limits import MOST_BYTES, MOST_ROWS, ROWS, SECONDS
from s5kg.mcp.plain import MOST, is_cut, plain
from s5kg.mcp.texts import say, say_limit
from s5kg.mcp.vocabulary import Vocabularies
from s5kg.namespaces import prefixes, shrink


@dataclass(frozen=True)
class QueryAnswer:
    """The answer to a query.

    `kind` is rows, yes-no or graph. `text` is CSV with IRIs in short form, `true` or `false`, or
    Turtle. `count` is how many rows or triples it has; where `whole` is false there are more, or
    texts in them are cut. `query` is what ran, with its prefixes declared. `notices` say what was
    repaired, cut or may be wrong.
    """

    kind: str
    text: str
    count: int
    whole: bool
    query: str
    release: str
    limits: str
    cite: str
    notices: list[str] = field(default_factory=list)


def run_query(
    holdings: Holdings,
    vocabularies: Vocabularies,
    text: str,
    limit: int = ROWS,
    language: Language = "en",
) -> QueryAnswer:
    """Return the answer to a query, at most `limit` rows or triples of it.

    Raises CallError for a query that is not run or that meets a limit, with what to do.
    """
    limit = max(1, min(limit, MOST_ROWS))
    try:
        checked = check(holdings, vocabularies.now(), text, language)
        answer = holdings.ask(_question(checked, text, limit))
        read = _read(answer, limit)
        notices = _notices(checked, read, language)
        if not read.count or read.text == "false":
            notices += why_nothing(holdings.lookup, checked, language)
    except QuerySyntaxError as error:
        raise CallError(say("error.syntax", language, reason=str(error))) from error
    except LimitError as error:
        raise CallError(say_limit(error, language)) from error
    digest = sha256(checked.text.encode()).hexdigest()[:16]
    return QueryAnswer(
        read.kind,
        read.text,
        read.count,
        read.whole and not read.cut,
        checked.text,
        answer.release or holdings.lookup.release,
        _limits(limit, language),
        holdings.cite(f"query sha256:{digest}"),
        notices,
    )


def _question(checked: Checked, text: str, limit: int) -> Question:
    """Return the question: of a SELECT without a limit, one row more than is shown is asked for.

    The engine knows the prefixes of ours, so the text stays as it came and errors keep their place.
    """
    if checked.form == "SELECT" and takes_limit(checked.parts):
        text = f"{text}\nLIMIT {limit + 1}"
    formats = {
        Family.RESULTS: named("json", Family.RESULTS),
        Family.GRAPH: named("ntriples", Family.GRAPH),
    }
    found = {family: form for family, form in formats.items() if form}
    return Question(text, found, timeout=SECONDS)


@dataclass(frozen=True)
class _Read:
    """What is shown of an answer: whether that is all rows, and how many texts in them are cut."""

    kind: str
    text: str
    count: int
    whole: bool
    cut: int = 0


def _read(answer: Answer, limit: int) -> _Read:
    if answer.format.family is Family.GRAPH:
        return _read_graph(answer.body, limit)
    results = ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return _Read("yes-no", "true" if results else "false", 1, True)
    if not isinstance(results, ox.QuerySolutions):
        raise TypeError("an answer is rows, yes or no, or a graph")
    names = [variable.value for variable in results.variables]
    rows = [list(solution) for solution in islice(results, limit + 1)]
    written = (_csv_line([shown(term) for term in row]) for row in rows)
    lines = _bounded(written, limit, len(_csv_line(names).encode()))
    count = len(lines.kept)
    cut = sum(is_cut(whole(term)) for row in rows[:count] for term in row)
    return _Read("rows", _csv_line(names) + "".join(lines.kept), count, lines.whole, cut)


@dataclass(frozen=True)
class _Lines:
    kept: list[str]
    whole: bool


def _bounded(lines: Iterable[str], most: int, used: int = 0) -> _Lines:
    """Return the first lines, `most` at the most and no more bytes than an answer may have."""
    kept: list[str] = []
    for line in lines:
        used += len(line.encode())
        if len(kept) == most or used > MOST_BYTES:
            return _Lines(kept, False)
        kept.append(line)
    return _Lines(kept, True)


def _csv_line(cells: Sequence[str]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue()


def _read_graph(body: bytes, limit: int) -> _Read:
    """Read a graph as Turtle, a triple a line, so that it can be cut anywhere and stay Turtle."""
    triples = {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)}
    found = sorted(triples, key=str)
    lines = _bounded((f"{_triple(one)}\n" for one in found), limit)
    text = "".join(lines.kept)
    used = [name for name in prefixes() if any(f" {name}:" in f" {line}" for line in lines.kept)]
    head = "".join(f"@prefix {name}: <{prefixes()[name]}> .\n" for name in used)
    objects = [one.object for one in found[: len(lines.kept)]]
    cut = sum(is_cut(one.value) for one in objects if isinstance(one, ox.Literal))
    return _Read("graph", head + text, len(lines.kept), lines.whole, cut)


def _triple(triple: ox.Triple) -> str:
    return (
        " ".join(_turtle(term) for term in (triple.subject, triple.predicate, triple.object)) + " ."
    )


def _turtle(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        short = shrink(term.value)
        return str(term) if short == term.value else short
    if isinstance(term, ox.Literal):
        words = ox.Literal(plain(term.value))
        if term.language:
            return str(ox.Literal(words.value, language=term.language))
        suffix = _turtle(term.datatype)
        return str(words) if suffix == "xsd:string" else f"{words}^^{suffix}"
    return str(term)


def _notices(checked: Checked, read: _Read, language: Language) -> list[str]:
    notices = []
    if checked.added:
        names = ", ".join(f"{name}:" for name in checked.added)
        notices.append(say("notice.prefixes", language, names=names))
    if not read.whole:
        notices.append(say("notice.cut", language, count=read.count))
    if read.cut:
        values = {"count": read.cut, "most": MOST, "next": MOST + 1}
        notices.append(say("notice.cut-text", language, **values))
    return notices


def _limits(limit: int, language: Language) -> str:
    return say(
        "limits.query",
        language,
        rows=limit,
        most=MOST_ROWS,
        bytes=f"{MOST_BYTES:,}",
        seconds=f"{SECONDS:g}",
    )
