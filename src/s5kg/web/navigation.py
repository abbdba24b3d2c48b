"""The main pages, in the order in which every page offers them."""

from collections.abc import Iterator

from flask import current_app

# Paths, and the texts that name them.
_MAIN = (
    ("/", "nav.home"),
    ("/search", "nav.search"),
    ("/explore", "nav.explore"),
    ("/documents", "nav.documents"),
    ("/networks", "nav.networks"),
    ("/tables", "nav.tables"),
    ("/timeline", "nav.timeline"),
    ("/examples", "nav.examples"),
    ("/sparql", "nav.sparql"),
    ("/dumps/", "nav.dumps"),
    ("/about", "nav.about"),
)
_FURTHER = (
    ("/regions", "nav.regions"),
    ("/discrepancies", "nav.discrepancies"),
    ("/ns", "nav.terms"),
    ("/shapes", "nav.shapes"),
    ("/codes", "nav.codes"),
    ("/releases", "nav.releases"),
    ("/reconciliation", "nav.reconciliation"),
    ("/mcp", "nav.assistants"),
)


def main_pages() -> list[tuple[str, str]]:
    """Return the endpoints of the main pages and the keys of their names."""
    return list(_served(_MAIN))


def further_pages() -> list[tuple[str, str]]:
    """Return the same of the pages that stand at the end of every page."""
    return list(_served(_FURTHER))


def fixed_paths() -> list[str]:
    """Return the paths of all of them."""
    paths = {rule.rule for rule in current_app.url_map.iter_rules()}
    return [path for path, _ in (*_MAIN, *_FURTHER) if path in paths]


def _served(pages: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    endpoints = {rule.rule: rule.endpoint for rule in current_app.url_map.iter_rules()}
    return ((endpoints[path], name) for path, name in pages if path in endpoints)
