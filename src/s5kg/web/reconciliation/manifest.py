"""What the service can do, as it says itself (Reconciliation Service API 0.2, section 3.1)."""

from s5kg import __version__
from s5kg.namespaces import BASE
from s5kg.web.language import translate
from s5kg.web.reconciliation.batches import MOST_QUERIES
from s5kg.web.reconciliation.entities import State
from s5kg.web.reconciliation.suggestions import KINDS, default_types

WIDTH, HEIGHT = 420, 220  # pixels of a preview
_SCHEMA = "http://www.w3.org/2004/02/skos/core#Concept"


def manifest(state: State, root: str, language: str) -> dict[str, object]:
    """Return the manifest of the service whose site is at `root` (an address without the slash).

    The language is in the paths: clients add a query string of their own to some of them.
    """
    base = f"{root}/reconcile"
    own = f"/reconcile/{language}"
    return {
        "versions": ["0.2"],
        "name": translate("reconcile.name"),
        "identifierSpace": BASE,
        "schemaSpace": _SCHEMA,
        "documentation": f"{root}/reconciliation?lang={language}",
        "logo": f"{root}/static/icon.svg",
        "serviceVersion": __version__,
        "defaultTypes": default_types(state, language),
        "view": {"url": f"{base}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{root}/reconciliation?lang={language}#{{{{id}}}}"},
        "preview": {
            "url": f"{root}{own}/preview?id={{{{id}}}}",
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": {kind: _suggesting(root, own, kind) for kind in KINDS},
        "extend": {
            "propose_properties": {"service_url": root, "service_path": f"{own}/properties"},
            "property_settings": [_limit()],
        },
        "batchSize": MOST_QUERIES,
    }


def _suggesting(root: str, own: str, kind: str) -> dict[str, str]:
    return {
        "service_url": root,
        "service_path": f"{own}/suggest/{kind}",
        "flyout_service_url": root,
        "flyout_service_path": f"{own}/flyout/{kind}?id=${{id}}",
    }


def _limit() -> dict[str, object]:
    """Return the one setting of a property: how many of its values are wanted."""
    return {
        "name": "limit",
        "label": translate("reconcile.limit"),
        "type": "number",
        "default": 0,
        "help_text": translate("reconcile.limit-help"),
    }
