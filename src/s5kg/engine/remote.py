"""An engine that asks a SPARQL service elsewhere; that service's own limits come on top of ours.

Every answer is read whole and written anew, so that one which is cut, broken or of another kind
than it says is an error and never an answer.
"""

import time
from dataclasses import replace
from threading import BoundedSemaphore

import pyoxigraph as ox

from s5kg.engine import (
    Answer,
    BusyError,
    DeadlineError,
    LimitError,
    NotOfferedError,
    QuerySyntaxError,
    Question,
    RemoteError,
    TooLargeError,
    TruncatedError,
)
from s5kg.engine.client import Client, Reply, Service, plain
from s5kg.engine.closing import Closing
from s5kg.engine.errors import forget_frames
from s5kg.engine.form import complete, dataset, deadline
from s5kg.engine.places import Settings
from s5kg.engine.profiles import Union
from s5kg.engine.prologue import Prologue, read_prologue
from s5kg.engine.syntax import explain
from s5kg.federation.allowed import Allowed
from s5kg.federation.guard import check_query
from s5kg.formats import Family, Format, named
from s5kg.namespaces import prefixes
from s5kg.writing import write_graph, write_results

ELSEWHERE = "it sends us elsewhere, where we do not go"
NOT_ALLOWED = "it does not let us ask"
NOT_ASKED_FOR = "it answers in a format that was not asked for"
ANOTHER = "it answers another question than was asked"
_MOST_GRAPHS = 1000
_GRAPHS = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {_MOST_GRAPHS + 1}"
_DIGITS = 20  # a number of rows that has as many is none


def _format(name: str, family: Family) -> Format:
    found = named(name, family)
    assert found, name  # noqa: S101 (the table of formats has it)
    return found


_ASKED_FOR = {
    Family.RESULTS: _format("json", Family.RESULTS),
    Family.GRAPH: _format("ntriples", Family.GRAPH),
}


class RemoteEngine(Closing):
    """Asks a service. It may be asked from any thread. Use it in a `with` statement."""

    def __init__(self, service: Service, settings: Settings | None = None) -> None:
        """Ask at most `settings.workers` questions at a time, within its other limits too.

        Raises LimitError where the service must say which graphs it has and does not, ValueError
        for a default graph of its own that it cannot be asked for.
        """
        self.settings = settings or Settings()
        self.release = service.release
        self.stated = ""
        """The state that the last answer names, where the service is one of ours. No promise."""
        self._profile = service.profile
        union = self.settings.union
        if not union and (service.graphs or self._profile.union is Union.ALWAYS):
            raise ValueError("the default graph of this service is the union of the graphs")
        self._room = BoundedSemaphore(self.settings.workers + self.settings.waiting)
        self._client = Client(service, self.settings.workers, self.settings.most)
        self._graphs = service.graphs
        if union and not self._graphs and self._profile.union is Union.NEVER:
            try:
                self._graphs = self._find_graphs()
            except BaseException:
                self.close()
                raise

    def _find_graphs(self) -> tuple[str, ...]:
        """Return the names of the service's graphs."""
        prologue = Prologue("SELECT", frozenset())
        question = Question(_GRAPHS, {})
        reply = self._send(question, prologue, self.settings.deadline, _GRAPHS)
        found = _parse_results(reply.body)
        if isinstance(found, ox.QueryBoolean):
            raise RemoteError("it does not say which graphs it has")
        try:
            named = [row["g"] for row in found]
        except (SyntaxError, ValueError, KeyError) as error:
            raise RemoteError("its answer is broken") from error
        names = tuple(graph.value for graph in named if isinstance(graph, ox.NamedNode))
        if len(names) > _MOST_GRAPHS:
            raise RemoteError(f"it has more than {_MOST_GRAPHS} graphs: name those to use")
        return names

    def answer(self, question: Question) -> Answer:
        """Return the answer; see Engine.answer. The query is parsed by the service.

        Raises RemoteError and TruncatedError, too, and CallRefusedError for one that would call
        another service from there.
        """
        check_query(question.text, Allowed())
        prologue = read_prologue(question.text)
        if prologue is None:
            error = SyntaxError("error at 1:1: expected one of SELECT, ASK, CONSTRUCT, DESCRIBE")
            raise explain(error, question.text, prefixes())
        if prologue.family not in question.formats:
            raise NotOfferedError(prologue.family)
        if not self._room.acquire(blocking=False):
            raise BusyError(self.settings.retry_after)
        start = time.monotonic()
        try:
            answer = self._answer(question, prologue)
            return replace(answer, seconds=time.monotonic() - start)
        except LimitError as error:
            error.seconds = time.monotonic() - start
            raise
        finally:
            self._room.release()

    def _answer(self, question: Question, prologue: Prologue) -> Answer:
        limit = self.settings.deadline
        if question.timeout is not None:
            limit = min(limit, question.timeout)
        reply = self._send(question, prologue, limit, complete(question, prologue))
        try:
            return self._write(reply.body, prologue, question.formats[prologue.family])
        except Exception as error:
            forget_frames(error)
            raise

    def _send(self, question: Question, prologue: Prologue, limit: float, text: str) -> Reply:
        """Return a reply that is whole and of the kind that was asked for."""
        form = _ASKED_FOR[prologue.family]
        graphs = dataset(question, self._profile, self._graphs, self.settings.union)
        start = time.monotonic()
        reply = self._client.ask(
            [("query", text), *graphs, *deadline(self._profile, limit)], form.media_type, limit
        )
        if reply.status != 200:
            raise self._error(reply, limit, question.text, text)
        if reply.headers.get(self._profile.partial_header or " "):
            raise DeadlineError(round(time.monotonic() - start, 3))
        if rows := reply.headers.get(self._profile.rows_header or " "):
            known = rows.isdecimal() and len(rows) < _DIGITS
            raise TruncatedError(int(rows) if known else 0)
        if reply.media_type not in (form.media_type, *form.aliases):
            error = RemoteError(NOT_ASKED_FOR)
            error.said = plain(reply.media_type)
            raise error
        self.stated = plain(reply.headers.get("S5kg-Release", ""))
        return reply

    def _error(self, reply: Reply, limit: float, asked: str, sent: str) -> Exception:
        """Return what a status means, with what the service says of it."""
        error = self._meaning(reply, limit, asked, sent)
        if isinstance(error, LimitError):
            error.said = reply.said
        return error

    def _meaning(self, reply: Reply, limit: float, asked: str, sent: str) -> Exception:
        if reply.status in self._profile.deadline_statuses:
            return DeadlineError(limit)
        match reply.status:
            case 400:
                return _syntax_error(reply, asked, sent)
            case 401 | 403:
                return RemoteError(NOT_ALLOWED)
            case 429 | 503:
                wait = reply.headers.get("Retry-After", "")
                known = wait.isascii() and wait.isdecimal() and len(wait) < 5
                return BusyError(int(wait) if known else self.settings.retry_after)
        if 300 <= reply.status < 400:
            return RemoteError(ELSEWHERE)
        return RemoteError(f"it answers with status {reply.status}")

    def _write(self, body: bytes, prologue: Prologue, form: Format) -> Answer:
        """Return an answer in the format that was asked for."""
        if prologue.family is Family.GRAPH:
            written = self._write_graph(body, form)
        else:
            found = _parse_results(body)
            if prologue.form == "ASK" and self._profile.boolean_row:
                found = _boolean(found)
            if isinstance(found, ox.QueryBoolean) != (prologue.form == "ASK"):
                raise RemoteError(ANOTHER)
            try:
                written = write_results(found, form)
            except (SyntaxError, ValueError) as error:
                raise RemoteError("its answer is broken") from error
        if len(written) > self.settings.most:
            raise TooLargeError(self.settings.most)
        return Answer(written, form, self.release)

    def _write_graph(self, body: bytes, form: Format) -> bytes:
        try:
            quads = list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
        except (SyntaxError, ValueError) as error:
            raise RemoteError("its answer is broken") from error
        cut = self._profile.graph_triples
        if cut is not None and len(quads) >= cut:
            raise TruncatedError(cut)
        return write_graph((quad.triple for quad in quads), form)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


def _parse_results(body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    try:
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise RemoteError("its answer is broken") from error


def _boolean(found: ox.QuerySolutions | ox.QueryBoolean) -> ox.QuerySolutions | ox.QueryBoolean:
    """Return yes for a row with another number than 0, and no for one with 0 or for none."""
    if isinstance(found, ox.QueryBoolean):
        return found
    yes = any(isinstance(row[0], ox.Literal) and row[0].value != "0" for row in found)
    return _parse_results(b'{"head":{},"boolean":%s}' % (b"true" if yes else b"false"))


def _syntax_error(reply: Reply, asked: str, sent: str) -> QuerySyntaxError:
    """Return the service's complaint, with the place in the query as it was asked."""
    text = reply.said or reply.body.decode("utf-8", "replace")
    text = text.partition("SPARQL query:")[0]  # where Virtuoso repeats the query
    error = explain(SyntaxError(text), sent, prefixes())
    if error.line == 1:
        error.column = max(1, error.column - (len(sent) - len(asked)))
        error.excerpt = asked.partition("\n")[0]
    error.message = plain(error.message)
    return error
