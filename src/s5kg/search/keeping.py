"""The index of the state that the graph is in, built when it is first needed."""

import time
from collections import Counter
from concurrent.futures import Future
from threading import Lock, Thread

import pyoxigraph as ox

from s5kg.engine import LimitError
from s5kg.lookup import Lookup
from s5kg.namespaces import expand
from s5kg.search.index import Index, Label, Role

_PATIENCE = 0.5  # seconds to wait for a new index where there is an old one
_UNNAMED = 60.0  # seconds for which an index of a state without a name is good
_ROLES = {
    expand(name): role
    for role, names in {
        Role.PREFERRED: ("skos:prefLabel", "rdfs:label", "dcterms:title", "schema:name"),
        Role.ALTERNATIVE: ("skos:altLabel", "skos:notation"),
        Role.HIDDEN: ("skos:hiddenLabel",),
    }.items()
    for name in names
}


def build_index(lookup: Lookup) -> Index:
    """Return the index of what the graph holds now; raises LimitError as any question does."""
    release = lookup.release
    labels = [
        Label(
            thing.value,
            label.value,
            label.language or "",
            _ROLES.get(used.value, Role.NOTE),
        )
        for row in lookup.rows("search-labels")
        if isinstance(thing := row["thing"], ox.NamedNode)
        and isinstance(used := row["property"], ox.NamedNode)
        and isinstance(label := row["label"], ox.Literal)
    ]
    return Index(release, labels, _kinds(lookup))


def _kinds(lookup: Lookup) -> dict[str, list[str]]:
    """Return the classes of each thing, the rarest first: it says most."""
    kinds: dict[str, list[str]] = {}
    for row in lookup.rows("search-kinds"):
        thing, kind = row["thing"], row["kind"]
        if isinstance(thing, ox.NamedNode) and isinstance(kind, ox.NamedNode):
            kinds.setdefault(thing.value, []).append(kind.value)
    sizes = Counter(kind for classes in kinds.values() for kind in classes)
    for classes in kinds.values():
        classes.sort(key=lambda kind: (sizes[kind], kind))
    return kinds


class IndexKeeper:
    """Keeps an index, and builds it anew in the background when the graph has changed."""

    def __init__(self, lookup: Lookup) -> None:
        """Build nothing yet. `lookup` is asked outside of requests."""
        self._lookup = lookup
        self._lock = Lock()
        self._index: Index | None = None
        self._built = 0.0
        self._building: Future[Index] | None = None

    def index(self) -> Index:
        """Return the index, of the state before where a new one takes long.

        Raises LimitError where there is none and none can be built.
        """
        with self._lock:
            kept = self._index
            if kept and self._holds(kept):
                return kept
            building = self._building or self._begin()
        try:
            return building.result(_PATIENCE if kept else None)
        except (TimeoutError, LimitError):
            if kept is None:
                raise
            return kept

    def _holds(self, index: Index) -> bool:
        if index.release:
            return index.release == self._lookup.release
        return time.monotonic() - self._built < _UNNAMED

    def _begin(self) -> "Future[Index]":
        building: Future[Index] = Future()
        self._building = building
        Thread(target=self._build, args=(building,), daemon=True).start()
        return building

    def _build(self, building: "Future[Index]") -> None:
        try:
            index = build_index(self._lookup)
        except Exception as error:  # whoever waits gets it
            with self._lock:
                self._building = None
            building.set_exception(error)
            return
        with self._lock:
            self._index, self._built, self._building = index, time.monotonic(), None
        building.set_result(index)
