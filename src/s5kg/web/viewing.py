"""The views of a result, drawn: bars, a map of Japan's regional blocks, or a network."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox
from markupsafe import Markup

from s5kg.markup import printable
from s5kg.names import Text
from s5kg.namespaces import expand
from s5kg.terms import iri
from s5kg.web.drawing import layers
from s5kg.web.drawing.bars import Bar, Group, draw_bars
from s5kg.web.drawing.picture import Picture
from s5kg.web.drawing.tiles import Tile, draw_tiles
from s5kg.web.formatting import number
from s5kg.web.kinds import kind_of
from s5kg.web.language import content_language, translate
from s5kg.web.links import link_to
from s5kg.web.regions import shades
from s5kg.web.rendering import Cell, Table
from s5kg.web.site import Site
from s5kg.web.views import View, amount, block_of, views_of

MOST_BARS = 30
MOST_TRIPLES = 2000  # of a graph; no more are read
_MOST_CHARACTERS = 200  # of a name, which may be a whole text
_TYPE = expand("rdf:type")
Row = Sequence[Cell | None]


@dataclass(frozen=True)
class Drawn:
    """A picture of a view, None as the view of a graph; it shows `drawn` of `total`.

    Those are rows, or the nodes of a network. `read` is how many rows or triples were read for
    it where there are more, else 0.
    """

    kind: str
    view: View | None
    picture: Markup
    drawn: int
    total: int
    read: int = 0


@dataclass(frozen=True)
class _Joined:
    """A line of a network, as IRIs; `relation` may be empty."""

    source: str
    target: str
    relation: str


def draw_views(site: Site, table: Table, asked: Mapping[str, str]) -> list[Drawn]:
    """Draw the views of a table whose cells have names; `asked` says which columns to take.

    Raises ProblemError for a column that does not fit, LimitError.
    """
    drawn = []
    for view in views_of(table, asked):
        ends = [table.columns.index(name) for name in view.columns]
        needed = ends[1:] if view.kind == "chart" else ends
        rows = [row for row in table.rows if all(row[at] for at in needed)]
        if view.kind == "map":
            drawn.append(_draw_map(table, view, rows))
        elif view.kind == "chart":
            drawn.append(_draw_chart(table, view, rows))
        elif rows:
            drawn.append(_draw_joined(site, table, view, rows))
    return drawn


def draw_graph(site: Site, turtle: bytes) -> list[Drawn]:
    """Draw the relations between the things of a graph, if it has any. Raises LimitError."""
    read = list(islice(ox.parse(turtle, format=ox.RdfFormat.TURTLE), MOST_TRIPLES + 1))
    joined = [
        _Joined(one.subject.value, one.object.value, one.predicate.value)
        for one in read[:MOST_TRIPLES]
        if isinstance(one.subject, ox.NamedNode)
        and isinstance(one.object, ox.NamedNode)
        and one.predicate.value != _TYPE
    ]
    if not joined:
        return []
    nodes, lines = _busiest(joined)
    mentioned = dict.fromkeys([*nodes[: layers.MOST], *(one.relation for one in lines)])
    names = site.names.of(mentioned, content_language())
    picture = _network(site, nodes, lines, names, translate("views.graph"))
    drawn = min(len(nodes), layers.MOST)
    more = MOST_TRIPLES if len(read) > MOST_TRIPLES else 0
    return [Drawn("network", None, picture, drawn, len(nodes), more)]


def _draw_chart(table: Table, view: View, rows: Sequence[Row]) -> Drawn:
    label, value = (table.columns.index(name) for name in view.columns)
    shown = rows[:MOST_BARS]
    names = _told_apart(table, view, shown, label)
    picture = Picture("view-chart", _title(view), translate("views.chart-described"))
    groups = [
        Group(name.value, [Bar(float(size), number(size))], _page(row[label]), name.language)
        for name, row in zip(names, shown, strict=True)
        if (cell := row[value]) and (size := amount(cell)) is not None
    ]
    return Drawn("chart", view, draw_bars(picture, groups).svg(), len(shown), table.total)


def _draw_map(table: Table, view: View, rows: Sequence[Row]) -> Drawn:
    region, value = (table.columns.index(name) for name in view.columns)
    picture = Picture("view-map", _title(view), translate("views.map-described"))
    tiles = [
        Tile(block, name.value, float(size), number(size), _page(cell), name.language)
        for row in rows
        if (cell := row[region])
        and (block := block_of(cell))
        and (name := _name(cell))
        and (given := row[value])
        and (size := amount(given)) is not None
    ]
    values = [tile.value for tile in tiles]
    legend = shades(min(values, default=0), max(values, default=0))
    return Drawn("map", view, draw_tiles(picture, tiles, legend).svg(), len(tiles), table.total)


def _draw_joined(site: Site, table: Table, view: View, rows: Sequence[Row]) -> Drawn:
    start, end = (table.columns.index(name) for name in view.columns)
    between = [table.columns.index(name) for name in view.beside]
    joined: list[_Joined] = []
    names: dict[str, Text] = {}
    for row in rows:
        cells = [cell for at in (start, *between, end) if (cell := row[at])]
        names |= {cell.address: _name(cell) for cell in cells}
        relation = cells[1].address if len(cells) > 2 else ""
        joined.append(_Joined(cells[0].address, cells[-1].address, relation))
    title = translate("views.network-title", start=view.columns[0], end=view.columns[1])
    nodes, lines = _busiest(joined)
    picture = _network(site, nodes, lines, names, title)
    more = 0 if table.whole else len(table.rows)
    return Drawn("network", view, picture, min(len(nodes), layers.MOST), len(nodes), more)


def _busiest(joined: Sequence[_Joined]) -> tuple[list[str], list[_Joined]]:
    """Return the nodes, those with most lines first, and the lines between those that are drawn."""
    lines = dict.fromkeys(joined)
    counts = Counter(end for one in lines for end in (one.source, one.target))
    nodes = sorted(counts, key=lambda node: (-counts[node], node))
    shown = set(nodes[: layers.MOST])
    return nodes, [one for one in lines if one.source in shown and one.target in shown]


def _network(
    site: Site,
    nodes: Sequence[str],
    lines: Sequence[_Joined],
    names: Mapping[str, Text],
    title: str,
) -> Markup:
    shown = nodes[: layers.MOST]
    kinds = _kinds(site, shown)
    return layers.draw(
        [layers.Node(n, _page_of(n) or "", names[n], kinds.get(n, "other")) for n in shown],
        [layers.Line(one.source, one.target, _words(one, names), "stated") for one in lines],
        translate("views.network-described", title=title),
    )


def _words(line: _Joined, names: Mapping[str, Text]) -> str:
    ends = [one for one in (line.source, line.relation, line.target) if one]
    return " – ".join(names[one].value for one in ends)


def _kinds(site: Site, things: Sequence[str]) -> dict[str, str]:
    classes: dict[str, list[str]] = {}
    for row in site.lookup.rows("thing-classes", thing=[ox.NamedNode(one) for one in things]):
        classes.setdefault(iri(row, "thing"), []).append(iri(row, "class"))
    return {thing: kind_of(found) for thing, found in classes.items()}


def _told_apart(table: Table, view: View, rows: Sequence[Row], label: int) -> list[Text]:
    """Return what the rows are called, with a further column where that tells them apart."""
    names = [_name(row[label]) for row in rows]
    if len(set(names)) == len(names):
        return names
    for column in view.beside:
        other = table.columns.index(column)
        further = [_name(row[other]).value for row in rows]
        pairs = [Text(f"{a.value} / {b}") for a, b in zip(names, further, strict=True)]
        if len(set(pairs)) == len(pairs):
            return pairs
    return names


def _name(cell: Cell | None) -> Text:
    if cell is None:
        return Text("–")
    name = cell.label or Text(cell.text, cell.language)
    return Text(printable(name.value[:_MOST_CHARACTERS]), name.language)


def _title(view: View) -> str:
    return translate("views.by", label=view.columns[0], number=view.columns[1])


def _page(cell: Cell | None) -> str | None:
    return _page_of(cell.address) if cell else None


def _page_of(address: str) -> str | None:
    """Return our page of an IRI; a picture leads to no other host."""
    page = link_to(address)
    return page if page and page.startswith("/") else None
