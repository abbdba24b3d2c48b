"""The values of properties of things that were found: data extension (section 7)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.lookup import Lookup, Term
from s5kg.namespaces import shrink
from s5kg.web.errors import ProblemError
from s5kg.web.reconciliation.batches import MOST_CHARACTERS, read_json, shown
from s5kg.web.reconciliation.entities import State, entity_id, entity_iri, is_entity, term_iri

MOST_THINGS = 200
MOST_COLUMNS = 20
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = {_XSD + name for name in ("integer", "int", "long", "nonNegativeInteger")}
_FLOATS = {_XSD + name for name in ("decimal", "double", "float")}
_DATES = {_XSD + "date": "T00:00:00", _XSD + "dateTime": ""}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
Cell = dict[str, object]


@dataclass(frozen=True)
class Extension:
    """What was asked for: properties by the names they were given, and entity → name → values."""

    columns: dict[str, str]
    rows: dict[str, dict[str, list[Term]]]


def extend(state: State, lookup: Lookup, text: str, language: str) -> dict[str, object]:
    """Answer a data extension query. Raises ProblemError and LimitError."""
    found = find_values(state, lookup, read_json(text, "extend"), language)
    meta = [{"id": name, "name": state.name(iri, language)} for name, iri in found.columns.items()]
    rows = {
        one: {name: [cell(state, value, language) for value in row[name]] for name in row}
        for one, row in found.rows.items()
    }
    return {"meta": meta, "rows": rows}


def find_values(state: State, lookup: Lookup, asked: dict[str, object], language: str) -> Extension:
    """Return the values of properties; of texts in several languages those in `language`.

    Raises ProblemError and LimitError.
    """
    ids = _texts(asked.get("ids"), MOST_THINGS)
    columns, most = _columns(asked.get("properties"))
    iris = {one: iri for one in ids if (iri := entity_iri(one)) in state.matcher.things and iri}
    values = _values(lookup, iris.values(), columns.values()) if iris and columns else {}
    rows = {
        one: {
            name: _chosen(values.get((iris.get(one, ""), iri), []), language)[: most[name]]
            for name, iri in columns.items()
        }
        for one in ids
    }
    return Extension(columns, rows)


def _texts(given: object, most: int) -> list[str]:
    if not isinstance(given, list) or not all(
        isinstance(one, str) and len(one) <= MOST_CHARACTERS for one in given
    ):
        raise ProblemError(400, "reconcile-extend")
    if len(given) > most:
        raise ProblemError(413, "reconcile-many", most=most, given=f"{len(given):,}")
    return list(dict.fromkeys(given))


def _columns(given: object) -> tuple[dict[str, str], dict[str, int | None]]:
    """Return the properties by their names, and how many values of each are wanted."""
    listed = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    if not isinstance(given, list) or len(listed) < len(given):
        raise ProblemError(400, "reconcile-extend")
    columns: dict[str, str] = {}
    for name in _texts([one.get("id") for one in listed], MOST_COLUMNS):
        iri = term_iri(name)
        if iri is None:
            raise ProblemError(400, "reconcile-property", given=shown(name))
        columns[name] = iri
    return columns, {one["id"]: _most(one.get("settings")) for one in listed}


def _most(settings: object) -> int | None:
    given = settings.get("limit") if isinstance(settings, dict) else None
    try:
        return max(0, int(str(given))) or None
    except ValueError:
        return None


def _values(
    lookup: Lookup, things: Iterable[str], properties: Iterable[str]
) -> dict[tuple[str, str], list[Term]]:
    rows = lookup.rows(
        "reconcile-values",
        thing=[ox.NamedNode(iri) for iri in things],
        property=[ox.NamedNode(iri) for iri in properties],
    )
    found: dict[tuple[str, str], list[Term]] = {}
    for row in rows:
        thing, used = row["thing"], row["property"]
        if isinstance(thing, ox.NamedNode) and isinstance(used, ox.NamedNode):
            found.setdefault((thing.value, used.value), []).append(row["value"])
    return found


def _chosen(values: list[Term], language: str) -> list[Term]:
    languages = {one.language for one in values if isinstance(one, ox.Literal) and one.language}
    if language not in languages:
        return values
    return [
        one
        for one in values
        if not (isinstance(one, ox.Literal) and one.language not in (None, language))
    ]


def cell(state: State, value: Term, language: str) -> Cell:
    """Return a value as the API has it."""
    if isinstance(value, ox.NamedNode):
        if is_entity(value.value):
            return {"id": entity_id(value.value), "name": state.name(value.value, language)}
        return {"str": shrink(value.value)}
    if not isinstance(value, ox.Literal):
        return {"str": str(value)}
    kind, text = value.datatype.value, value.value
    try:
        if kind in _INTEGERS:
            return {"int": int(text)}
        if kind in _FLOATS and abs(number := float(text)) < float("inf"):
            return {"float": number if text[:1] != "-" else -abs(number)}
    except ValueError:
        return {"str": text}
    if kind in _DATES and _DATE.match(text) and text[:1] != "-" and len(text) < 40:
        return (
            {"date": text + _DATES[kind]} if len(text) == 10 or not _DATES[kind] else {"str": text}
        )
    return {"str": text}
