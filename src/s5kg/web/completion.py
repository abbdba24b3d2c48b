"""What the query editor completes from: the prefixes, and the terms that the graph uses."""

import pyoxigraph as ox
from flask import Blueprint, Response, jsonify

from s5kg.namespaces import prefixes, shrink
from s5kg.web.site import Site


def completion_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the lists."""
    blueprint = Blueprint("completion", __name__)

    @blueprint.get("/prefixes.json")
    def prefix_list() -> Response:
        """Give prefix → namespace."""
        return site.lasting(jsonify(dict(prefixes())), site.lookup.release)

    @blueprint.get("/terms.json")
    def terms() -> Response:
        """Give the classes and properties that the graph uses, those used most first."""
        state = site.lookup.release
        found = {kind: _used(site, kind) for kind in ("class", "property")}
        return site.lasting(jsonify(found), state)

    return blueprint


def _used(site: Site, kind: str) -> list[dict[str, object]]:
    rows = site.lookup.rows(f"editor-{kind}")
    counts = {
        row["term"].value: row["count"].value
        for row in rows
        if isinstance(row["term"], ox.NamedNode) and isinstance(row["count"], ox.Literal)
    }
    labels = site.names.all(counts)
    return [
        {"iri": iri, "name": shrink(iri), "count": int(count), "labels": labels[iri]}
        for iri, count in counts.items()
    ]
