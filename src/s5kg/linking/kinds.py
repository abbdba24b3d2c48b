"""Of which kind things are, by well-known classes: two of different kinds are not the same."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_SECURE = "https://schema.org/"  # as many write the classes of http://schema.org/


def contradiction(ours: Iterable[str], theirs: Iterable[str]) -> str:
    """Return how the kinds of two things differ, by their classes, or nothing.

    A class that is not known says nothing. A thing of several kinds may be any of them.
    """
    mine, other = _kinds(ours), _kinds(theirs)
    if not mine or not other or mine & other:
        return ""
    return f"theirs is of the kind {_written(other)}, ours of the kind {_written(mine)}"


def _kinds(classes: Iterable[str]) -> set[str]:
    table = _table()
    return {kind for name in classes for kind in table.get(_named(name), ())}


def _named(name: str) -> str:
    """Return a class as the table writes it: words of CSV come in any case."""
    if ":" not in name:
        return name.strip().lower()
    return name.replace(_SECURE, "http://schema.org/", 1) if name.startswith(_SECURE) else name


def _written(kinds: set[str]) -> str:
    return " or ".join(sorted(kinds))


@cache
def _table() -> Mapping[str, frozenset[str]]:
    text = files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["namespace"] + name: frozenset(row["kinds"])
            for row in tomllib.loads(text)["class"]
            for name in row["names"]
        }
    )
