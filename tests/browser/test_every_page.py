"""Every kind of page as a browser reads it: silent, at home, in its language, within its width."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.kinds import kinds


@pytest.fixture(scope="module")
def paths(address: str) -> list[str]:
    """The kinds of pages."""
    return kinds(address)


def test_the_kinds_come_from_the_service(paths: list[str]) -> None:
    """Pages with and without parts are among them, and nothing that is no page."""
    assert {"/", "/explore", "/sparql", "/ns", "/dumps/", "/releases"} <= set(paths)
    assert any(path.startswith("/examples/") for path in paths)
    assert any(path.startswith("/codes/") for path in paths)
    assert not {"/openapi.json", "/sitemap.xml"} & set(paths)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_page_is_in_order(paths: list[str], visit: Visit, language: str) -> None:
    """No error, no breach of the policy, no other host, the language said, no sideways scroll."""
    watched = visit(viewport={"width": 360, "height": 740}, locale=language)
    for path in paths:
        before = len(watched.faults)
        page = watched.open(path)
        watched.faults[before:] = [f"{path}: {fault}" for fault in watched.faults[before:]]
        assert page.locator("html").get_attribute("lang") == language, path
        assert page.locator("h1").count() == 1, path
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            watched.faults.append(f"{path}: {wide} pixels too wide")
    assert not watched.faults
