"""What the graph holds and how sure it is: counts by kind, and the share of each certainty."""

from collections import Counter
from dataclasses import dataclass

import pyoxigraph as ox
from markupsafe import Markup

from s5kg.cubes import local_name
from s5kg.lookup import Lookup
from s5kg.names import Names, Text
from s5kg.web.drawing.picture import WIDTH, Picture
from s5kg.web.language import translate
from s5kg.web.precision import mark_class

MARKS = ("stated", "approximate", "planned", "proposed", "inferred", "disputed")
_MOST = 10


@dataclass(frozen=True)
class Share:
    """How many statements have a mark, and which part of all they are."""

    mark: str
    statements: int
    part: float


def kinds(lookup: Lookup, names: Names, language: str) -> list[tuple[str, Text, int]]:
    """Return the classes with most things: IRI, name, how many. Raises what `rows` raises."""
    rows = lookup.rows("home-kinds")[:_MOST]
    counts = {
        kind.value: int(things.value)
        for row in rows
        if isinstance(kind := row.get("kind"), ox.NamedNode)
        and isinstance(things := row.get("things"), ox.Literal)
    }
    labels = names.of(counts, language)
    return [(iri, labels[iri], number) for iri, number in counts.items()]


def shares(lookup: Lookup) -> list[Share]:
    """Return the share of each mark, in their order; a statement has one mark. Raises as `rows`."""
    found: Counter[str] = Counter()
    for row in lookup.rows("home-certainty"):
        said = [
            local_name(term.value).partition("-")[2] if isinstance(term, ox.NamedNode) else ""
            for term in (row.get("modality"), row.get("precision"), row.get("curation"))
        ]
        number = row.get("statements")
        if isinstance(number, ox.Literal):
            found[mark_class(*said).removeprefix("mark-")] += int(number.value)
    total = found.total()
    return [Share(mark, found[mark], found[mark] / total) for mark in MARKS if found[mark]]


def draw_shares(found: list[Share]) -> Markup:
    """Draw the shares as parts of one bar; the list beside it says the same in words."""
    picture = Picture("shares", translate("home.certainty"), translate("home.certainty-desc"))
    x = 0.0
    for share in found:
        picture.rect(x, 0, share.part * WIDTH, 18, f"share mark-{share.mark}")
        x += share.part * WIDTH
    picture.height = 20
    return picture.svg()
