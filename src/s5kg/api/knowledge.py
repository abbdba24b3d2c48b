"""One way to ask the graph from Python, whether it is here or behind a service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import pyoxigraph as ox
import rdflib

from s5kg.api.context import Context, code_of, iri_of
from s5kg.api.cubes import Cube
from s5kg.api.errors import NotFoundError, QueryFormError, explained
from s5kg.api.figures import Figures
from s5kg.api.things import Thing, rdflib_term
from s5kg.cubes import cube_names, read_cube
from s5kg.engine import Answer, Engine, LimitError, QuerySyntaxError, Question
from s5kg.engine.closing import Closing
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.prologue import read_prologue
from s5kg.formats import FORMATS
from s5kg.locations import default_sources
from s5kg.lookup import Lookup
from s5kg.names import Names
from s5kg.namespaces import ID, NS, prefixes, shrink
from s5kg.queries import PAGES, read_queries
from s5kg.rows import Language, Rows
from s5kg.search.index import Index
from s5kg.search.keeping import build_index

_FORMS = {form.family: form for form in FORMATS if form.name in ("json", "ntriples")}


@dataclass(frozen=True)
class Found:
    """A thing that a search found: its name and kind, and the label that holds the words."""

    iri: str
    label: str
    kind: str
    matched: str


class KnowledgeGraph(Closing):
    """The graph, to be asked. `place` is the address of its service, empty for one that is here.

    A question to a service that gives no usable answer raises ServiceError, and SERVICE in a
    query CallRefusedError.
    """

    def __init__(
        self,
        engine: Engine,
        place: str = "",
        *,
        language: Language = "en",
        close: Callable[[], None] | None = None,
    ) -> None:
        """Ask an engine; `language` is that of names where a method is given none.

        Raises ValueError for a language that the graph's names are not in.
        """
        self.place = place
        self._engine = engine
        self._close = close
        self._closed = False
        queries = read_queries(default_sources().queries, PAGES)
        lookup = Lookup(self._answer, queries, lambda: self.release)
        self._context = Context(lookup, Names(lookup), language, place)
        self._context.chosen(language)

    @property
    def release(self) -> str:
        """The name of the state that is asked, a SHA-256; empty where a service does not say."""
        return self._engine.release or getattr(self._engine, "stated", "")

    def __repr__(self) -> str:
        """Say which graph it is."""
        return f"<KnowledgeGraph {self.place or 'here'} {self.release[:16] or 'of unknown state'}>"

    def query(self, text: str) -> Rows:
        """Return the rows of a SELECT query. The project's prefixes need no declaration.

        Raises QuerySyntaxError for bad SPARQL, QueryFormError for a query of another form.
        """
        return Rows(self._body(text, "SELECT"), self._context.names)

    def ask(self, text: str) -> bool:
        """Return the yes or no of an ASK query; raises what `query` raises."""
        found = ox.parse_query_results(self._body(text, "ASK"), ox.QueryResultsFormat.JSON)
        return isinstance(found, ox.QueryBoolean) and bool(found)

    def construct(self, text: str) -> rdflib.Graph:
        """Return the graph of a CONSTRUCT or DESCRIBE query; raises what `query` raises."""
        made = rdflib.Graph()
        for prefix, namespace in prefixes().items():
            made.bind(prefix, namespace)
        found = ox.parse(self._body(text, "CONSTRUCT", "DESCRIBE"), format=ox.RdfFormat.N_TRIPLES)
        for one in found:
            made.add(
                (rdflib_term(one.subject), rdflib_term(one.predicate), rdflib_term(one.object))
            )
        return made

    def label(self, name: str, language: Language | None = None) -> str:
        """Return what a thing, class, property or code is called, else its CURIE."""
        iri = iri_of(name)
        return self._context.words([iri], self._context.chosen(language))[iri]

    def search(
        self,
        text: str,
        *,
        language: Language | None = None,
        kind: str | None = None,
        limit: int = 20,
    ) -> list[Found]:
        """Return the things that are found by words, the best first; `kind` is a class.

        The first search reads all labels. Raises NotFoundError for a class that no thing has.
        """
        spoken = self._context.chosen(language)
        wanted = iri_of(kind, NS) if kind else ""
        fitting = (
            hit
            for hit in self._index.hits(text)
            if not wanted or wanted in self._index.classes(hit.thing)
        )
        hits = list(islice(fitting, max(0, limit)))
        if wanted and not hits and not self._knows(wanted):
            raise NotFoundError(f"no thing is of the kind {shrink(wanted)}")
        words = self._context.words([iri for hit in hits for iri in (hit.thing, hit.kind)], spoken)
        return [
            Found(hit.thing, words[hit.thing], words.get(hit.kind, ""), hit.label.text)
            for hit in hits
        ]

    def thing(self, name: str) -> Thing:
        """Return a thing by its name (`org-us-ostp`), CURIE or IRI. Raises NotFoundError."""
        return Thing(self._context, iri_of(name))

    def cubes(self) -> list[Cube]:
        """Return all data cubes, those of totals among them."""
        return [self._cube(iri) for iri in cube_names(self._context.lookup)]

    def cube(self, name: str) -> Cube:
        """Return a data cube by its name (`ds-sc-region`), CURIE or IRI. Raises NotFoundError."""
        return self._cube(iri_of(name))

    def figures(
        self, of: str | Iterable[str] = (), *, kind: str | None = None, unit: str | None = None
    ) -> Figures:
        """Return the figures of some things, or of all; of a kind (`budget`), in a unit (`eur`).

        Raises NotFoundError for a thing, kind or unit that the graph does not know.
        """
        things = [of] if isinstance(of, str) else list(of)
        chosen = {
            "thing": [iri_of(name) for name in things],
            "kind": [code_of("figureKind", kind)] if kind else [],
            "unit": [code_of("unit", unit)] if unit else [],
        }
        for iri in (iri for iris in chosen.values() for iri in iris):
            if not self._knows(iri):
                raise NotFoundError(f"the graph has no {shrink(iri)}")
        values = {name: [ox.NamedNode(i) for i in iris] for name, iris in chosen.items() if iris}
        return Figures(self._context, self._context.lookup.rows("figures", None, **values))

    def close(self) -> None:
        """Close the connections to a service."""
        self._closed = True
        if self._close:
            self._close()

    @cached_property
    def _index(self) -> Index:
        return build_index(self._context.lookup)

    def _cube(self, iri: str) -> Cube:
        found = read_cube(self._context.lookup, iri)
        if found is None:
            known = ", ".join(one.removeprefix(ID) for one in cube_names(self._context.lookup))
            raise NotFoundError(f"the graph has no cube {shrink(iri)}: choose from {known}")
        return Cube(self._context, found)

    def _knows(self, iri: str) -> bool:
        return bool(self._context.lookup.rows("thing-status", thing=[ox.NamedNode(iri)]))

    def _body(self, text: str, *forms: str) -> bytes:
        prologue = read_prologue(text)
        if prologue and prologue.form not in forms:
            raise QueryFormError(prologue.form)
        try:
            return self._answer(Question(text, _FORMS)).body
        except QuerySyntaxError:
            if self.place:  # our words, with the place, where we find the fault, too
                MemoryEngine(b"").answer(Question(text, _FORMS))
            raise

    def _answer(self, question: Question) -> Answer:
        if self._closed:
            raise ValueError("this graph is closed: open it or connect again")
        try:
            return self._engine.answer(question)
        except LimitError as error:
            raise explained(self.place, error) from None
