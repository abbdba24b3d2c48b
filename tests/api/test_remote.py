"""Connecting to a service: what it may be, and what is said of one that misbehaves."""

from pathlib import Path

import pytest

from s5kg.api import KnowledgeGraph, ServiceError, connect
from s5kg.api.remote import endpoint
from tests.engine.services import oxigraph
from tests.engine.standin import Behave, says, standing_in

JSON = "Content-Type: application/sparql-results+json"
PROBLEM = "Content-Type: application/problem+json"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://e.org", "https://e.org/sparql"),
        ("https://e.org/", "https://e.org/sparql"),
        ("https://e.org/kg/#top", "https://e.org/kg/sparql"),
        ("https://e.org/kg", "https://e.org/kg"),
        ("https://e.org/sparql/", "https://e.org/sparql/"),
        ("https://e.org/repositories/query", "https://e.org/repositories/query"),
        ("https://e.org/?dataset=s5kg", "https://e.org/?dataset=s5kg"),
    ],
)
def test_an_address_of_a_site_leads_to_its_endpoint(url: str, expected: str) -> None:
    """Nothing is guessed by asking: the last sign of the address tells."""
    assert endpoint(url) == expected


def test_a_service_of_another_make_is_asked(
    tmp_path: Path, quads: bytes, local: KnowledgeGraph
) -> None:
    """Oxigraph's default graph is not the union, so its graphs are found and named."""
    with oxigraph(tmp_path, quads) as url, connect(url) as graph:
        assert graph.release == ""
        cube = local.cube("ds-sc-region").to_pandas()
        assert graph.cube("ds-sc-region").to_pandas().equals(cube)
        assert graph.thing("org-us-ostp").to_pandas().equals(local.thing("org-us-ostp").to_pandas())


def test_some_graphs_are_not_the_graph(site: str) -> None:
    """The codes alone do not make our graph."""
    with pytest.raises(ServiceError, match=r"holds no graph of s5kg; load graph\.nq"):
        connect(site, graphs=["https://w3id.org/s5kg/graph/codes"])


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (
            says("302 Found", b"", "Location: https://e.org/sparql"),
            r"sends us elsewhere, where we do not go \(https://e.org/sparql\); connect to that",
        ),
        (
            says("200 OK", b"<html>", "Content-Type: text/html"),
            r"not asked for \(text/html\); give the address of the SPARQL endpoint",
        ),
        (says("401 Unauthorized"), "does not let us ask; give connect.. a user"),
        (says("429 Too Many Requests", b"", "Retry-After: 7"), "now; ask again in 7 s"),
        (
            says("503 Busy", b'{"title":"No","detail":"Make it ask for less."}', PROBLEM),
            r"cannot answer now \(Make it ask for less\.\)$",
        ),
        (says("500 Oh", b"<h1>Oh", "Content-Type: text/html"), "answers with status 500$"),
        (lambda connection: connection.recv(1), r"no answer within 0\.3 s; ask for less"),
        (says("200 OK", b'{"head":{},"bool', JSON), "its answer is broken"),
        (
            says("200 OK", b'{"head":{"vars":[]},"results":{"bindings":[]}}', JSON),
            "another question than was asked; give connect.. its make",
        ),
    ],
)
def test_a_service_that_misbehaves_is_one_kind_of_error(behave: Behave, words: str) -> None:
    """A sentence says what it does instead of answering, in its own words where it has some."""
    with standing_in(behave) as server, pytest.raises(ServiceError, match=words) as caught:
        connect(server.url, timeout=0.3 if "within" in words else 60)
    assert caught.value.url == f"{server.url}sparql"
    assert str(caught.value).startswith(f"{server.url}sparql: ")


def test_an_answer_that_is_cut_is_none() -> None:
    """A service that says 200 and leaves rows out gives an error instead of the others."""
    yes = says("200 OK", b'{"head":{},"boolean":true}', JSON)
    rows = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
    replies = iter([yes, says("200 OK", rows, JSON, "X-SPARQL-MaxRows: 10000")])
    with standing_in(lambda connection: next(replies)(connection)) as server:
        graph = connect(server.url)
        with graph, pytest.raises(ServiceError, match="cuts answers after 10,000 rows; ask in"):
            graph.query("SELECT ?s { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"timeout": 0}, "more than 0 seconds"),
        ({"timeout": float("inf")}, "more than 0 seconds"),
        ({"user": "me"}, "a user and a password"),
        ({"user": "me", "password": "x", "token": "t"}, "a user and a password"),
        ({"profile": "none"}, "choose from generic, oxigraph"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(words: dict[str, object], said: str) -> None:
    """Before anything is asked."""
    with pytest.raises(ValueError, match=said):
        connect("http://127.0.0.1:1/", **words)  # type: ignore[arg-type] # which is tried


def test_a_secret_is_sent_and_never_shown() -> None:
    """It goes in a header or in the address; neither errors nor pictures have it."""
    with standing_in(says("401 Unauthorized")) as server:
        with pytest.raises(ServiceError) as caught:
            connect(server.url, token="t0ken")  # noqa: S106 (made up)
        assert b"Authorization: Bearer t0ken" in server.heard[0]
    assert "t0ken" not in f"{caught.value!r}"
    with standing_in(says("500 Oh")) as server, pytest.raises(ServiceError) as asked:
        connect(f"{server.url}sparql?key=s3cret")
    assert b"key=s3cret" in server.heard[0]
    assert asked.value.url == f"{server.url}sparql"
    assert "s3cret" not in str(asked.value)
