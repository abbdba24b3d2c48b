"""Which properties of other graphs are taken, and for which of ours they stand."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Taken:
    """A property of ours (a CURIE) for which one of theirs stands, and how its values are read.

    In the languages of `compared`, a name that is none of ours is a difference.
    """

    ours: str
    kind: str
    compared: tuple[str, ...] = ()


@dataclass(frozen=True)
class AmountPath:
    """The properties that lead to the node of an amount, and those that say number and currency."""

    steps: tuple[str, ...]
    number: str
    currency: str
    rank: str = ""


@dataclass(frozen=True)
class Properties:
    """The table: their property → what is taken, and the paths to amounts of money."""

    taken: Mapping[str, Taken]
    amount: Taken
    paths: tuple[AmountPath, ...]
    refused: frozenset[str]

    @property
    def asked(self) -> tuple[str, ...]:
        """All that is asked for of a node, sorted."""
        paths = (name for path in self.paths for name in (*path.steps, path.number, path.currency))
        ranks = (path.rank for path in self.paths)
        return tuple(sorted({*self.taken, *paths, *ranks} - {""}))

    @property
    def steps(self) -> frozenset[str]:
        """The properties whose values are nodes to be asked in turn."""
        return frozenset(step for path in self.paths for step in path.steps)


@cache
def read_properties() -> Properties:
    """Return the table of the package."""
    text = files(__package__).joinpath("properties.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    taken = {
        theirs: Taken(entry["ours"], entry["kind"], tuple(entry.get("compared", ())))
        for entry in table["property"]
        for theirs in entry["theirs"]
    }
    amounts = table["amounts"]
    paths = tuple(
        AmountPath(tuple(path["steps"]), path["number"], path["currency"], path.get("rank", ""))
        for path in amounts["path"]
    )
    return Properties(taken, Taken(amounts["ours"], "amount"), paths, frozenset(amounts["refused"]))
