"""What the nodes of enrichment are called, in Japanese and English."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from s5kg.labels import LANGUAGES, Labels, label_of
from s5kg.lookup import Lookup
from s5kg.namespaces import expand, node

_MOST = 80  # characters of a label; see shapes/labels.ttl
_MOST_OF_RECORD = 200
_PREFERRED = expand("skos:prefLabel")


@dataclass(frozen=True)
class Wording:
    """The texts of a file: its name, the title of the scheme, things by nodes of theirs, labels."""

    part: str
    scheme: str
    things: Mapping[str, str]
    labels: Labels

    def thing_of(self, theirs: str) -> str:
        """Return which thing of ours a node of theirs is linked with."""
        return self.things[theirs]

    def fact(self, theirs: str, ours: str) -> dict[str, str]:
        """Return the label of a fact, by language."""
        return self._named("fact", self.thing_of(theirs), ours, _MOST_OF_RECORD)

    def discrepancy(self, thing: str, ours: str) -> dict[str, str]:
        """Return the label of a difference, by language."""
        return self._named("discrepancy", thing, ours, _MOST)

    def retrieval(self, date: str) -> dict[str, str]:
        """Return the label of a retrieval, by language."""
        return self._dated("retrieval", date)

    def note(self, date: str) -> dict[str, str]:
        """Return the note of a difference, by language."""
        return self._dated("note", date)

    def _dated(self, name: str, date: str) -> dict[str, str]:
        return {
            language: _texts()[name][language].format(part=self.part, scheme=self.scheme, date=date)
            for language in LANGUAGES
        }

    def _named(self, name: str, thing: str, ours: str, most: int) -> dict[str, str]:
        found = {}
        for language in LANGUAGES:
            form = _texts()[name][language]
            called = label_of(ox.NamedNode(thing), language, self.labels)
            parts = {
                "part": self.part,
                "property": label_of(node(ours), language, self.labels),
            }
            room = most - len(form.format(thing="", **parts))
            found[language] = form.format(thing=_cut(called, room), **parts)
        return found


def read_wording(
    lookup: Lookup, part: str, scheme: str, things: Mapping[str, str], properties: Iterable[str]
) -> Wording:
    """Return the texts of a file; `properties` are CURIEs. Raises LimitError."""
    nodes = [ox.NamedNode(iri) for iri in sorted(set(things.values()))]
    labels: Labels = {}
    for row in lookup.rows("labels", thing=[*nodes, *map(node, sorted(properties))]):
        thing, label, used = row["thing"], row["label"], row["property"]
        if isinstance(thing, ox.NamedNode) and isinstance(label, ox.Literal):
            key = thing.value, label.language or ""
            if key not in labels or used == ox.NamedNode(_PREFERRED):
                labels[key] = label.value
    return Wording(part, scheme, things, labels)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: max(most - 1, 0)].rstrip()}…"


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("texts.toml").read_text(encoding="utf-8"))
