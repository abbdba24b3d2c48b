"""`/timeline`: documents, programmes and events by date, as a picture and as a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox
from flask import Blueprint, Response, request

from s5kg.cubes import local_name
from s5kg.lookup import Row
from s5kg.names import Text
from s5kg.web.dates import Moment, moment
from s5kg.web.drawing.lanes import Lane, Span, draw_lanes
from s5kg.web.drawing.picture import Picture
from s5kg.web.errors import ProblemError
from s5kg.web.language import content_language, translate
from s5kg.web.links import link_to
from s5kg.web.precision import NOT_ACTUAL, mark_class
from s5kg.web.site import Site

# Group → the classes in it, and the class of its marks.
GROUPS = {
    "document": (("PolicyDocument", "ReportDocument", "Letter", "Presentation"), "kind-document"),
    "strategy": (("Policy",), "kind-document"),
    "programme": (("FrameworkProgramme", "Initiative"), "kind-programme"),
    "event": (("Event",), "kind-event"),
}
_ENDS = "endDate"


@dataclass
class Dated:
    """A thing, when it begins and ends as far as that is said, where, and how certain."""

    iri: str
    group: str
    start: Moment | None = None
    end: Moment | None = None
    place: str = ""
    modality: str = ""

    @property
    def span(self) -> tuple[date, date, str] | None:
        """The first and the last day that it may lie on and the precision; None without a date."""
        known = [one for one in (self.start, self.end) if one]
        if not known:
            return None
        last = max(one.last for one in known)
        precision = known[0].precision if len(known) == 1 else "period"
        return known[0].first, max(last, known[0].first), precision


def timeline_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the time line."""
    blueprint = Blueprint("timeline", __name__)

    @blueprint.get("/timeline")
    def timeline() -> Response:
        """Show what has a date, of the group and the place that are asked for."""
        every = read_dated(site.lookup.rows("timeline-things"))
        places = sorted({one.place for one in every if one.place})
        group = _chosen("kind", list(GROUPS))
        place = _chosen("place", [local_name(one) for one in places])
        shown = [
            one
            for one in every
            if group in ("", one.group) and place in ("", local_name(one.place))
        ]
        labels = site.names.of([*places, *(one.iri for one in shown)], content_language())
        dated = [one for one in shown if one.span]
        return site.page(
            "timeline.html",
            dated=dated,
            undated=[one for one in shown if not one.span],
            places=places,
            groups=list(GROUPS),
            group=group,
            place=place,
            labels=labels,
            picture=draw_timeline(dated, labels) if dated else None,
            mark_class=mark_class,
            local_name=local_name,
            not_actual=NOT_ACTUAL,
            query=site.lookup.text("timeline-things"),
        )

    return blueprint


def read_dated(rows: Iterable[Row]) -> list[Dated]:
    """Return the things of the rows of `timeline-things`, by date; those without one come last."""
    groups = {kind: group for group, (kinds, _) in GROUPS.items() for kind in kinds}
    found: dict[str, Dated] = {}
    for row in rows:
        thing, kind = row["thing"], row["kind"]
        if not isinstance(thing, ox.NamedNode) or not isinstance(kind, ox.NamedNode):
            continue
        group = groups.get(local_name(kind.value), "document")
        _add(found.setdefault(thing.value, Dated(thing.value, group)), row)
    return sorted(found.values(), key=lambda one: (one.span or (date.max, date.max, ""), one.iri))


def read_dated_list(rows: Iterable[Row]) -> list[Dated]:
    """Return documents of rows of a thing and its date, by date."""
    found = [
        Dated(thing.value, "document", moment(value.value))
        for row in rows
        if isinstance(thing := row["thing"], ox.NamedNode)
        and isinstance(value := row["value"], ox.Literal)
    ]
    return sorted(found, key=lambda one: (one.span or (date.max, date.max, ""), one.iri))


def _add(dated: Dated, row: Row) -> None:
    place, value, said = row.get("place"), row.get("value"), row.get("property")
    if isinstance(place, ox.NamedNode) and not dated.place:
        dated.place = place.value
    modality = row.get("modality")
    if isinstance(modality, ox.NamedNode):
        words = local_name(modality.value).removeprefix("modality-")
        dated.modality = words if words in NOT_ACTUAL else dated.modality or words
    if isinstance(value, ox.Literal) and isinstance(said, ox.NamedNode):
        if local_name(said.value) == _ENDS:
            dated.end = dated.end or moment(value.value)
        else:
            dated.start = dated.start or moment(value.value)


def draw_timeline(
    dated: Sequence[Dated],
    labels: dict[str, Text],
    name: str = "timeline",
    *,
    headings: bool = True,
) -> Picture:
    """Draw things by group, each from its first to its last day."""
    picture = Picture(name, translate("timeline.title"), translate("timeline.described"))
    lanes = []
    for group, (_, kind) in GROUPS.items():
        spans = [
            Span(
                str(labels[one.iri]),
                *one.span,
                mark_class(one.modality),
                link_to(one.iri),
                labels[one.iri].language,
            )
            for one in dated
            if one.group == group and one.span
        ]
        heading = translate(f"timeline.{group}") if headings else ""
        lanes += [Lane(heading, kind, spans)] if spans else []
    return draw_lanes(picture, lanes)


def _chosen(name: str, known: list[str]) -> str:
    """Return the value of a parameter, empty where it is left out; ProblemError for another."""
    asked = request.args.get(name, "")
    if asked and asked not in known:
        raise ProblemError(400, "no-such-dimension", name=name, given=asked, known=", ".join(known))
    return asked
