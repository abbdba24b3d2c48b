"""The named graphs of an engine and how much they hold, counted once for each known state."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from s5kg.engine import Engine, Question
from s5kg.formats import Family, named
from s5kg.markup import printable
from s5kg.namespaces import GRAPH

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class GraphSize:
    """A named graph and how many triples it holds."""

    iri: str
    triples: int

    @property
    def name(self) -> str:
        """The graph's name below the base of our IRIs."""
        return printable(self.iri.removeprefix(GRAPH))


class Sizes:
    """What an engine holds."""

    def __init__(self, engine: Engine) -> None:
        """Count nothing yet."""
        self._engine = engine
        self._graphs = lru_cache(maxsize=1)(lambda release: self._count("sizes.rq"))
        self._default = lru_cache(maxsize=1)(lambda release: self._count("size.rq"))

    def graphs(self) -> list[GraphSize]:
        """Return the named graphs, sorted by name. Raises LimitError as any question."""
        release = self._engine.release
        rows = self._graphs(release) if release else self._count("sizes.rq")
        return [GraphSize(row["graph"]["value"], int(row["triples"]["value"])) for row in rows]

    def default(self) -> int:
        """Return how many triples the default graph holds. Raises LimitError."""
        release = self._engine.release
        rows = self._default(release) if release else self._count("size.rq")
        return int(rows[0]["triples"]["value"])

    def _count(self, file: str) -> list[dict[str, dict[str, str]]]:
        form = named("json", Family.RESULTS)
        text = (_HERE / file).read_text(encoding="utf-8")
        answer = self._engine.answer(Question(text, {Family.RESULTS: form} if form else {}))
        rows: list[dict[str, dict[str, str]]] = json.loads(answer.body)["results"]["bindings"]
        return rows
