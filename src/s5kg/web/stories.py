"""The pictures of the first page: each with what it shows, in words that are computed from it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox
from flask import url_for
from markupsafe import Markup

from s5kg.cubes import Cube, local_name, read_cube, text_of
from s5kg.lookup import Row
from s5kg.namespaces import ID, NS
from s5kg.web.charts import Labels, labels_of
from s5kg.web.drawing.bars import Bar, Group, draw_bars
from s5kg.web.drawing.boxes import Box, draw_boxes
from s5kg.web.drawing.picture import Picture
from s5kg.web.formatting import number, short_number
from s5kg.web.language import content_language, translate
from s5kg.web.links import link, link_to
from s5kg.web.precision import in_words, mark_class
from s5kg.web.regions import choices_of, draw_regions
from s5kg.web.site import Site
from s5kg.web.systems import Relation, read_relations
from s5kg.web.timeline import Dated, draw_timeline, read_dated_list

_LEVEL, _STATUS, _PLANS = NS + "governmentLevel", NS + "planStatus", ID + "ds-plan-status"
_REGIONS = "ds-sc-region.projectCount"


@dataclass(frozen=True)
class Story:
    """A picture, what it shows, the rows that it is drawn of, and where to go on."""

    name: str
    finding: str
    picture: Markup
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    query: str
    page: str = ""

    @property
    def csv(self) -> str:
        """The address of the answer to its query, as CSV."""
        return url_for("sparql.sparql", query=self.query, format="csv")


def stories(site: Site) -> list[Story]:
    """Return the pictures that the graph has something for. Raises what `Lookup.rows` raises."""
    makers: tuple[Callable[[Site], Story | None], ...] = (
        _plans, _regions, _budgets, _system, _strategies,
    )  # fmt: skip
    return [story for make in makers if (story := make(site))]


def _plans(site: Site) -> Story | None:
    """How far the plans are at each level; the bars are shares, as the levels differ in size."""
    cube = read_cube(site.lookup, _PLANS)
    if cube is None:
        return None
    labels = labels_of(cube, site.names, content_language())
    measure = cube.measures[0]
    found = [_level(cube, level, labels) for level in cube.members(_LEVEL)]
    said = translate("story.join").join(part for _, part, _ in found)
    finding = said[:1].upper() + said[1:]
    groups = [group for group, _, _ in found]
    rows = [row for _, _, level_rows in found for row in level_rows]
    picture = Picture("plans", str(labels[cube.iri]), translate("charts.described-as-table"))
    series = [str(labels[one]) for one in cube.members(_STATUS)]
    heads = [str(labels[_LEVEL]), str(labels[_STATUS]), str(labels[measure])]
    query = site.lookup.text("cube-observations", cube=[ox.NamedNode(cube.iri)])
    page = link("tables.table", cube=cube.name)
    svg = draw_bars(picture, groups, series).svg()
    return Story("plans", finding, svg, heads, rows, query, page)


def _level(cube: Cube, level: str, labels: Labels) -> tuple[Group, str, list[list[str]]]:
    """Return the bars of a level, what is most frequent there, and the rows of the table."""
    measure = cube.measures[0]
    seen = sorted(
        (one for one in cube.observations if one.members.get(_LEVEL) == level),
        key=lambda one: cube.rank(one.members[_STATUS]),
    )
    total = sum(int(one.values[measure]) for one in seen)
    bars, rows = [], []
    for one in seen:
        value = int(one.values[measure])
        share = 100 * value / max(total, 1)
        said = translate("story.share", number=number(value), share=number(round(share, 1)))
        bars.append(Bar(share, said, mark_class(one.modality)))
        rows.append([str(labels[level]), str(labels[one.members[_STATUS]]), said])
    most = max(seen, key=lambda one: one.values[measure])
    part = translate(
        "story.plans-part",
        level=labels[level],
        total=number(total),
        number=number(int(most.values[measure])),
        status=labels[most.members[_STATUS]],
    )
    heading = translate("story.of", label=labels[level], total=number(total))
    return Group(heading, bars), part, rows


def _regions(site: Site) -> Story | None:
    """Where the projects are."""
    choice = next((one for one in choices_of(site) if one.name == _REGIONS), None)
    if choice is None:
        return None
    cube, block = choice.cube, choice.cube.dimensions[0]
    labels = labels_of(cube, site.names, content_language())
    seen = sorted(cube.observations, key=lambda one: one.values[choice.measure], reverse=True)
    most, fewest = seen[0], seen[-1]
    finding = translate(
        "story.regions",
        most=labels[most.members[block]],
        number=number(most.values[choice.measure]),
        total=number(sum(one.values[choice.measure] for one in seen)),
        fewest=labels[fewest.members[block]],
        least=number(fewest.values[choice.measure]),
    )
    rows = [[str(labels[one.members[block]]), number(one.values[choice.measure])] for one in seen]
    heads = [str(labels[block]), str(labels[choice.measure])]
    query = site.lookup.text("cube-observations", cube=[ox.NamedNode(cube.iri)])
    svg = draw_regions(choice, labels, "blocks").svg()
    return Story("regions", finding, svg, heads, rows, query, link("regions.regions"))


def _budgets(site: Site) -> Story | None:
    """What the framework programmes cost; a bound is drawn as a bound."""
    rows = site.lookup.rows("home-budgets")
    if not rows:
        return None
    iris = [text_of(row["programme"]) for row in rows]
    labels = site.names.of(iris, content_language())
    found = [(labels[iri], _budget(row)) for iri, row in zip(iris, rows, strict=True)]
    (first, low), (last, high) = found[0], found[-1]
    finding = translate("story.budgets", first=first, last=last, low=low.printed, high=high.printed)
    picture = Picture("budgets", translate("story.budgets-title"), translate("story.marks"))
    groups = [
        Group(str(name), [bar], link_to(iri), name.language)
        for iri, (name, bar) in zip(iris, found, strict=True)
    ]
    svg = draw_bars(picture, groups).svg()
    printed = [[str(name), bar.printed] for name, bar in found]
    heads = [translate("story.programme"), translate("story.budget")]
    query = site.lookup.text("home-budgets")
    return Story("budgets", finding, svg, heads, printed, query)


def _budget(row: Row) -> Bar:
    """Return an amount of euros as a bar."""
    given = next(name for name in ("value", "least", "most") if name in row)
    amount = Decimal(text_of(row[given]))
    precision = local_name(text_of(row["precision"])).removeprefix("precision-")
    modality = local_name(text_of(row["modality"])).removeprefix("modality-")
    said = translate("story.euros", number=short_number(amount))
    bound = {"value": "", "least": "lower", "most": "upper"}[given]
    return Bar(
        float(amount), in_words(said, modality, precision), mark_class(modality, precision), bound
    )


def _system(site: Site) -> Story | None:
    """Who stands to whom in the policy system of the United States."""
    found = read_relations(site.lookup)
    if not found:
        return None
    iris = [iri for one in found for iri in (one.source, one.kind, one.target)]
    labels = site.names.of(iris, content_language())
    shorts = {iri: short for one in found for iri, short in one.shorts.items()}
    boxes = {
        iri: Box(shorts.get(iri, str(labels[iri])), link_to(iri), labels[iri].language)
        for one in found
        for iri in (one.source, one.target)
    }
    edges = [(one.source, one.target) for one in found]
    picture = Picture("system", translate("story.system-title"), translate("story.system-desc"))
    most, times = _busiest(found)
    finding = translate(
        "story.system", actor=labels[most], number=number(times), total=number(len(found))
    )
    rows = [
        [f"{n}", str(labels[one.source]), str(labels[one.kind]), str(labels[one.target])]
        for n, one in enumerate(found, start=1)
    ]
    heads = [translate(f"story.{head}") for head in ("number", "actor", "relation", "other-actor")]
    query = site.lookup.text("home-us-system")
    return Story("system", finding, draw_boxes(picture, boxes, edges).svg(), heads, rows, query)


def _busiest(relations: Sequence[Relation]) -> tuple[str, int]:
    times = Counter(iri for one in relations for iri in {one.source, one.target})
    return min(times.items(), key=lambda item: (-item[1], item[0]))


def _strategies(site: Site) -> Story | None:
    """When the strategy documents came out."""
    dated = [one for one in read_dated_list(site.lookup.rows("home-strategies")) if one.start]
    if not dated:
        return None
    labels = site.names.of([one.iri for one in dated], content_language())
    years = Counter(_year(one) for one in dated)
    busiest = min(years, key=lambda year: (-years[year], year))
    finding = translate(
        "story.strategies",
        total=number(len(dated)),
        number=number(years[busiest]),
        year=busiest,
        first=min(years),
        last=max(years),
    )
    rows = [[one.start.written if one.start else "", str(labels[one.iri])] for one in dated]
    heads = [translate("timeline.date"), translate("timeline.thing")]
    svg = draw_timeline(dated, labels, "strategies", headings=False).svg()
    query = site.lookup.text("home-strategies")
    page = link("timeline.timeline", kind="document")
    return Story("strategies", finding, svg, heads, rows, query, page)


def _year(dated: Dated) -> int:
    return dated.start.first.year if dated.start else 0
