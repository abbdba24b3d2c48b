"""Named queries whose values are filled in, and their answers as rows of terms: what pages are of.

A query of `queries/pages/` runs as it stands, with a thing of ours as the example. Its lines
`VALUES ?name { … }` are where other terms go, its lines `LIMIT n` and `OFFSET n` other numbers.
Terms are written by the RDF library, so that no value can be read as anything but a term.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.engine import Answer, Question
from s5kg.formats import Family, named
from s5kg.queries import Query

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Mapping[str, Term]
_HOLE = re.compile(
    r"^(?P<indent> *)(?:VALUES \?(?P<name>\w+) \{[^{}\n]*\}|(?P<word>LIMIT|OFFSET) \d+)$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Slice:
    """Which rows of an answer are wanted: `limit` at most, after the first `offset`."""

    limit: int
    offset: int = 0


def fill(
    text: str, values: Mapping[str, Iterable[ox.NamedNode | ox.Literal]], part: Slice | None = None
) -> str:
    """Return a query with its values filled in, and with another LIMIT and OFFSET.

    Raises KeyError for a value that the query has no place for, or a slice where it has none.
    """
    missing = {"LIMIT", "OFFSET"} if part else set()
    missing |= set(values)

    def filled(hole: re.Match[str]) -> str:
        if name := hole["name"]:
            if name not in values:
                return hole[0]
            missing.discard(name)
            terms = " ".join(str(term) for term in values[name])
            return f"{hole['indent']}VALUES ?{name} {{ {terms} }}"
        if part is None:
            return hole[0]
        missing.discard(hole["word"])
        return f"{hole['word']} {part.limit if hole['word'] == 'LIMIT' else part.offset}"

    found = _HOLE.sub(filled, text)
    if missing:
        raise KeyError(f"the query has no place for {', '.join(sorted(missing))}")
    return found


class Lookup:
    """Asks named queries."""

    def __init__(
        self,
        answer: Callable[[Question], Answer],
        queries: Iterable[Query],
        release: Callable[[], str],
        graphs: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        """Keep what answers, the queries, and what names the state of the graph.

        `graphs` names those that are asked; none are all, where the default graph is their union.
        """
        self._answer = answer
        self._queries = {query.name: query for query in queries}
        self._release = release
        self._graphs = graphs

    @property
    def release(self) -> str:
        """The name of the state of the graph; see Engine.release."""
        return self._release()

    def text(
        self,
        name: str,
        part: Slice | None = None,
        **values: Iterable[ox.NamedNode | ox.Literal],
    ) -> str:
        """Return a query by its name, filled in. Raises KeyError for a name there is not."""
        return fill(self._queries[name].text, values, part)

    def rows(
        self,
        name: str,
        part: Slice | None = None,
        **values: Iterable[ox.NamedNode | ox.Literal],
    ) -> list[Row]:
        """Return the rows of a SELECT query; a row lacks what is unbound.

        Raises KeyError for a name there is not, LimitError as any question does.
        """
        return self.solutions(self.text(name, part, **values))

    def solutions(self, text: str, timeout: float | None = None) -> list[Row]:
        """Return the rows of a SELECT query that `text` made; `timeout` is in seconds.

        Raises TypeError for another kind of query, LimitError as any question does.
        """
        body = self.written(text, "json", Family.RESULTS, timeout)
        results = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        if not isinstance(results, ox.QuerySolutions):
            raise TypeError("this is no SELECT query")
        names = [variable.value for variable in results.variables]
        return [
            {name: term for name, term in zip(names, solution, strict=True) if term is not None}
            for solution in results
        ]

    def triples(self, name: str, **values: Iterable[ox.NamedNode | ox.Literal]) -> bytes:
        """Return the N-Triples of a CONSTRUCT or DESCRIBE query; raises what `rows` raises."""
        return self.written(self.text(name, None, **values), "ntriples", Family.GRAPH)

    def written(self, text: str, form: str, family: Family, timeout: float | None = None) -> bytes:
        """Return the answer to a query that `text` made, in a format by its name.

        Raises KeyError for a format there is not, LimitError as any question does.
        """
        found = named(form, family)
        if found is None:
            raise KeyError(form)
        question = Question(text, {family: found}, self._graphs(), timeout=timeout)
        return self._answer(question).body
