"""The 1.0 draft of the API at an address of its own, where the operator offers it.

https://reconciliation-api.github.io/specs/1.0-draft/
"""

from flask import Blueprint, Response, request

from s5kg.web.errors import ProblemError
from s5kg.web.fields import decode, pairs, single
from s5kg.web.language import current_language
from s5kg.web.reconciliation.batches import QueryError, read_json
from s5kg.web.reconciliation.candidates import find_candidates
from s5kg.web.reconciliation.conditions import read_conditions, read_queries
from s5kg.web.reconciliation.drafted import (
    draft_manifest,
    drafted_extension,
    drafted_result,
    drafted_suggestion,
    drafted_term,
)
from s5kg.web.reconciliation.entities import State, StateKeeper
from s5kg.web.reconciliation.extension import find_values
from s5kg.web.reconciliation.responses import (
    Fields,
    as_json,
    check_path,
    count,
    preview_page,
    read_body,
    read_prefix,
)
from s5kg.web.reconciliation.suggestions import PAGE, PROPOSED, proposed, suggested
from s5kg.web.site import Site

PATH = "/reconcile/1.0-draft"
_JSON = "application/json"


def add_draft(blueprint: Blueprint, site: Site, states: StateKeeper) -> None:
    """Add the addresses of the draft, which are those that it prescribes below PATH."""
    _add_queries(blueprint, site, states)
    _add_suggestions(blueprint, site, states)


def _add_queries(blueprint: Blueprint, site: Site, states: StateKeeper) -> None:
    @blueprint.get(PATH, strict_slashes=False)
    def draft() -> Response:
        """Give the manifest."""
        state, language = states.state(), current_language()
        manifest = draft_manifest(state, request.url_root.rstrip("/"), language)
        return site.lasting(as_json(manifest, language), state.index.release)

    @blueprint.post(f"{PATH}/match")
    def draft_match() -> Response:
        """Give candidates for a batch of queries."""
        queries, state = read_queries(_body()), states.state()
        language = current_language()
        results = [_result(state, site, one, at, language) for at, one in enumerate(queries)]
        return as_json({"results": results}, language)

    @blueprint.post(f"{PATH}/extend")
    def draft_extend() -> Response:
        """Give values of properties of things."""
        asked, state, language = read_json(_body(), "body"), states.state(), current_language()
        found = find_values(state, site.lookup, asked, language)
        return as_json(drafted_extension(state, found, language), language)

    @blueprint.get(f"{PATH}/preview")
    def draft_preview() -> Response:
        """Show an entity in a few lines, in a frame of another site."""
        return preview_page(site, states.state(), current_language())


def _add_suggestions(blueprint: Blueprint, site: Site, states: StateKeeper) -> None:
    @blueprint.get(f"{PATH}/suggest/<kind>")
    def draft_suggest(kind: str) -> Response:
        """Complete the name of an entity, a type or a property."""
        language, fields = current_language(), pairs(request.query_string)
        check_path(language, kind)
        prefix = _needed(read_prefix(fields), "prefix")
        skipped, limit = count(fields, "offset", 0), count(fields, "limit", PAGE)
        state = states.state()
        found = suggested(state, kind, prefix, skipped, min(limit, PROPOSED))
        result = [drafted_suggestion(state, kind, iri, language) for iri in found]
        return site.lasting(as_json({"result": result}, language), state.index.release)

    @blueprint.get(f"{PATH}/extend/propose")
    def draft_propose() -> Response:
        """Propose properties of the things of a type."""
        language, fields = current_language(), pairs(request.query_string)
        asked = _needed(single(fields, "type") or None, "type")
        limit, state = count(fields, "limit", PROPOSED), states.state()
        found = proposed(state, site.lookup, asked, limit)
        properties = [drafted_term(state, iri, language) for iri in found]
        answer = {"properties": properties, "type": asked}
        return as_json({**answer, "limit": limit} if _has(fields, "limit") else answer, language)


def _result(state: State, site: Site, given: object, at: int, language: str) -> dict[str, object]:
    """Return the result of a query. Raises ProblemError 400 where it cannot be answered."""
    try:
        query = read_conditions(given)
        found = find_candidates(state, site.lookup, query)
    except QueryError as error:
        reason, members = error.detail, {"pointer": f"/queries/{at}"}
        raise ProblemError(
            400, "reconcile-query", members=members, number=at, reason=reason
        ) from error
    return drafted_result(state, found, query.limit, language)


def _body() -> str:
    return decode(read_body(request, _JSON))


def _needed(given: str | None, name: str) -> str:
    if given is None:
        raise ProblemError(400, "reconcile-missing", name=name)
    return given


def _has(fields: Fields, name: str) -> bool:
    return any(key == name for key, _ in fields)
