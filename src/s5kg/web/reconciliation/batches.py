"""Batches of reconciliation queries as they come (Reconciliation Service API 0.2, section 4)."""

import json
from dataclasses import dataclass
from enum import StrEnum

from s5kg.web.errors import ProblemError
from s5kg.web.language import translate

MOST_QUERIES = 50
MOST_CHARACTERS = 1000  # of a name, identifier or value
MOST_CANDIDATES = 50
MOST_PROPERTIES = 10
MOST_VALUES = 20  # of a property
_FEW = 10
_SHOWN = 60  # characters
_STRICT = ("should", "all", "any")
Value = str | float | bool


class QueryError(Exception):
    """A query of a batch that cannot be answered; the others can.

    `kind` names its text, `values` fill it.
    """

    def __init__(self, kind: str, **values: object) -> None:
        """Keep what the message is made of."""
        self.kind = kind
        self.values = values
        super().__init__(kind)

    @property
    def detail(self) -> str:
        """What is wrong, in the language of the request."""
        return translate(f"reconcile-error.{self.kind}", **self.values)


class Quantifier(StrEnum):
    """How many of the values of a condition a thing must have."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True)
class Sought:
    """Names that are looked for or, with `stated`, identifiers; a name may be one, too."""

    texts: tuple[str, ...]
    stated: bool = False
    required: bool = False
    quantifier: Quantifier = Quantifier.ANY


@dataclass(frozen=True)
class Wanted:
    """A property with the values that are looked for; `entities` are identifiers."""

    property: str
    values: tuple[Value, ...]
    entities: tuple[str, ...]
    required: bool = False
    quantifier: Quantifier = Quantifier.ANY


@dataclass(frozen=True)
class Query:
    """One query; `strict` is false where other types may be answered too."""

    sought: tuple[Sought, ...]
    types: tuple[str, ...]
    every: bool
    strict: bool
    limit: int
    properties: tuple[Wanted, ...]


def read_json(text: str, field: str) -> dict[str, object]:
    """Return a JSON object; raises ProblemError 400 for anything else."""
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, "reconcile-json", field=field) from error
    if not isinstance(found, dict):
        raise ProblemError(400, "reconcile-json", field=field)
    return found


def _refuse(constant: str) -> None:
    """Refuse NaN and Infinity, which JSON does not have. Raises ValueError."""
    raise ValueError(constant)


def shown(given: object) -> str:
    """Return what was sent as a message repeats it: its beginning, as text that can be written."""
    return str(given)[:_SHOWN].encode(errors="replace").decode()


def read_batch(text: str) -> dict[str, object]:
    """Return the queries of a batch, unread; raises ProblemError where it is none or too large."""
    batch = read_json(text, "queries")
    check_size(len(batch))
    return batch


def check_size(queries: int) -> None:
    """Raise ProblemError 413 for more queries than a batch may have."""
    if queries > MOST_QUERIES:
        members = {"batchSize": MOST_QUERIES}
        given = f"{queries:,}"
        raise ProblemError(413, "reconcile-batch", members=members, most=MOST_QUERIES, given=given)


def read_query(given: object) -> Query:
    """Read one query of a batch. Raises QueryError."""
    if not isinstance(given, dict):
        raise QueryError("form")
    name = read_text(given.get("query", ""), "query").strip()
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
    kinds = tuple(read_text(one, "type") for one in listed)
    limit = read_limit(given.get("limit"))
    sought = (Sought((name,)),) if name else ()
    return Query(sought, kinds, strict == "all", strict != "should", limit, properties)


def read_limit(given: object) -> int:
    """Return how many candidates are wanted. Raises QueryError."""
    if given is None:
        return _FEW
    if isinstance(given, bool) or not isinstance(given, int | float) or not given >= 1:
        raise QueryError("limit")
    return int(min(given, MOST_CANDIDATES))


def _wanted(given: object) -> Wanted:
    if not isinstance(given, dict) or "pid" not in given or "v" not in given:
        raise QueryError("form")
    values, entities = read_values(given["v"], "v")
    return Wanted(read_text(given["pid"], "pid"), values, entities)


def read_values(given: object, field: str) -> tuple[tuple[Value, ...], tuple[str, ...]]:
    """Return the values and, apart, the identifiers that one or a list of them are.

    Raises QueryError.
    """
    listed = given if isinstance(given, list) else [given]
    if len(listed) > MOST_VALUES:
        raise QueryError("many", most=MOST_VALUES)
    entities = [read_text(one.get("id"), "id") for one in listed if isinstance(one, dict)]
    values = [
        one if isinstance(one, bool | int | float) else read_text(one, field)
        for one in listed
        if not isinstance(one, dict)
    ]
    return tuple(values), tuple(entities)


def read_text(given: object, field: str) -> str:
    """Return a text that is not too long. Raises QueryError."""
    if not isinstance(given, str):
        raise QueryError("wrong", field=field)
    if len(given) > MOST_CHARACTERS:
        raise QueryError("long", field=field, most=MOST_CHARACTERS, given=f"{len(given):,}")
    try:
        given.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise QueryError("wrong", field=field) from error
    return given
