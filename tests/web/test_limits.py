"""What a limit of the engine is over HTTP: an honest status before the first byte."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import html5lib
import pytest
from flask import Flask

from s5kg.engine import LimitError
from s5kg.engine.pool import MIB, PoolEngine, Settings
from s5kg.web import create_app
from s5kg.web.limits import limit_problem

QUADS = "".join(f"<a:{n}> <a:p> <a:{n % 9}> <a:g> .\n" for n in range(1000)).encode()
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOG = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
MANY = "SELECT * { ?a ?b ?c . ?d ?b ?f }"
HONEST = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A service with one worker that may do little, and nobody may wait for it."""
    settings = Settings(workers=1, deadline=20, memory=64 * MIB, most=100_000, waiting=0)
    with PoolEngine(QUADS, settings) as engine:
        yield create_app(engine, tmp_path_factory.mktemp("dumps"), [], kept=0)


def at(query: str, **parameters: object) -> str:
    """Return the address of a query."""
    return f"/sparql?{urlencode({'query': query, **parameters})}"


LIMITS = [
    (at(RUNAWAY, timeout=0.3), "deadline", 0.3, "after 0.3 seconds", "0.3秒で"),
    (at(HOG), "out-of-memory", 64 * MIB, "64 MiB", "64 MiB"),
    (at(MANY), "answer-too-large", 100_000, "100,000 bytes", "100,000バイト"),
]


@pytest.mark.parametrize(
    ("path", "kind", "limit", "english", "japanese"), LIMITS, ids=[row[1] for row in LIMITS]
)
def test_a_limit_is_a_problem(
    limited: Flask, path: str, kind: str, limit: float, english: str, japanese: str
) -> None:
    """Status, limit and advice in both languages; to ask the same again does not help."""
    client = limited.test_client()
    for language, words in (("en", english), ("ja", japanese)):
        response = client.get(path, headers={"Accept-Language": language})
        assert (response.status_code, response.mimetype) == (503, PROBLEM)
        assert response.headers["Cache-Control"] == "no-store"
        assert "Retry-After" not in response.headers
        problem = response.get_json(force=True)
        assert problem["type"].endswith(f"/problem/{kind}")
        assert problem["limit"] == limit
        assert words in problem["detail"]
    page = client.get(path, headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (503, "text/html")
    html5lib.HTMLParser(strict=True).parse(page.text)
    assert english in page.text
    assert client.get(at(HONEST)).status_code == 200


def test_a_full_queue_says_when_to_come_back(limited: Flask) -> None:
    """While the only worker computes, the next one is refused, and served afterwards."""
    with ThreadPoolExecutor() as threads:
        slow = threads.submit(limited.test_client().get, at(RUNAWAY, timeout=2))
        response = limited.test_client().get(at(HONEST))
        for _ in range(200):
            if slow.done():  # it came while another one was answered
                slow = threads.submit(limited.test_client().get, at(RUNAWAY, timeout=2))
            elif response.status_code != 200:
                break
            time.sleep(0.01)
            response = limited.test_client().get(at(HONEST))
        assert not slow.done()
        assert slow.result().get_json(force=True)["status"] == 503
    assert (response.status_code, response.mimetype) == (503, PROBLEM)
    assert response.headers["Retry-After"] == "20"
    assert response.get_json(force=True)["type"].endswith("/problem/busy")
    assert limited.test_client().get(at(HONEST)).status_code == 200


@pytest.mark.parametrize("timeout", ["0", "0.000", "-1", "x", "1e3", "inf", "nan", "１", "1 s"])
def test_a_timeout_that_is_none_is_refused(limited: Flask, timeout: str) -> None:
    """A number of seconds is needed, so that nobody waits for what was not meant."""
    response = limited.test_client().get(at("ASK {}", timeout=timeout))
    assert (response.status_code, response.mimetype) == (400, PROBLEM)
    problem = response.get_json(force=True)
    assert problem["type"].endswith("/problem/bad-timeout")
    assert repr(timeout) in problem["detail"]


@pytest.mark.parametrize("timeout", ["", "7", "0.75", "999999999"])
def test_a_timeout_goes_with_the_query(limited: Flask, timeout: str) -> None:
    """One that is too long is the service's own; a page keeps it for the next question."""
    client = limited.test_client()
    assert client.get(at("ASK {}", timeout=timeout)).status_code == 200
    assert client.post("/sparql", data={"query": "ASK {}", "timeout": timeout}).status_code == 200
    page = client.get(at("ASK {}", timeout=timeout), headers={"Accept": "text/html"}).text
    assert ('name="timeout"' in page) == bool(timeout)


def test_the_same_answer_has_the_same_tag_whatever_the_timeout(limited: Flask) -> None:
    """A deadline changes whether there is an answer, not the answer."""
    client = limited.test_client()
    tags = {client.get(at(HONEST, timeout=given)).headers["ETag"] for given in ("", "9", "8")}
    assert len(tags) == 1


def test_each_limit_has_its_problem() -> None:
    """A kind of limit that the web does not know is a mistake of ours."""
    with pytest.raises(TypeError, match="no problem for"):
        limit_problem(LimitError("new"))
