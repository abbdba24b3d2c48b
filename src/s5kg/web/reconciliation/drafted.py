"""Answers in the form of the API 1.0 draft: what is said names its language and direction."""

import pyoxigraph as ox

from s5kg import __version__
from s5kg.lookup import Term
from s5kg.namespaces import shrink
from s5kg.web.language import LANGUAGES, translate
from s5kg.web.reconciliation.batches import MOST_QUERIES
from s5kg.web.reconciliation.candidates import Candidate, certain, features
from s5kg.web.reconciliation.entities import State, entity_id, is_entity
from s5kg.web.reconciliation.extension import Extension, cell
from s5kg.web.reconciliation.manifest import HEIGHT, WIDTH
from s5kg.web.reconciliation.suggestions import KINDS, common_types

Object = dict[str, object]


def draft_manifest(state: State, root: str, language: str) -> Object:
    """Return the manifest of the service whose site is at `root` (an address without the slash)."""
    return {
        "versions": ["1.0-draft"],
        "name": translate("reconcile.name"),
        **_direction(language),
        "documentation": f"{root}/reconciliation?lang={language}",
        "logo": f"{root}/static/icon.svg",
        "serviceVersion": __version__,
        "defaultTypes": [
            drafted_term(state, one, language) for one in common_types(state, language)
        ],
        "view": {"url": f"{root}/{{+id}}"},
        "featureView": {"url": f"{root}/reconciliation?lang={language}#{{id}}"},
        "preview": {"width": WIDTH, "height": HEIGHT},
        "suggest": dict.fromkeys(KINDS, True),
        "extend": {
            "proposeProperties": True,
            "propertySettings": [
                {
                    "id": "limit",
                    "name": translate("reconcile.limit"),
                    "type": "number",
                    "default": 0,
                    "helpText": translate("reconcile.limit-help"),
                }
            ],
        },
        "batchSize": MOST_QUERIES,
        "standardizedScore": True,
    }


def drafted_result(state: State, found: list[Candidate], limit: int, language: str) -> Object:
    """Return the candidates of a query, at most `limit` of them."""
    meant = certain(found)
    return {
        "candidates": [
            {
                **_entity(state, one.iri, language),
                "type": _types(state, one.iri, language),
                "score": one.score,
                "features": [
                    {
                        "id": name,
                        "name": translate(f"reconcile-feature.{name.replace('_', '-')}"),
                        **_direction(language),
                        "value": value,
                    }
                    for name, value in features(one).items()
                ],
                "match": one.iri == meant,
            }
            for one in found[:limit]
        ]
    }


def drafted_suggestion(state: State, kind: str, iri: str, language: str) -> Object:
    """Return an entity, type or property that a prefix may become."""
    if kind == "entity":
        return {**_entity(state, iri, language), "notable": _types(state, iri, language)}
    term = drafted_term(state, iri, language)
    if kind != "type":
        return term
    wider = state.broader.get(iri, ())
    return {**term, "broader": [drafted_term(state, one, language) for one in wider]}


def drafted_term(state: State, iri: str, language: str) -> Object:
    """Return a type or property."""
    return {"id": shrink(iri), **_named(state, iri, language)}


def drafted_extension(state: State, found: Extension, language: str) -> Object:
    """Return values of properties."""
    meta = [{"id": name, **_named(state, iri, language)} for name, iri in found.columns.items()]
    rows = [
        {
            "id": one,
            "properties": [
                {"id": name, "values": [_cell(state, value, language) for value in values]}
                for name, values in row.items()
            ],
        }
        for one, row in found.rows.items()
    ]
    return {"meta": meta, "rows": rows}


def _entity(state: State, iri: str, language: str) -> Object:
    return {"id": entity_id(iri), **_named(state, iri, language)}


def _types(state: State, iri: str, language: str) -> list[Object]:
    return [drafted_term(state, kind, language) for kind in state.index.classes(iri)]


def _cell(state: State, value: Term, language: str) -> Object:
    if isinstance(value, ox.NamedNode) and is_entity(value.value):
        return _entity(state, value.value, language)
    written = cell(state, value, language)
    if isinstance(value, ox.Literal) and value.language:
        return {**written, **_direction(value.language)}
    return written


def _named(state: State, iri: str, language: str) -> Object:
    """Return the name of a thing, which may be in another language than is asked for."""
    found = state.index.name(iri, language)
    return {
        "name": state.name(iri, language),
        **_direction(found.language if found and found.language else "und"),
    }


def _direction(language: str) -> Object:
    """Return a language and the direction of its texts; of one not of ours the texts tell."""
    return {"lang": language, "dir": "ltr" if language in LANGUAGES else "auto"}
