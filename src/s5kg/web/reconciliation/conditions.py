"""Batches of queries as conditions on names, identifiers and properties (API 1.0 draft, 4.1)."""

from s5kg.web.errors import ProblemError
from s5kg.web.reconciliation.batches import (
    MOST_PROPERTIES,
    Quantifier,
    Query,
    QueryError,
    Sought,
    Wanted,
    check_size,
    read_json,
    read_limit,
    read_text,
    read_values,
    shown,
)

MOST_NAMES = 5  # of a query: comparing them is what takes time, and nobody is charged for it
_MATCHES = ("name", "id", "property")
_QUANTIFIERS = tuple(Quantifier)


def read_queries(text: str) -> list[object]:
    """Return the queries of a batch, unread; raises ProblemError where it is none or too large."""
    queries = read_json(text, "body").get("queries")
    if not isinstance(queries, list):
        raise ProblemError(400, "reconcile-queries")
    check_size(len(queries))
    return queries


def read_conditions(given: object) -> Query:
    """Read one query of a batch. Raises QueryError."""
    if not isinstance(given, dict):
        raise QueryError("form")
    listed = given.get("conditions")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_PROPERTIES:
        raise QueryError("conditions", most=MOST_PROPERTIES)
    conditions = [_condition(one) for one in listed]
    sought = tuple(one for one in conditions if isinstance(one, Sought))
    if sum(len(one.texts) for one in sought if not one.stated) > MOST_NAMES:
        raise QueryError("names", most=MOST_NAMES)
    wanted = tuple(one for one in conditions if isinstance(one, Wanted))
    types = (read_text(given["type"], "type"),) if given.get("type") is not None else ()
    return Query(sought, types, False, True, read_limit(given.get("limit")), wanted)


def _condition(given: object) -> Sought | Wanted:
    if not isinstance(given, dict):
        raise QueryError("conditions", most=MOST_PROPERTIES)
    kind = _choice(given.get("matchType"), "matchType", _MATCHES)
    quantifier = _choice(given.get("matchQuantifier", "any"), "matchQuantifier", _QUANTIFIERS)
    required = given.get("required", False)
    if not isinstance(required, bool):
        raise QueryError("wrong", field="required")
    if given.get("matchQualifier") is not None:
        raise QueryError("qualifier")
    values, entities = read_values(given.get("propertyValue"), "propertyValue")
    how = required, Quantifier(quantifier)
    if kind == "property":
        return Wanted(read_text(given.get("propertyId"), "propertyId"), values, entities, *how)
    texts = [*(_written(one) for one in values), *entities]
    if not texts or not all(one.strip() for one in texts) or (entities and kind == "name"):
        raise QueryError("wrong", field="propertyValue")
    return Sought(tuple(one.strip() for one in texts), kind == "id", *how)


def _written(value: str | float) -> str:
    """Return a cell of a table as a text: identifiers and names may be numbers there."""
    if isinstance(value, bool):
        raise QueryError("wrong", field="propertyValue")
    whole = isinstance(value, float) and value.is_integer()
    return read_text(str(int(value) if whole else value), "propertyValue")


def _choice(given: object, field: str, allowed: tuple[str, ...]) -> str:
    if given not in allowed:
        raise QueryError("choice", field=field, allowed=", ".join(allowed), given=shown(given))
    return str(given)
