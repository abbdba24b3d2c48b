"""`/openapi.json`: the HTTP surface of this app, described (OpenAPI 3.1)."""

import json
import re
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response

from s5kg import __version__
from s5kg.web.conditions import conditional

_FILE = Path(__file__).with_name("openapi.json")
_PAGES = Path(__file__).with_name("openapi")  # a file of paths for each part of the site
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def openapi_blueprint(app: Flask) -> Blueprint:
    """Return the blueprint that describes those addresses of an app that it has."""
    blueprint = Blueprint("openapi", __name__)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        """Send the description."""
        response = Response(json.dumps(describe(app), ensure_ascii=False, indent=2) + "\n")
        response.content_type = "application/json"
        response.add_etag(weak=True)
        return conditional(response)

    return blueprint


def describe(app: Flask) -> dict[str, Any]:
    """Return the description of what the app has: what its settings leave out is not in it."""
    document = read()
    document["info"]["version"] = __version__
    there = paths(app)
    document["paths"] = {
        path: {
            name: part
            for name, part in item.items()
            if name.upper() in there[path] or name == "parameters" or name.startswith("x-")
        }
        for path, item in document["paths"].items()
        if path in there
    }
    return document


def read() -> dict[str, Any]:
    """Return the description of all that an app may have."""
    document: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    for file in sorted(_PAGES.glob("*.json")):
        document["paths"] |= json.loads(file.read_text(encoding="utf-8"))
    return document


def paths(app: Flask) -> dict[str, set[str]]:
    """Return path template → methods of an app, but for files of style and for OPTIONS."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            methods = (rule.methods or set()) - {"OPTIONS"}
            found.setdefault(_PLACE.sub(r"{\1}", rule.rule), set()).update(methods)
    return found
