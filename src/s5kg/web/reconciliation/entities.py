"""What can be reconciled with: things and codes, their types, and how both are called here.

Entities go by the path of their IRI (`id/org-us-ostp`), types and properties by their CURIE.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
from flask import request

from s5kg.lookup import Lookup
from s5kg.namespaces import BASE, CODE, ID, UnknownPrefixError, expand, shrink
from s5kg.search.index import Index
from s5kg.search.keeping import IndexKeeper
from s5kg.search.matching import Matcher
from s5kg.web.addresses import PAGE, iri_at
from s5kg.web.fields import is_iri
from s5kg.web.reconciliation.identifiers import Identifiers

_BODY = expand("org:Organization")


@dataclass(frozen=True)
class State:
    """What one state of the graph can be reconciled with.

    `types` gives the classes of each entity with all broader ones, `broader` those of a class, and
    `sizes` how many entities a class has; `properties` are those of entities, most used first.
    """

    index: Index
    matcher: Matcher
    types: dict[str, tuple[str, ...]]
    broader: dict[str, tuple[str, ...]]
    sizes: Counter[str]
    properties: tuple[str, ...]
    identifiers: Identifiers

    def narrower(self, kind: str) -> list[str]:
        """Return a class and all those whose things are of it, too."""
        below = (one for one in self.broader if kind in _closed([one], self.broader))
        return sorted({kind, *below})

    def identified(self, text: str, *, stated: bool = False) -> dict[str, bool]:
        """Return the things that a text identifies, each with whether it surely does.

        A text that is `stated` to be an identifier may be a short code.
        """
        own = entity_at(text)
        if own in self.matcher.things:
            return {own: True}
        return self.identifiers.things(text, stated=stated)

    def other_name(self, iri: str, language: str) -> str:
        """Return what a thing is called in the other language; empty where that is the same."""
        here = self.index.name(iri, language)
        there = self.index.name(iri, "ja" if language == "en" else "en")
        return there.text if here and there and there.text != here.text else ""

    def name(self, iri: str, language: str) -> str:
        """Return what a thing is called, or its CURIE."""
        found = self.index.name(iri, language)
        return found.text if found else shrink(iri)


class StateKeeper:
    """Makes the state anew when there is a new index."""

    def __init__(self, keeper: IndexKeeper, lookup: Lookup) -> None:
        """Make nothing yet."""
        self._keeper = keeper
        self._lookup = lookup
        self._lock = Lock()
        self._state: State | None = None

    def state(self) -> State:
        """Return the state of the present index. Raises LimitError as any question does."""
        index = self._keeper.index()
        with self._lock:
            if self._state is None or self._state.index is not index:
                self._state = _make(index, self._lookup)
            return self._state


def _make(index: Index, lookup: Lookup) -> State:
    broader: dict[str, list[str]] = {}
    for row in lookup.rows("reconcile-types"):
        narrow, wide = row["class"], row["broader"]
        if isinstance(narrow, ox.NamedNode) and isinstance(wide, ox.NamedNode):
            broader.setdefault(narrow.value, []).append(wide.value)
    matcher = Matcher(
        index, is_entity, lambda thing: _BODY in _closed(index.classes(thing), broader)
    )
    types = {thing: _closed(index.classes(thing), broader) for thing in matcher.things}
    sizes = Counter(one for classes in types.values() for one in classes)
    used = [row.get("property") for row in lookup.rows("reconcile-used")]
    properties = tuple(term.value for term in used if isinstance(term, ox.NamedNode))
    wider = {narrow: tuple(sorted(found)) for narrow, found in broader.items()}
    identifiers = Identifiers(lookup.rows("reconcile-identifiers"), matcher.things)
    return State(index, matcher, types, wider, sizes, properties, identifiers)


def _closed(classes: Iterable[str], broader: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    found = dict.fromkeys(classes)
    waiting = list(found)
    while waiting:
        new = [one for one in broader.get(waiting.pop(0), ()) if one not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return tuple(found)


def is_entity(iri: str) -> bool:
    """Return whether an IRI names a thing or a code of ours."""
    return iri.startswith((ID, CODE))


def entity_id(iri: str) -> str:
    """Return what an entity goes by."""
    return iri.removeprefix(BASE)


def entity_iri(given: str) -> str | None:
    """Return the IRI of an entity by its identifier or IRI, None where it can be none."""
    iri = given if given.startswith(BASE) else BASE + given
    return iri if is_entity(iri) and is_iri(iri) else None


def entity_at(given: str) -> str | None:
    """Return the IRI of an entity also by its CURIE or the address of its page here, or None."""
    secure = re.sub("^http:", "https:", given)
    if iri := entity_iri(secure) or entity_iri(term_iri(given) or ""):
        return iri
    try:
        parts = urlsplit(given)
    except ValueError:  # brackets of no address
        return None
    base, path = urlsplit(BASE), unquote(parts.path)
    if parts.netloc == base.netloc and path.startswith(base.path):  # others have that host, too
        path = path.removeprefix(base.path.rstrip("/"))
    elif parts.netloc != request.host:
        return None
    return entity_iri(iri_at(path.removeprefix(PAGE)) if path.startswith(PAGE) else path[1:])


def term_iri(given: str) -> str | None:
    """Return the IRI of a type or property by its CURIE or IRI, None where it can be none."""
    try:
        iri = expand(given)
    except (UnknownPrefixError, ValueError):
        iri = given
    return iri if is_iri(iri) else None
