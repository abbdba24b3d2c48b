"""Facts of what was gathered: each value read strictly, and what is none counted with its place."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from s5kg.enrichment import values
from s5kg.enrichment.gathering import Found
from s5kg.enrichment.properties import AmountPath, Properties, Taken
from s5kg.enrichment.values import RefusedError
from s5kg.linking.sources import Faults, Statement
from s5kg.namespaces import shrink
from s5kg.problems import Problem

_NAMES = 20  # further names that are taken of a node in one language
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Fact:
    """What another graph says of a node of its own.

    `theirs` is the node, `ours` the property of ours (a CURIE), `currency` the code of an amount.
    """

    theirs: str
    ours: str
    value: ox.Literal
    currency: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells facts apart and orders them."""
        return self.theirs, self.ours, str(self.value), self.currency


@dataclass(frozen=True)
class Reader:
    """Reads the facts of nodes; what is refused is counted in `refused`.

    `currencies` are IRIs of currencies with their codes.
    """

    properties: Properties
    currencies: Mapping[str, str]
    refused: Faults

    def facts(self, nodes: Iterable[str], found: Found) -> list[Fact]:
        """Return the facts of some nodes, sorted, each once."""
        facts = {
            fact
            for theirs in nodes
            for fact in (*self._plain(theirs, found), *self._amounts(theirs, found))
        }
        return sorted(self._fewer_names(sorted(facts, key=lambda fact: fact.key)), key=_key)

    def _plain(self, theirs: str, found: Found) -> Iterator[Fact]:
        halves: dict[str, dict[str, None]] = {"latitude": {}, "longitude": {}}
        for statement in found.get(theirs, ()):
            taken = self.properties.taken.get(statement.property)
            if not taken or not statement.value:
                continue
            if taken.kind in halves:
                halves[taken.kind][statement.value] = None
                continue
            if taken.kind == "name" and statement.language not in values.LANGUAGES:
                continue
            try:
                yield Fact(theirs, taken.ours, _read(taken, statement))
            except RefusedError as error:
                self._refuse(theirs, statement.property, str(error))
        yield from self._place(theirs, *map(list, halves.values()))

    def _place(self, theirs: str, latitudes: list[str], longitudes: list[str]) -> Iterator[Fact]:
        if not latitudes and not longitudes:
            return
        try:
            if len(latitudes) != 1 or len(longitudes) != 1:
                raise RefusedError("latitudes and longitudes that are not one of each")
            yield Fact(theirs, "dcat:centroid", values.point(longitudes[0], latitudes[0]))
        except RefusedError as error:
            self._refuse(theirs, "latitude and longitude", str(error))

    def _amounts(self, theirs: str, found: Found) -> Iterator[Fact]:
        for path in self.properties.paths:
            for node in self._ends(theirs, path, found):
                said = found.get(node, ())
                numbers = {one.value: None for one in said if one.property == path.number}
                units = {one.value: None for one in said if one.property == path.currency}
                for number in numbers:
                    try:
                        currency = self._currency(list(units))
                        value = values.read_amount(number)
                    except RefusedError as error:
                        self._refuse(theirs, path.number, str(error))
                    else:
                        yield Fact(theirs, self.properties.amount.ours, value, currency)

    def _ends(self, theirs: str, path: AmountPath, found: Found) -> set[str]:
        """Return the nodes at the end of a path, without going over those that are withdrawn."""
        front = {theirs}
        for step in path.steps:
            following = (one for node in front for one in found.get(node, ()))
            front = {one.value for one in following if one.property == step and one.is_iri}
            front -= {node for node in front if self._is_withdrawn(node, path, found)}
        return front

    def _is_withdrawn(self, node: str, path: AmountPath, found: Found) -> bool:
        said = found.get(node, ())
        refused = self.properties.refused
        return any(one.property == path.rank and one.value in refused for one in said)

    def _currency(self, units: list[str]) -> str:
        if len(units) != 1:
            raise RefusedError("an amount without its one currency")
        code = self.currencies.get(units[0], units[0])
        if not _CURRENCY.fullmatch(code):
            raise RefusedError("an amount in a currency that we have no link to")
        return code

    def _fewer_names(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        counted: dict[tuple[str, str | None], int] = {}
        for fact in facts:
            if fact.ours == "skos:altLabel":
                key = fact.theirs, fact.value.language
                counted[key] = counted.get(key, 0) + 1
                if counted[key] > _NAMES:
                    self._refuse(fact.theirs, fact.ours, f"more than {_NAMES} further names")
                    continue
            yield fact

    def _refuse(self, theirs: str, name: str, why: str) -> None:
        what = f"{theirs}: {shrink(name)}: {why}"
        self.refused.add(Problem(Path("the source"), 0, what, "look at the value there"))


def _read(taken: Taken, statement: Statement) -> ox.Literal:
    if statement.is_iri:
        raise RefusedError("an IRI where a value should stand")
    match taken.kind:
        case "name":
            return values.read_name(statement.value, statement.language)
        case "date":
            return values.read_date(statement.value)
        case _:
            return values.read_point(statement.value)


def _key(fact: Fact) -> tuple[str, str, str, str]:
    return fact.key
