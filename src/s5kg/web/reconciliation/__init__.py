"""`/reconcile`: names in other people's tables matched with things (Reconciliation API 0.2).

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

import json

from flask import Blueprint, Response, redirect, render_template, request
from flask_babel import force_locale
from werkzeug.wrappers import Response as Redirect

from s5kg.lookup import Lookup
from s5kg.search.keeping import IndexKeeper
from s5kg.web.addresses import page_of
from s5kg.web.errors import ProblemError
from s5kg.web.fields import check_coding, pairs, single
from s5kg.web.headers import EMBEDDED_POLICY
from s5kg.web.language import LANGUAGES, current_language, translate
from s5kg.web.reconciliation.batches import (
    MOST_CHARACTERS,
    MOST_QUERIES,
    QueryError,
    read_batch,
    read_query,
)
from s5kg.web.reconciliation.candidates import FEATURES, certain, described, find_candidates
from s5kg.web.reconciliation.entities import State, StateKeeper, entity_iri, term_iri
from s5kg.web.reconciliation.extension import extend
from s5kg.web.reconciliation.manifest import manifest
from s5kg.web.reconciliation.suggestions import KINDS, as_property, properties_of, suggest
from s5kg.web.site import Site

_FORM = "application/x-www-form-urlencoded"
_MOST_SKIPPED = 10_000
_PROPOSED = 50
Fields = list[tuple[str, str]]


def reconciliation_blueprint(site: Site, keeper: IndexKeeper, own: Lookup) -> Blueprint:
    """Return the blueprint; `own` asks what is made for all."""
    blueprint = Blueprint("reconciliation", __name__)
    states = StateKeeper(keeper, own)
    _add_queries(blueprint, site, states)
    _add_suggestions(blueprint, site, states)
    _add_pages(blueprint, site, states)
    return blueprint


def _add_queries(blueprint: Blueprint, site: Site, states: StateKeeper) -> None:
    @blueprint.route("/reconcile", methods=["GET", "POST"])
    def service() -> Response:
        """Give the manifest, candidates for a batch of names, or values of properties."""
        fields = pairs(request.query_string)
        if request.method == "POST":
            fields += _posted()
        state, language = states.state(), current_language()
        queries, extension = single(fields, "queries"), single(fields, "extend")
        if queries is not None:
            return _json(_answer(state, site.lookup, queries, language))
        if extension is not None:
            return _json(extend(state, site.lookup, extension, language))
        if request.method == "POST":
            raise ProblemError(400, "reconcile-nothing")
        described = manifest(state, request.url_root.rstrip("/"), language)
        return site.lasting(_json(described), state.index.release)

    @blueprint.get("/reconcile/<language>/properties")
    def properties(language: str) -> Response:
        """Propose properties of the things of a type."""
        _check(language)
        fields = pairs(request.query_string)
        asked, limit = single(fields, "type"), _count(single(fields, "limit"), _PROPOSED)
        of = term_iri(asked) if asked else None
        if asked and of is None:
            raise ProblemError(400, "reconcile-property", given=asked[:60])
        state = states.state()
        found = properties_of(site.lookup, of) if of else state.properties
        answer: dict[str, object] = {
            "properties": [
                as_property(state, iri, language) for iri in found[: limit or _PROPOSED]
            ],
            "limit": limit,
        }
        return _json({**answer, "type": asked} if asked else answer)


def _add_suggestions(blueprint: Blueprint, site: Site, states: StateKeeper) -> None:
    @blueprint.get("/reconcile/<language>/suggest/<kind>")
    def suggestions(language: str, kind: str) -> Response:
        """Complete the name of an entity, a type or a property."""
        _check(language, kind)
        fields = pairs(request.query_string)
        prefix = single(fields, "prefix") or ""
        if len(prefix) > MOST_CHARACTERS:
            given = f"{len(prefix):,}"
            raise ProblemError(400, "reconcile-long", most=MOST_CHARACTERS, given=given)
        skipped = _count(single(fields, "cursor"), 0)
        state = states.state()
        found = suggest(state, kind, prefix.strip(), skipped, language)
        return site.lasting(_json({"result": found}), state.index.release)

    @blueprint.get("/reconcile/<language>/flyout/<kind>")
    def flyout(language: str, kind: str) -> Response:
        """Give a few words on what is suggested, as HTML in JSON."""
        _check(language, kind)
        given = single(pairs(request.query_string), "id") or ""
        iri = entity_iri(given) if kind == "entity" else term_iri(given)
        state = states.state()
        if iri is None or not state.index.name(iri, language):
            raise ProblemError(404, "no-thing", name=given[:60])
        html = render_template(
            "reconcile-flyout.html",
            name=state.name(iri, language),
            other=state.other_name(iri, language),
            kinds=[state.name(one, language) for one in state.index.classes(iri)],
        )
        return site.lasting(_json({"id": given, "html": html}), state.index.release)


def _add_pages(blueprint: Blueprint, site: Site, states: StateKeeper) -> None:
    @blueprint.get("/reconciliation")
    def guide() -> Response:
        """Tell people which address to paste where."""
        return site.page(
            "reconciliation.html",
            address=f"{request.url_root}reconcile?lang={current_language()}",
            features=FEATURES,
            most=MOST_QUERIES,
            characters=MOST_CHARACTERS,
        )

    @blueprint.get("/reconcile/view")
    def view() -> Redirect:
        """Lead to the page of an entity."""
        iri, _ = _entity(states.state())
        return redirect(page_of(iri) or "/", 303)

    @blueprint.get("/reconcile/<language>/preview")
    def preview(language: str) -> Response:
        """Show an entity in a few lines, in a frame of another site."""
        _check(language)
        state = states.state()
        iri, _ = _entity(state)
        with force_locale(language):
            response = site.page(
                "reconcile-preview.html",
                iri=iri,
                language=language,
                name=state.name(iri, language),
                other=state.other_name(iri, language),
                kinds=[state.name(one, language) for one in state.index.classes(iri)],
            )
        response.headers["Content-Security-Policy"] = EMBEDDED_POLICY
        response.headers["Content-Language"] = language
        return response


def _answer(state: State, lookup: Lookup, text: str, language: str) -> dict[str, object]:
    """Return a result for each query; one that cannot be answered says why, and finds nothing."""
    results: dict[str, object] = {}
    for key, given in read_batch(text).items():
        try:
            query = read_query(given)
            found = find_candidates(state, lookup, query)
        except QueryError as error:
            message = translate(f"reconcile-error.{error.kind}", **error.values)
            results[key] = {"result": [], "error": message}
            continue
        meant = certain(found)
        shown = [described(state, one, one.iri == meant, language) for one in found[: query.limit]]
        results[key] = {"result": shown}
    return results


def _posted() -> Fields:
    check_coding(request)
    if request.mimetype != _FORM:
        given = request.headers.get("Content-Type") or "–"
        raise ProblemError(
            415, "reconcile-type", headers={"Accept-Post": _FORM}, given=given, wanted=_FORM
        )
    return pairs(request.get_data())


def _check(language: str, kind: str = "entity") -> None:
    if language not in LANGUAGES or kind not in KINDS:
        raise ProblemError(404, "not-found", path=request.path)


def _count(given: str | None, otherwise: int) -> int:
    if not given:
        return otherwise
    if not (given.isascii() and given.isdecimal() and len(given) <= 5):
        raise ProblemError(400, "reconcile-count", most=_MOST_SKIPPED)
    return min(int(given), _MOST_SKIPPED)


def _entity(state: State) -> tuple[str, str]:
    given = single(pairs(request.query_string), "id") or ""
    iri = entity_iri(given)
    if iri is None or iri not in state.matcher.things:
        raise ProblemError(404, "no-thing", name=given[:60])
    return iri, given


def _json(answer: object) -> Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    response = Response(body + "\n")
    response.content_type = "application/json"
    response.vary.add("Accept-Language")
    return response
