"""Where a service elsewhere answers for this one: nothing is kept, and its faults are problems."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from s5kg.engine.client import Service
from s5kg.engine.places import Settings
from s5kg.engine.profiles import PROFILES
from s5kg.engine.remote import RemoteEngine
from s5kg.web import create_app
from tests.engine.standin import Behave, says, standing_in

ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
JSON = "Content-Type: application/sparql-results+json"
ASKED = "/sparql?query=SELECT%20?s%20{?s%20?p%20?o}&format=json"


def client_of(url: str, dumps: Path, release: str = "") -> FlaskClient:
    """Return a client of a service that asks the one at an address."""
    engine = RemoteEngine(
        Service(url, PROFILES["virtuoso"], release=release), Settings(workers=1, deadline=5)
    )
    return create_app(engine, dumps, []).test_client()


def test_an_answer_of_unknown_state_is_neither_tagged_nor_kept(dumps: Path) -> None:
    """Each request is asked anew, also one that says what it has."""
    with standing_in(says("200 OK", ROWS, JSON)) as server:
        client = client_of(server.url, dumps)
        for headers in ({}, {"If-None-Match": "*"}, {"If-None-Match": 'W/"x"'}):
            answer = client.get(ASKED, headers=headers)
            assert answer.status_code == 200
            assert "ETag" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store"
        assert len(server.heard) == 3


def test_an_answer_of_a_state_that_somebody_names_is_kept(dumps: Path) -> None:
    """The second one comes without asking."""
    with standing_in(says("200 OK", ROWS, JSON)) as server:
        client = client_of(server.url, dumps, "r1")
        tag = client.get(ASKED).headers["ETag"]
        assert client.get(ASKED).status_code == 200
        assert client.get(ASKED, headers={"If-None-Match": tag}).status_code == 304
        assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("behave", "status", "kind"),
    [
        (says("500 Internal Server Error"), 502, "remote-failed"),
        (says("200 OK", b"<html>", "Content-Type: text/html"), 502, "remote-failed"),
        (says("200 OK", ROWS, JSON, "X-SPARQL-MaxRows: 10000"), 503, "remote-truncated"),
        (says("200 OK", ROWS, JSON, "X-SPARQL-MaxRows: ?"), 503, "remote-truncated-somewhere"),
        (says("504 Gateway Timeout"), 503, "deadline"),
        (says("503 Service Unavailable", b"", "Retry-After: 7"), 503, "busy"),
    ],
)
def test_faults_of_the_other_service_are_problems(
    behave: Behave, status: int, kind: str, dumps: Path
) -> None:
    """Who asks can tell them from our own."""
    with standing_in(behave) as server:
        answer = client_of(server.url, dumps).get(ASKED)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["type"].endswith(f"/{kind}")
