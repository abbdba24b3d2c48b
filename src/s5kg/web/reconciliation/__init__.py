"""`/reconcile`: names in other people's tables matched with things (Reconciliation API 0.2).

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from s5kg.lookup import Lookup
from s5kg.search.keeping import IndexKeeper
from s5kg.web.addresses import page_of
from s5kg.web.errors import ProblemError
from s5kg.web.fields import pairs, single
from s5kg.web.language import current_language
from s5kg.web.reconciliation.batches import (
    MOST_CHARACTERS,
    MOST_QUERIES,
    QueryError,
    read_batch,
    read_query,
)
from s5kg.web.reconciliation.candidates import FEATURES, certain, described, find_candidates
from s5kg.web.reconciliation.draft import PATH, add_draft
from s5kg.web.reconciliation.entities import State, StateKeeper, entity_iri, term_iri
from s5kg.web.reconciliation.extension import extend
from s5kg.web.reconciliation.manifest import manifest
from s5kg.web.reconciliation.responses import (
    as_json,
    asked_entity,
    check_path,
    count,
    preview_page,
    read_body,
    read_prefix,
)
from s5kg.web.reconciliation.suggestions import PROPOSED, as_property, proposed, suggest
from s5kg.web.site import Site

_FORM = "application/x-www-form-urlencoded"


def reconciliation_blueprint(
    site: Site, keeper: IndexKeeper, own: Lookup, *, draft: bool
) -> Blueprint:
    """Return the blueprint; `own` asks what is made for all, `draft` offers the 1.0 draft, too."""
    blueprint = Blueprint("reconciliation", __name__)
    states = StateKeeper(keeper, own)
    _add_queries(blueprint, site, states)
    _add_suggestions(blueprint, site, states)
    _add_pages(blueprint, site, states, draft)
    if draft:
        add_draft(blueprint, site, states)
    return blueprint


def _add_queries(blueprint: Blueprint, site: Site, states: StateKeeper) -> None:
    @blueprint.route("/reconcile", methods=["GET", "POST"])
    def service() -> Response:
        """Give the manifest, candidates for a batch of names, or values of properties."""
        fields = pairs(request.query_string)
        if request.method == "POST":
            fields += pairs(read_body(request, _FORM))
        state, language = states.state(), current_language()
        queries, extension = single(fields, "queries"), single(fields, "extend")
        if queries is not None:
            return as_json(_answer(state, site.lookup, queries, language), language)
        if extension is not None:
            return as_json(extend(state, site.lookup, extension, language), language)
        if request.method == "POST":
            raise ProblemError(400, "reconcile-nothing")
        described = manifest(state, request.url_root.rstrip("/"), language)
        return site.lasting(as_json(described, language), state.index.release)

    @blueprint.get("/reconcile/<language>/properties")
    def properties(language: str) -> Response:
        """Propose properties of the things of a type."""
        check_path(language)
        fields = pairs(request.query_string)
        asked, limit = single(fields, "type"), count(fields, "limit", PROPOSED)
        state = states.state()
        found = proposed(state, site.lookup, asked or "", limit)
        answer: dict[str, object] = {
            "properties": [as_property(state, iri, language) for iri in found],
            "limit": limit,
        }
        return as_json({**answer, "type": asked} if asked else answer, language)


def _add_suggestions(blueprint: Blueprint, site: Site, states: StateKeeper) -> None:
    @blueprint.get("/reconcile/<language>/suggest/<kind>")
    def suggestions(language: str, kind: str) -> Response:
        """Complete the name of an entity, a type or a property."""
        check_path(language, kind)
        fields = pairs(request.query_string)
        skipped, prefix = count(fields, "cursor", 0), read_prefix(fields) or ""
        state = states.state()
        found = suggest(state, kind, prefix, skipped, language)
        return site.lasting(as_json({"result": found}, language), state.index.release)

    @blueprint.get("/reconcile/<language>/flyout/<kind>")
    def flyout(language: str, kind: str) -> Response:
        """Give a few words on what is suggested, as HTML in JSON."""
        check_path(language, kind)
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
        return site.lasting(as_json({"id": given, "html": html}, language), state.index.release)


def _add_pages(blueprint: Blueprint, site: Site, states: StateKeeper, draft: bool) -> None:
    @blueprint.get("/reconciliation")
    def guide() -> Response:
        """Tell people which address to paste where."""
        return site.page(
            "reconciliation.html",
            address=f"{request.url_root}reconcile?lang={current_language()}",
            draft=f"{request.url_root.rstrip('/')}{PATH}" if draft else "",
            features=FEATURES,
            most=MOST_QUERIES,
            characters=MOST_CHARACTERS,
        )

    @blueprint.get("/reconcile/view")
    def view() -> Redirect:
        """Lead to the page of an entity."""
        return redirect(page_of(asked_entity(states.state())) or "/", 303)

    @blueprint.get("/reconcile/<language>/preview")
    def preview(language: str) -> Response:
        """Show an entity in a few lines, in a frame of another site."""
        check_path(language)
        return preview_page(site, states.state(), language)


def _answer(state: State, lookup: Lookup, text: str, language: str) -> dict[str, object]:
    """Return a result for each query; one that cannot be answered says why, and finds nothing."""
    results: dict[str, object] = {}
    for key, given in read_batch(text).items():
        try:
            query = read_query(given)
            found = find_candidates(state, lookup, query)
        except QueryError as error:
            results[key] = {"result": [], "error": error.detail}
            continue
        meant = certain(found)
        shown = [described(state, one, one.iri == meant, language) for one in found[: query.limit]]
        results[key] = {"result": shown}
    return results
