"""`/linkset`: what leads from where to where in the release, at once (RFC 9264; signposting 2)."""

import json
from urllib.parse import urljoin

from flask import Blueprint, Response, request

from s5kg.negotiation import choose_type
from s5kg.web.errors import ProblemError
from s5kg.web.released import Released, read_released
from s5kg.web.signposts import LINKSET, LINKSET_JSON, LINKSET_TEXT, contexts
from s5kg.web.site import Site

_OFFERS = {"json": (LINKSET_JSON, "application/json", "text/html"), "text": (LINKSET_TEXT,)}


def linkset_blueprint(site: Site) -> Blueprint:
    """Return the blueprint of the set of links."""
    blueprint = Blueprint("linkset", __name__)
    released = read_released(site.dumps)

    @blueprint.get(LINKSET)
    def linkset() -> Response:
        """Give the links of the landing page, of each file and of each description."""
        if not released:
            raise ProblemError(404, "no-record")
        if _form() == "text":
            response = Response(_as_text(released), content_type=LINKSET_TEXT)
        else:
            response = Response(_as_json(released), content_type=LINKSET_JSON)
        return site.lasting(response, site.lookup.release)

    return blueprint


def _form() -> str:
    """Return which form a request wants. Raises ProblemError."""
    name = request.args.get("format")
    known = ", ".join(_OFFERS)
    if name and name not in _OFFERS:
        members = {"formats": list(_OFFERS)}
        raise ProblemError(400, "unknown-format", members=members, name=name, known=known)
    choice = name or choose_type(request.headers.get("Accept"), _OFFERS)
    if choice is None:
        types = [types[0] for types in _OFFERS.values()]
        members = {"offered": types}
        raise ProblemError(406, "not-acceptable", members=members, offered=", ".join(types))
    return choice


def _as_json(released: Released) -> str:
    found = []
    for anchor, links in contexts(released):
        context: dict[str, object] = {"anchor": _absolute(anchor)}
        for rel in dict.fromkeys(link.rel for link in links):
            context[rel] = [
                {"href": _absolute(link.target)}
                | ({"type": link.type} if link.type else {})
                | ({"profile": link.profile} if link.profile else {})
                for link in links
                if link.rel == rel
            ]
        found.append(context)
    return json.dumps({"linkset": found}, indent=1) + "\n"


def _as_text(released: Released) -> str:
    lines = (
        str(link).replace(f"<{link.target}>", f"<{_absolute(link.target)}>", 1)
        + f'; anchor="{_absolute(anchor)}"'
        for anchor, links in contexts(released)
        for link in links
    )
    return ",\n".join(lines) + "\n"


def _absolute(address: str) -> str:
    return urljoin(request.url_root, address)
