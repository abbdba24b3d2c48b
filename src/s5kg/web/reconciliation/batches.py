"""Batches of reconciliation queries as they come (Reconciliation Service API 0.2, section 4)."""

import json
from dataclasses import dataclass

from s5kg.web.errors import ProblemError

MOST_QUERIES = 50
MOST_CHARACTERS = 1000  # of a name, identifier or value
MOST_CANDIDATES = 50
MOST_PROPERTIES = 10
MOST_VALUES = 20  # of a property
_FEW = 10
_STRICT = ("should", "all", "any")
Value = str | float | bool
_Entity = dict[str, object]


class QueryError(Exception):
    """A query of a batch that cannot be answered; the others can.

    `kind` names its text, `values` fill it.
    """

    def __init__(self, kind: str, **values: object) -> None:
        """Keep what the message is made of."""
        self.kind = kind
        self.values = values
        super().__init__(kind)


@dataclass(frozen=True)
class Wanted:
    """A property with the values that are looked for; `entities` are identifiers."""

    property: str
    values: tuple[Value, ...]
    entities: tuple[str, ...]


@dataclass(frozen=True)
class NameQuery:
    """One query; `strict` is false where other types may be answered too."""

    name: str
    types: tuple[str, ...]
    every: bool
    strict: bool
    limit: int
    properties: tuple[Wanted, ...]


def read_json(text: str, field: str) -> dict[str, object]:
    """Return a JSON object; raises ProblemError 400 for anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, "reconcile-json", field=field) from error
    if not isinstance(found, dict):
        raise ProblemError(400, "reconcile-json", field=field)
    return found


def read_batch(text: str) -> dict[str, object]:
    """Return the queries of a batch, unread; raises ProblemError where it is none or too large."""
    batch = read_json(text, "queries")
    if len(batch) > MOST_QUERIES:
        members = {"batchSize": MOST_QUERIES}
        given = f"{len(batch):,}"
        raise ProblemError(413, "reconcile-batch", members=members, most=MOST_QUERIES, given=given)
    return batch


def read_query(given: object) -> NameQuery:
    """Read one query of a batch. Raises QueryError."""
    if not isinstance(given, dict):
        raise QueryError("form")
    name = _text(given.get("query", ""), "query").strip()
    types, wanted = given.get("type", []), given.get("properties", [])
    listed = [types] if isinstance(types, str) else types
    strict = given.get("type_strict", "any")
    if not isinstance(listed, list) or not isinstance(wanted, list) or strict not in _STRICT:
        raise QueryError("form")
    if len(wanted) > MOST_PROPERTIES or len(listed) > MOST_PROPERTIES:
        raise QueryError("many", most=MOST_PROPERTIES)
    properties = tuple(_wanted(one) for one in wanted)
    if not name and not properties:
        raise QueryError("empty")
    kinds = tuple(_text(one, "type") for one in listed)
    limit = _limit(given.get("limit"))
    return NameQuery(name, kinds, strict == "all", strict != "should", limit, properties)


def _limit(given: object) -> int:
    if given is None:
        return _FEW
    if isinstance(given, bool) or not isinstance(given, int | float) or not given >= 1:
        raise QueryError("limit")
    return int(min(given, MOST_CANDIDATES))


def _wanted(given: object) -> Wanted:
    if not isinstance(given, dict) or "pid" not in given or "v" not in given:
        raise QueryError("form")
    listed = given["v"] if isinstance(given["v"], list) else [given["v"]]
    if len(listed) > MOST_VALUES:
        raise QueryError("many", most=MOST_VALUES)
    values: list[Value] = []
    entities: list[str] = []
    for one in listed:
        if isinstance(one, dict):
            entities.append(_text(one.get("id"), "id"))
        elif isinstance(one, bool | int | float):
            values.append(one)
        else:
            values.append(_text(one, "v"))
    return Wanted(_text(given["pid"], "pid"), tuple(values), tuple(entities))


def _text(given: object, field: str) -> str:
    if not isinstance(given, str):
        raise QueryError("form")
    if len(given) > MOST_CHARACTERS:
        raise QueryError("long", field=field, most=MOST_CHARACTERS, given=f"{len(given):,}")
    try:
        given.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise QueryError("form") from error
    return given
