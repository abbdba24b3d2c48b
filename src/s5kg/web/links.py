"""Links that keep the languages chosen in the address, so that a choice needs no cookie."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import request, url_for

from s5kg.web.addresses import href
from s5kg.web.language import choices


def link(endpoint: str, **values: object) -> str:
    """Return an address of ours."""
    given = {name: value for name, value in values.items() if value}
    return url_for(endpoint, **{**choices(), **given})  # type: ignore[arg-type] # any values


def link_to(iri: str) -> str | None:
    """Return where a link to an IRI may lead; see `addresses.href`."""
    address = href(iri)
    if not address or not address.startswith("/") or not choices():
        return address
    return urlunsplit(urlsplit(address)._replace(query=urlencode(choices())))


def same_page(**chosen: str) -> str:
    """Return the address of this page with another choice, such as `lang="ja"`."""
    if request.endpoint is None or request.routing_exception:
        return url_for("home.home", **{**choices(), **chosen})  # type: ignore[arg-type] # no others
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in chosen]
    path = url_for(request.endpoint, **(request.view_args or {}))
    return f"{path}?{urlencode([*kept, *chosen.items()])}"
