"""A request of the SPARQL 1.1 Protocol (section 2.1) as what was asked, and in which formats.

The query may also come with the method QUERY (draft-ietf-httpbis-safe-method-w-body), which is POST
for what changes nothing, so that its answers may be kept.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox
from flask import Request

from s5kg.engine import Question
from s5kg.formats import FORMATS, Family, Format, named
from s5kg.namespaces import BASE
from s5kg.negotiation import choose_type
from s5kg.web.errors import ProblemError
from s5kg.web.fields import decode, graphs, pairs, single

HTML = "html"
HTML_TYPES = ("text/html", "application/xhtml+xml")
# How a query may be sent in a body: SPARQL 1.1 Protocol, 2.1.2 and 2.1.3.
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"
BODIES = f"{DIRECT}, {FORM}"
# How clients spell names of formats; each Turtle file is one of N3.
_SPELLINGS = {"json-ld": "jsonld", "rdf+xml": "rdfxml", "n3": "turtle"}
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
# What a page is made of: the answer in the format that the renderer reads.
_PAGE_SOURCE = {Family.RESULTS: "json", Family.GRAPH: "turtle"}


@dataclass(frozen=True)
class Asked:
    """What a request asks. `text` is None where it has no query, `format` where it names none."""

    text: str | None
    format: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    base: str = ""


@dataclass(frozen=True)
class Choice:
    """The formats an answer may have by family, and the families that are shown as a page."""

    formats: dict[Family, Format]
    pages: frozenset[Family]

    def question(self, asked: Asked) -> Question:
        """Return the question for the engine."""
        return Question(
            asked.text or "",
            self.formats,
            asked.default_graphs,
            asked.named_graphs,
            asked.timeout,
            asked.base,
        )


def read_request(request: Request) -> Asked:
    """Read what a request asks, from its address and its body.

    Raises ProblemError for what the protocol does not allow.
    """
    fields = pairs(request.query_string)
    if request.method in ("POST", "QUERY"):
        fields += _posted(request)
    if any(name == "update" for name, _ in fields):
        raise ProblemError(400, "read-only")
    return Asked(
        single(fields, "query"),
        _format(fields),
        graphs(fields, "default-graph-uri"),
        graphs(fields, "named-graph-uri"),
        _seconds(fields, "timeout"),
        address(request),
    )


def address(request: Request) -> str:
    """Return where a request was sent, which resolves relative IRIs (RFC 3986, 5.1.3)."""
    try:
        return ox.NamedNode(request.base_url).value
    except ValueError:  # a Host that is none
        return f"{BASE}sparql"


def offered(*families: Family) -> dict[str, tuple[str, ...]]:
    """Return format name → media types, all that some families can be written in."""
    return {f.name: (f.media_type, *f.aliases) for f in FORMATS if f.family in families}


@lru_cache(maxsize=256)
def choose_formats(name: str | None, accept: str | None) -> Choice:
    """Return the formats that `?format=`, or else an `Accept` header, asks for.

    Raises ProblemError for a name we do not know, and where nothing we offer is accepted.
    """
    formats: dict[Family, Format] = {}
    pages = set()
    for family in Family:
        choice = name or choose_type(accept, {**offered(family), HTML: HTML_TYPES})
        if choice == HTML:
            pages.add(family)
            choice = _PAGE_SOURCE[family]
        if choice and (found := named(choice, family)):
            formats[family] = found
    if name and not formats:
        known = [*offered(*Family), HTML]
        members = {"formats": known}
        raise ProblemError(400, "unknown-format", members=members, name=name, known=_list(known))
    if not formats:
        raise not_acceptable(Family)
    return Choice(formats, frozenset(pages))


def not_acceptable(families: Iterable[Family]) -> ProblemError:
    """Return the problem of an asker who reads none of the formats of some families."""
    types = [types[0] for types in offered(*families).values()] + [HTML_TYPES[0]]
    return ProblemError(406, "not-acceptable", members={"offered": types}, offered=_list(types))


def _posted(request: Request) -> list[tuple[str, str]]:
    if (coding := request.headers.get("Content-Encoding", "identity").lower()) != "identity":
        headers = {"Accept-Encoding": "identity"}
        raise ProblemError(415, "unsupported-encoding", headers=headers, given=coding)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype == _UPDATE:
        raise ProblemError(415, "read-only")
    if request.mimetype not in (FORM, DIRECT) or charset not in ("utf-8", "utf8"):
        given = request.headers.get("Content-Type") or "–"
        headers = {f"Accept-{request.method.title()}": BODIES}
        raise ProblemError(415, "unsupported-type", headers=headers, given=given)
    body = request.get_data()
    return pairs(body) if request.mimetype == FORM else [("query", decode(body))]


def _format(fields: list[tuple[str, str]]) -> str | None:
    """Return the name of the format that is asked for, if one is.

    SPARQLWrapper asks twice, by a name and by media types. Raises ProblemError for two formats.
    """
    meant = {_meant(value) for key, value in fields if key == "format"}
    return next(iter(meant)) if len(meant) == 1 else single(fields, "format")


def _meant(given: str) -> str:
    """Return the name of the first format in a list of names or media types, or what is given."""
    for part in given.lower().split(","):
        word = _SPELLINGS.get(part.strip(), part.strip())
        for form in FORMATS:
            if word in (form.name, form.extension, form.media_type, *form.aliases):
                return form.name
    return given


def _seconds(fields: list[tuple[str, str]], name: str) -> float | None:
    """Return how long an asker would wait; forms send the field empty when nothing was said."""
    given = single(fields, name)
    if not given:
        return None
    if not _NUMBER.fullmatch(given) or not float(given):
        raise ProblemError(400, "bad-timeout", name=name, given=given)
    return float(given)


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
