"""What requests to the service and its answers have in common, whatever the version of the API."""

import json
import re

from flask import Request, Response, request
from flask_babel import force_locale

from s5kg.web.errors import ProblemError
from s5kg.web.fields import check_coding, pairs, single
from s5kg.web.headers import EMBEDDED_POLICY
from s5kg.web.language import LANGUAGES
from s5kg.web.reconciliation.batches import MOST_CHARACTERS
from s5kg.web.reconciliation.entities import State, entity_iri
from s5kg.web.reconciliation.suggestions import KINDS
from s5kg.web.site import Site

_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_SKIPPED = 10_000
Fields = list[tuple[str, str]]


def as_json(answer: object, language: str) -> Response:
    """Return an answer in the language of its texts."""
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    if _SURROGATE.search(body):
        body = json.dumps(answer, separators=(",", ":"))  # a key that was sent comes back as it was
    response = Response(body + "\n", content_type="application/json")
    response.headers["Content-Language"] = language
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def read_body(request: Request, media_type: str) -> bytes:
    """Return the body of a request. Raises ProblemError 415 for another media type."""
    check_coding(request)
    if request.mimetype != media_type:
        given = request.headers.get("Content-Type") or "–"
        headers = {"Accept-Post": media_type}
        raise ProblemError(415, "reconcile-type", headers=headers, given=given, wanted=media_type)
    return request.get_data()


def check_path(language: str, kind: str = "entity") -> None:
    """Raise ProblemError 404 for a part of a path that there is not."""
    if language not in LANGUAGES or kind not in KINDS:
        raise ProblemError(404, "not-found", path=request.path)


def read_prefix(fields: Fields) -> str | None:
    """Return what is to be completed, None where it is not given. Raises ProblemError."""
    prefix = single(fields, "prefix")
    if prefix and len(prefix) > MOST_CHARACTERS:
        given = f"{len(prefix):,}"
        raise ProblemError(400, "reconcile-long", most=MOST_CHARACTERS, given=given)
    return None if prefix is None else prefix.strip()


def count(fields: Fields, name: str, otherwise: int) -> int:
    """Return a number of the address. Raises ProblemError."""
    given = single(fields, name)
    if not given:
        return otherwise
    if not (given.isascii() and given.isdecimal() and len(given) <= 5):
        raise ProblemError(400, "reconcile-count", field=name, most=_MOST_SKIPPED)
    return min(int(given), _MOST_SKIPPED)


def asked_entity(state: State) -> str:
    """Return the entity that the address names. Raises ProblemError 404 where there is none."""
    given = single(pairs(request.query_string), "id") or ""
    iri = entity_iri(given)
    if iri is None or iri not in state.matcher.things:
        raise ProblemError(404, "no-thing", name=given[:60])
    return iri


def preview_page(site: Site, state: State, language: str) -> Response:
    """Show the entity that the address names in a few lines, in a frame of another site."""
    iri = asked_entity(state)
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
