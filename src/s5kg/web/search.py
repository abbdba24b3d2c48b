"""`/search` and `/suggest`: things by what they are called, for people and for programs."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import islice

from flask import Blueprint, Response, render_template, request

from s5kg.engine import LimitError
from s5kg.namespaces import shrink
from s5kg.negotiation import choose_type
from s5kg.search.index import Hit, Index, Label, Role
from s5kg.search.keeping import IndexKeeper
from s5kg.web.addresses import href
from s5kg.web.errors import ProblemError
from s5kg.web.fields import pairs, single
from s5kg.web.language import current_language
from s5kg.web.limits import limit_problem
from s5kg.web.links import link
from s5kg.web.site import Site

MOST_CHARACTERS = 200
MOST_FOUND = 1000  # things that are counted; a search that finds more says so
_SUGGESTED = 10
_PER_KIND = 5
_PER_PAGE = 20
_OFFERS = {"html": ("text/html",), "json": ("application/json",)}


def search_blueprint(site: Site, keeper: IndexKeeper) -> Blueprint:
    """Return the blueprint that searches the index of `keeper`."""
    blueprint = Blueprint("search", __name__)
    blueprint.add_app_template_filter(parts)

    @blueprint.get("/search")
    def search() -> Response:
        """Find things, grouped by their kind."""
        fields = pairs(request.query_string)
        form = _form(single(fields, "format"))
        asked = single(fields, "q")
        if form == "html" and not (asked and asked.strip()):
            return site.page("search.html", found=None, asked="")
        words = _words(asked)
        found = find(_index(keeper), words, single(fields, "kind"), _number(single(fields, "page")))
        if form == "json":
            return _json(site, found, str(found["release"]))
        page = render_template(
            "search.html", found=found, asked=words, link_all=partial(_all, words)
        )
        return site.lasting(Response(page), str(found["release"]))

    @blueprint.get("/suggest")
    def suggest() -> Response:
        """Find the few things that are meant most likely."""
        words = _words(single(pairs(request.query_string), "q"))
        index = _index(keeper)
        hits = list(islice(index.hits(words), _SUGGESTED))
        suggestions = [as_result(index, hit, current_language()) for hit in hits]
        answer = {"query": words, "release": index.release, "suggestions": suggestions}
        return _json(site, answer, index.release)

    return blueprint


def find(index: Index, words: str, kind: str | None, page: int) -> dict[str, object]:
    """Return what words find: the kinds with their counts, and results.

    Without a `kind` these are the first few of each kind, with one a page of those of it.
    """
    language = current_language()
    hits = list(islice(index.hits(words), MOST_FOUND + 1))
    complete = len(hits) <= MOST_FOUND
    hits = hits[:MOST_FOUND]
    counts = Counter(hit.kind for hit in hits)
    if kind is None:
        shown = [hit for one in counts for hit in islice(_of(hits, one), _PER_KIND)]
    else:
        first = (page - 1) * _PER_PAGE
        shown = list(islice(_of(hits, kind), first, first + _PER_PAGE))
    return {
        "query": words,
        "release": index.release,
        "total": len(hits),
        "complete": complete,
        "kind": kind,
        "page": page,
        "pages": 1 if kind is None else max(1, -(-counts[kind] // _PER_PAGE)),
        "kinds": [{**_named(index, one, language), "count": counts[one]} for one in counts],
        "results": [as_result(index, hit, language) for hit in shown],
    }


def as_result(index: Index, hit: Hit, language: str) -> dict[str, object]:
    """Return a hit for programs: the thing, its name, and the label that it was found by.

    `name` is the preferred label, `matched` the label that was found; `marks` are offsets into
    it in code points.
    """
    name = index.name(hit.thing, language) or hit.label
    # A preferred label that matched is what the reader looks for, whatever its language.
    shown = hit.label if hit.label.role is Role.PREFERRED else name
    return {
        "iri": hit.thing,
        "page": href(hit.thing),
        "name": {"text": shown.text, "language": shown.language},
        "kind": _named(index, hit.kind, language),
        "matched": {
            "text": hit.label.text,
            "language": hit.label.language,
            "role": hit.label.role.name.lower(),
            "marks": hit.marks,
        },
    }


def _index(keeper: IndexKeeper) -> Index:
    try:
        return keeper.index()
    except LimitError as error:
        raise limit_problem(error) from error


def _of(hits: Iterable[Hit], kind: str) -> Iterable[Hit]:
    return (hit for hit in hits if hit.kind == kind)


def _named(index: Index, kind: str, language: str) -> dict[str, object]:
    label: Label | None = index.name(kind, language)
    if label is None:
        return {"iri": kind, "text": shrink(kind), "language": ""}
    return {"iri": kind, "text": label.text, "language": label.language}


def parts(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it was asked for."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in marks:
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [part for part in [*found, (text[at:], False)] if part[0]]


def _all(words: str, kind: str, page: int) -> str:
    """Return the address of a page of all things of a kind."""
    return link("search.search", q=words, kind=kind, page=page)


def _json(site: Site, answer: Mapping[str, object], state: str) -> Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    response = Response(body + "\n")
    response.content_type = "application/json"
    response.vary.add("Accept-Language")
    return site.lasting(response, state)


def _form(given: str | None) -> str:
    form = given if given else choose_type(request.headers.get("Accept"), _OFFERS)
    if form not in _OFFERS:
        raise ProblemError(406, "search-format", members={"formats": list(_OFFERS)})
    return form


def _words(given: str | None) -> str:
    if not given or not given.strip():
        raise ProblemError(400, "search-missing", path=request.path)
    if len(given) > MOST_CHARACTERS:
        raise ProblemError(400, "search-long", most=MOST_CHARACTERS, given=f"{len(given):,}")
    return given


def _number(given: str | None) -> int:
    if not given:
        return 1
    if not (given.isascii() and given.isdecimal() and 0 < len(given) <= 4 and int(given)):
        raise ProblemError(400, "search-page")
    return int(given)
