"""An address for each kind of page, taken from the service: new kinds come by themselves."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from tests.markup import read_markup

# Pages of things differ by what they show: one of each kind.
THINGS = (
    "org-us-ostp",
    "doc-us-ai-rd-plan-2019",
    "prog-eu-he",
    "case-1-shibuya",
    "fig-de-efi-evaluation-interval",
    "code/unit-eur",
    "claim-006f96878c88",
    "ev-abbr-efi",
    "seg-01",
    "finding-case-1-result",
    "disc-01-plan-date",
)
_ASK = "SELECT ?s ?label { ?s a s5:FrameworkProgramme ; skos:prefLabel ?label }"
FILLED = (
    "/search?q=ostp",
    "/search?q=zzzzzz",
    "/explore?class=s5%3AFigure&precision=s5c%3Aprecision-approximate",
    f"/sparql?{urlencode({'query': _ASK})}",
)
WRONG = ("/no-such-page", f"/sparql?{urlencode({'query': 'SELECT * {' + chr(10) + '?s ?p }'})}")


def kinds(address: str) -> list[str]:
    """Return the paths: those of rules without parts, and a link that each other rule has."""
    app = create_app(MemoryEngine(b""), Path(), [])
    routes = app.url_map.bind("localhost")
    fixed = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ())
    ]
    found = {path: path for path in fixed if _links(address, path) is not None}
    for path in list(found):
        for link in _links(address, path) or ():
            try:
                endpoint, parts = routes.match(link, "GET")
            except (HTTPException, RequestRedirect):
                continue
            known = endpoint in found or not parts or endpoint == "things.page"
            if not known and _links(address, link) is not None:
                found[endpoint] = link
    return [*found.values(), *(f"/page/{thing}" for thing in THINGS), *FILLED]


def _links(address: str, path: str) -> Iterator[str] | None:
    """Return the paths that a page links to, None where there is no page."""
    request = urllib.request.Request(address + path, headers={"Accept": "text/html"})  # noqa: S310
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310 (our own)
            if response.headers.get_content_type() != "text/html":
                return None
            text = response.read().decode()
    except urllib.error.HTTPError:
        return None
    whole = (urlsplit(urljoin(address + path, link)) for link in read_markup(text).links)
    return (parts.path for parts in whole if address == f"{parts.scheme}://{parts.netloc}")
