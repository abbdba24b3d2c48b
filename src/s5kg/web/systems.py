"""The relations between actors that the diagram of the first page is drawn of."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.lookup import Lookup

_ORG = "http://www.w3.org/ns/org#"


@dataclass(frozen=True)
class Relation:
    """What stands between two actors, and the short names that the two have."""

    source: str
    kind: str
    target: str
    shorts: Mapping[str, str]


def read_relations(lookup: Lookup) -> list[Relation]:
    """Return each relation once, the whole before its unit. Raises what `Lookup.rows` raises."""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in lookup.rows("home-us-system"):
        source, kind, target = row["from"], row["relation"], row["to"]
        if not (
            isinstance(source, ox.NamedNode)
            and isinstance(kind, ox.NamedNode)
            and isinstance(target, ox.NamedNode)
        ):
            continue
        key = source.value, kind.value, target.value
        if kind.value == _ORG + "unitOf":
            key = target.value, _ORG + "hasUnit", source.value
        shorts = found.setdefault(key, {})
        for end, name in ((source.value, "fromShort"), (target.value, "toShort")):
            short = row.get(name)
            if isinstance(short, ox.Literal):
                shorts.setdefault(end, short.value)
    return [Relation(*key, shorts) for key, shorts in sorted(found.items(), key=_whole_first)]


def _whole_first(item: tuple[tuple[str, str, str], object]) -> tuple[bool, tuple[str, str, str]]:
    return item[0][1] != _ORG + "hasUnit", item[0]
