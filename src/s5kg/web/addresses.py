"""Where our IRIs are found on this host, so that a copy of the site can be read anywhere.

`…/id/x` is a thing: its address answers 303 (Cool URIs for the Semantic Web, 4.2) to a page or to
data. `…/ns#Term` and `…/shapes#Shape` lie within documents.
"""

from urllib.parse import quote, urlsplit

from s5kg.namespaces import BASE, ID, NS, SHAPES

PAGE = "/page/"
_DOCUMENTS = {NS: "/ns", SHAPES: "/shapes"}
_SPACES = ("code/", "graph/", ".well-known/")  # whose things keep their path below /page/
_SAFE = "/-._~!$&'()*+,;=:@"  # what may stand in a path as it is (RFC 3986, 3.3)


def page_of(iri: str) -> str | None:
    """Return the path of the page on which people read about an IRI, None where it is not ours.

    A thing `…/id/x` has the page `/page/x`; codes, graphs and skolem IRIs keep their path below
    it, as in `/page/code/x` for `…/code/x`. What else is ours is of the site itself (documents,
    dumps, the endpoint): it has the same path here as there, with what follows a `?` or `#`, and
    never that of another host.
    """
    for namespace, path in _DOCUMENTS.items():
        if iri.startswith(namespace):
            return f"{path}#{quote(iri.removeprefix(namespace), safe=_SAFE)}"
    if iri.startswith(ID):
        return PAGE + quote(iri.removeprefix(ID), safe=_SAFE)
    if iri.startswith(BASE):
        path = iri.removeprefix(BASE)
        if path.startswith(_SPACES):
            return PAGE + quote(path, safe=_SAFE)
        return "/" + quote(path.lstrip("/"), safe=_SAFE + "?#%")
    return None


def iri_at(name: str) -> str:
    """Return the IRI of the thing whose page is `/page/` and `name`."""
    return (BASE if name.startswith(_SPACES) else ID) + name


def href(iri: str) -> str | None:
    """Return where a link to an IRI may lead: a page of ours, or an address of the web elsewhere.

    None where there is none: a browser must not follow `javascript:` and the like.
    """
    if path := page_of(iri):
        return path
    try:
        parts = urlsplit(iri)
    except ValueError:
        return None
    return iri if parts.scheme in ("http", "https") and parts.netloc else None
