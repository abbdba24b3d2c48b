"""`/releases` and `/releases.atom`: which releases there are, and what changed between them.

A release is a folder beside that of the one that is served, with a note of what it holds.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request

from s5kg.namespaces import GRAPH
from s5kg.web.conditions import conditional
from s5kg.web.site import Site

_NOTE = "release.json"
_MOST = 50
_LONGEST = 1 << 20  # bytes of a note


@dataclass(frozen=True)
class Noted:
    """A release: its name, when it was made, its graphs by size, and how they differ."""

    name: str
    made: datetime
    graphs: Mapping[str, int]
    former: str
    added: Mapping[str, int]
    removed: Mapping[str, int]

    @property
    def triples(self) -> int:
        """How many statements it has in all."""
        return sum(self.graphs.values())

    @property
    def changed(self) -> list[tuple[str, int, int]]:
        """Graph, statements that came, statements that went; only where some did."""
        graphs = sorted({*self.added, *self.removed})
        return [
            (graph.removeprefix(GRAPH), self.added.get(graph, 0), self.removed.get(graph, 0))
            for graph in graphs
        ]


def releases_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the releases."""
    blueprint = Blueprint("releases", __name__)
    folder = site.dumps.parent

    @blueprint.get("/releases")
    def listing() -> Response:
        """Show the releases, the newest first."""
        return site.page("releases.html", releases=noted(folder.parent), served=folder.name)

    @blueprint.get("/releases.atom")
    def feed() -> Response:
        """Give the releases as a feed (RFC 4287)."""
        text = render_template(
            "releases.atom.xml", releases=noted(folder.parent), root=request.url_root.rstrip("/")
        )
        response = Response(text, content_type="application/atom+xml; charset=utf-8")
        response.add_etag(weak=True)
        return conditional(response)

    return blueprint


def noted(folder: Path) -> list[Noted]:
    """Return the releases of a folder that have a note, the newest first, at most 50."""
    found = [one for note in folder.glob(f"*/{_NOTE}") if (one := _read(note))]
    return sorted(found, key=lambda one: one.made, reverse=True)[:_MOST]


def _read(note: Path) -> Noted | None:
    """Read a note; one that cannot be read is passed over, as a build may be writing it."""
    try:
        if note.stat().st_size > _LONGEST:
            return None
        known: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        made = datetime.fromtimestamp(note.with_name("graph.nq").stat().st_mtime, UTC)
        return Noted(
            known["release"],
            made.replace(microsecond=0),
            known["graphs"],
            known.get("former", ""),
            known.get("added", {}),
            known.get("removed", {}),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
