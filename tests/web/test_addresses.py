"""Where IRIs lead: ours to pages of this host, others to the web, the rest nowhere."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.namespaces import BASE, ID
from s5kg.web.addresses import href, iri_at, page_of


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("https://w3id.org/s5kg/id/org-us-ostp", "/page/org-us-ostp"),
        ("https://w3id.org/s5kg/code/unit-eur", "/page/code/unit-eur"),
        ("https://w3id.org/s5kg/graph/codes", "/page/graph/codes"),
        ("https://w3id.org/s5kg/ns#Claim", "/ns#Claim"),
        ("https://w3id.org/s5kg/shapes#Claim", "/shapes#Claim"),
        ("https://w3id.org/s5kg/id/日本?a#b", "/page/%E6%97%A5%E6%9C%AC%3Fa%23b"),
        ("https://w3id.org/s5kg/.well-known/genid/a-1", "/page/.well-known/genid/a-1"),
        ("https://w3id.org/s5kg/ns", "/ns"),
        ("https://w3id.org/s5kg/ns/prefixes#dcat", "/ns/prefixes#dcat"),
        ("https://w3id.org/s5kg/shapes", "/shapes"),
        ("https://w3id.org/s5kg/dumps/codes.ttl", "/dumps/codes.ttl"),
        ("https://w3id.org/s5kg/sparql", "/sparql"),
        ("https://w3id.org/s5kg/about", "/about"),
        ("https://w3id.org/s5kg/", "/"),
        ("https://w3id.org/s5kg/about?lang=ja#a", "/about?lang=ja#a"),
        ("https://w3id.org/s5kg/dumps/a%20b", "/dumps/a%20b"),
        ("https://w3id.org/s5kg//example.org/", "/example.org/"),
        ("https://example.org/x?y=1#z", "https://example.org/x?y=1#z"),
        ("javascript:alert(1)", None),
        ("http:", None),
        ("http://[", None),
        ("urn:isbn:1", None),
    ],
)
def test_an_iri_leads_where_it_should(iri: str, path: str | None) -> None:
    """Ours to a page here, those of the web to themselves, what a browser would run to nothing."""
    assert href(iri) == path


@pytest.mark.parametrize("name", ["id/x", "code/x", "graph/x", ".well-known/genid/x"])
def test_a_page_leads_back_to_its_thing(name: str) -> None:
    """The name in the path of a page gives the IRI that the page is about."""
    iri = BASE + name
    assert iri_at((page_of(iri) or "").removeprefix("/page/")) == iri


@given(st.text(min_size=1))
def test_a_page_is_a_path_of_this_host(name: str) -> None:
    """Whatever a thing is called, its address has no query, no fragment and no other host."""
    path = page_of(ID + name)
    assert path is not None
    assert path.startswith("/page/")
    assert path.isascii()
    assert not set(path) & set('?#"<> \n\\')


@given(st.text())
def test_an_iri_of_ours_leads_to_this_host(rest: str) -> None:
    """Whatever follows our base, a link to it is a path of this host and of no other."""
    path = page_of(BASE + rest)
    assert path is not None
    assert path.startswith("/")
    assert not urlsplit(path).netloc
