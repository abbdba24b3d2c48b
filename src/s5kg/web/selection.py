"""Selections of things as SPARQL, put together from query files with terms in their places.

A facet is a file `explore-facet-….rq` that gives things and values. Its group, held to what was
chosen, becomes a subquery that gives nothing but things, so that no variable of one facet meets one
of another. The lines `{ SELECT ?thing … }` and `{ SELECT ?thing ?value … }` of other
`explore-….rq` files are where a selection and the values of a facet go.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.lookup import Lookup, Slice

Value = ox.NamedNode | ox.Literal
_PLACE = re.compile(
    r"^  \{ SELECT (?P<names>\?thing(?: \?value)?) WHERE \{ [^{}\n]* \} \}$", re.MULTILINE
)
_PREFIX = re.compile(r"^PREFIX ([\w-]+): <([^>\s]*)>$")
_HEAD = "SELECT DISTINCT ?thing ?value WHERE {"
_CHOSEN = "  VALUES ?value {"


@dataclass(frozen=True)
class Facet:
    """A way to divide things: `name` is its parameter in an address, `query` its file.

    A facet of a property of the shapes has the IRI of that; `literal` says that values are texts.
    """

    name: str
    query: str
    property: str = ""
    literal: bool = False


@dataclass(frozen=True)
class Chosen:
    """The values of a facet of which a thing must have one at least."""

    facet: Facet
    values: tuple[Value, ...]


class Composer:
    """Puts queries together from the files of a lookup."""

    def __init__(self, lookup: Lookup) -> None:
        """Read files as they are asked for."""
        self.lookup = lookup

    def compose(
        self,
        name: str,
        selection: Sequence[Chosen],
        facet: Facet | None = None,
        part: Slice | None = None,
        language: str | None = None,
    ) -> str:
        """Return the query `name` over the things that have all that is chosen.

        `facet` is the one whose values it asks for, `language` that of the names it sorts by.
        Raises KeyError for a query there is not, or one that has no place for these.
        """
        values = {} if language is None else {"language": [ox.Literal(language)]}
        prefixes, outer = _split(self.lookup.text(name, part, **values))
        parts = [_split(self._text(chosen.facet, chosen.values)) for chosen in selection]
        things = "\n".join(_indented(_subquery(body)) for _, body in parts)
        found = _split(self._text(facet, None)) if facet else None
        if found and "?value WHERE" not in outer:
            raise KeyError(f"{name} has no place for the values of a facet")

        def filled(place: re.Match[str]) -> str:
            if place["names"] == "?thing":
                return things
            return _indented(_group(found[1])) if found else place[0]

        body = _PLACE.sub(filled, outer)
        for used, _ in [*parts, *([found] if found else [])]:
            prefixes = prefixes | used
        # A prefix that only an example used is of no use here, and of no harm.
        lines = [f"PREFIX {prefix}: <{prefixes[prefix]}>" for prefix in sorted(prefixes)]
        return "\n".join([*lines, "", body])

    def _text(self, facet: Facet, values: Sequence[Value] | None) -> str:
        """Return the query of a facet held to some values, or to none where there are None."""
        terms: dict[str, Sequence[Value]] = {}
        if facet.property:
            terms["property"] = [ox.NamedNode(facet.property)]
        if values is not None:
            return self.lookup.text(facet.query, None, value=values, **terms)
        text = self.lookup.text(facet.query, None, **terms)
        kept = [line for line in text.split("\n") if not line.startswith(_CHOSEN)]
        return "\n".join(kept)


def _split(text: str) -> tuple[dict[str, str], str]:
    """Return the prefixes of a query of ours, and all from its SELECT or CONSTRUCT on."""
    prefixes: dict[str, str] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith(("SELECT", "CONSTRUCT")):
            return prefixes, "\n".join(lines[number:]).strip() + "\n"
        if found := _PREFIX.fullmatch(line):
            prefixes[found[1]] = found[2]
    raise KeyError("the query has no SELECT")


def _group(body: str) -> str:
    """Return the group of the query of a facet. Raises KeyError where it does not begin as one."""
    if not body.startswith(_HEAD):
        raise KeyError(f"a facet begins with {_HEAD}")
    return "{" + body.removeprefix(_HEAD).rstrip()


def _subquery(body: str) -> str:
    """Return the query of a facet as a group that binds nothing but ?thing."""
    inner = "\n".join(f"  {line}" for line in _group(body).split("\n"))
    return "{\n  SELECT DISTINCT ?thing WHERE " + inner.lstrip() + "\n}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
