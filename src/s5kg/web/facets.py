"""The facets of the things that are explored: which there are, what is chosen, what each counts.

The address of a selection has `class=s5:Initiative`, a parameter for each fixed facet, and
`f.s5:planMention=…` for a property that the shapes of a chosen class speak of. Values are CURIEs,
IRIs or years. Values of one facet are alternatives; a thing must have one of each facet.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from s5kg.engine import DeadlineError
from s5kg.lookup import Lookup, Row
from s5kg.namespaces import UnknownPrefixError, expand, shrink
from s5kg.web.errors import ProblemError
from s5kg.web.fields import is_iri
from s5kg.web.selection import Chosen, Composer, Facet, Value

CLASS = Facet("class", "explore-facet-class")
FIXED = (
    CLASS,
    Facet("place", "explore-facet-place"),
    Facet("topic", "explore-facet-topic"),
    Facet("year", "explore-facet-year", literal=True),
    Facet("modality", "explore-facet-modality"),
    Facet("precision", "explore-facet-precision"),
    Facet("curation", "explore-facet-curation"),
    Facet("disputed", "explore-facet-disputed"),
)
_PROPERTY = "f."
# What these properties say, fixed facets say already.
_SAID = {
    "dcterms:spatial", "dcterms:subject", "dcterms:temporal", "s5:about", "s5:modality",
    "s5:precision", "s5:curation", "dcterms:isPartOf",
}  # fmt: skip
# Classes of what describes the graph and not the world; they are explored only by name.
_MACHINERY = ("sh:", "void:", "owl:", "rdfs:", "oa:", "spdx:", "dcat:", "s5:Evidence", "time:")
_EACH, _ALL = 1.0, 3.0  # seconds for the counts of one facet, and of all


@dataclass(frozen=True)
class Counted:
    """A facet with its values and how many things have each; None where that takes too long."""

    facet: Facet
    values: Sequence[tuple[Value, int | None]]
    chosen: tuple[Value, ...]

    @property
    def slow(self) -> bool:
        """Whether there was no time to count."""
        return any(number is None for _, number in self.values) or not self.values


class Facets:
    """The facets of a graph, and what is chosen of them."""

    def __init__(self, lookup: Lookup) -> None:
        """Ask nothing yet."""
        self._lookup = lookup
        self.composer = Composer(lookup)

    def classes(self) -> list[tuple[Value, int]]:
        """Return each class and how many things it has; raises what `Lookup.rows` raises."""
        return [_count(row) for row in self._lookup.rows("explore-classes")]

    def read(self, fields: Iterable[tuple[str, str]]) -> list[Chosen]:
        """Return what the parameters of an address choose.

        Raises ProblemError for a facet or a class that there is not, and for what is no value.
        """
        values: dict[str, list[str]] = {}
        for name, value in fields:
            values.setdefault(name, []).append(value)
        classes = values.pop(CLASS.name, [])
        chosen = [_chosen(CLASS, classes)] if classes else []
        known = {facet.name: facet for facet in self.offered(chosen)}
        for name, given in values.items():
            if name not in known:
                raise ProblemError(
                    400,
                    "explore-facet",
                    members={"facets": list(known)},
                    given=name,
                    known=", ".join(known),
                )
            chosen.append(_chosen(known[name], given))
        order = list(known)
        return sorted(chosen, key=lambda one: order.index(one.facet.name))

    def offered(self, chosen: Sequence[Chosen]) -> list[Facet]:
        """Return the fixed facets, and those of the shapes of the classes that are chosen.

        Raises ProblemError for a class that there is not.
        """
        classes = next((one.values for one in chosen if one.facet is CLASS), ())
        if not classes:
            return list(FIXED)
        known = [value for value, _ in self.classes()]
        for value in classes:
            if value not in known:
                raise _unknown(CLASS, value, known)
        found = self._lookup.rows("explore-shapes", None, **{"class": list(classes)})
        properties = [term.value for row in found if isinstance(term := row["property"], _NODE)]
        return [
            *FIXED,
            *(
                Facet(_PROPERTY + shrink(iri), "explore-facet-property", iri)
                for iri in properties
                if shrink(iri) not in _SAID
            ),
        ]

    def whole(self, chosen: Sequence[Chosen]) -> list[Chosen]:
        """Return a selection with the classes that are meant where none is chosen."""
        if any(one.facet is CLASS for one in chosen):
            return list(chosen)
        meant = tuple(value for value, _ in self.classes() if not _made(value))
        return [Chosen(CLASS, meant), *chosen]

    def check(self, chosen: Sequence[Chosen]) -> None:
        """Raise ProblemError for a chosen value that no thing has.

        One that things have, but none of the chosen classes, is no fault: a link may lead there
        that takes a class away.
        """
        for one in chosen:
            if one.facet is not CLASS:
                there = dict(self._values(one.facet, [one]))
                for value in one.values:
                    if value not in there:
                        known = dict(self._values(one.facet, self.whole([])))
                        raise _unknown(one.facet, value, list(known))

    def counted(self, chosen: Sequence[Chosen]) -> list[Counted]:
        """Return each facet that has values under a selection, its own choice left out."""
        ends = time.monotonic() + _ALL
        found = []
        for facet in self.offered(chosen):
            own = next((one.values for one in chosen if one.facet == facet), ())
            left = min(_EACH, ends - time.monotonic())
            try:
                values = self._counted(facet, own, chosen, left) if left > 0 else None
            except DeadlineError:
                values = None
            if values is None:
                found.append(Counted(facet, [(value, None) for value in own], own))
            elif values or own:
                found.append(Counted(facet, values, own))
        return found

    def _counted(
        self, facet: Facet, own: Sequence[Value], chosen: Sequence[Chosen], timeout: float
    ) -> list[tuple[Value, int | None]]:
        others = self.whole([one for one in chosen if one.facet != facet])
        values = self._values(facet, others, timeout)
        missing = tuple(value for value in own if value not in dict(values))
        if not missing:
            return [*values]
        counts = dict(self._values(facet, [*others, Chosen(facet, missing)], timeout))
        return [*values, *((value, counts.get(value, 0)) for value in missing)]

    def _values(
        self, facet: Facet, selection: Sequence[Chosen], timeout: float | None = None
    ) -> list[tuple[Value, int]]:
        text = self.composer.compose("explore-values", selection, facet)
        found = [_count(row) for row in self._lookup.solutions(text, timeout)]
        if own := next((one.values for one in selection if one.facet == facet), ()):
            found = [(value, number) for value, number in found if value in own]
        if facet is not CLASS:
            return found
        named = {value for one in selection if one.facet is CLASS for value in one.values}
        return [(value, number) for value, number in found if value in named or not _made(value)]


_NODE = ox.NamedNode


def _chosen(facet: Facet, given: Iterable[str]) -> Chosen:
    return Chosen(facet, tuple(dict.fromkeys(_value(facet, text) for text in given)))


def _value(facet: Facet, text: str) -> Value:
    """Return the value that a parameter names. Raises ProblemError for what names none."""
    if facet.literal:
        return ox.Literal(text)
    try:
        iri = expand(text)
    except UnknownPrefixError:
        iri = text
    except ValueError:
        iri = ""
    if not is_iri(iri):
        raise _unknown(facet, ox.Literal(text), [])
    return ox.NamedNode(iri)


def name_of(value: Value) -> str:
    """Return a value as addresses have it."""
    return shrink(value.value) if isinstance(value, ox.NamedNode) else value.value


def toggled(chosen: Sequence[Chosen], facet: Facet, value: Value) -> list[Chosen]:
    """Return a selection with a value chosen that was not, or without it where it was.

    Facets of the shapes go with the classes that they belong to.
    """
    own = next((one.values for one in chosen if one.facet == facet), ())
    values = tuple(one for one in own if one != value) if value in own else (*own, value)
    others = [one for one in chosen if one.facet != facet]
    if facet == CLASS:
        others = [one for one in others if not one.facet.property]
    return [*others, *([Chosen(facet, values)] if values else [])]


def parameters(chosen: Sequence[Chosen]) -> list[tuple[str, str]]:
    """Return a selection as the parameters of an address, always in the same order."""
    return sorted((one.facet.name, name_of(value)) for one in chosen for value in one.values)


def latest_first(counted: Counted) -> Counted:
    """Return a facet of years in their order, the last one first."""
    values = sorted(counted.values, key=lambda pair: pair[0].value, reverse=True)
    return replace(counted, values=values)


def _count(row: Row) -> tuple[Value, int]:
    value, things = row["value"], row["things"]
    if not isinstance(value, ox.NamedNode | ox.Literal) or not isinstance(things, ox.Literal):
        raise TypeError("a count has a value and a number")
    return value, int(things.value)


def _made(value: Value) -> bool:
    return shrink(value.value).startswith(_MACHINERY)


def _unknown(facet: Facet, value: Value, known: Sequence[Value]) -> ProblemError:
    names = [name_of(one) for one in known]
    members: Mapping[str, object] = {"facet": facet.name, "values": names}
    shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
    return ProblemError(
        400, "explore-value", members=members, facet=facet.name, given=name_of(value),
        known=shown or "–",
    )  # fmt: skip
