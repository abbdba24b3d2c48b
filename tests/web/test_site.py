"""Pages as responses: tagged, asked for again with the tag, anew when the graph has changed."""

from pathlib import Path

import pytest

from s5kg.engine import Answer, DeadlineError, Question
from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from s5kg.web.description import Features

QUADS = b"<a:s> <a:p> <a:o> <a:g> .\n"


def test_a_page_has_a_tag_that_leads_to_304(tmp_path: Path) -> None:
    """Another language is another page."""
    client = create_app(MemoryEngine(QUADS), tmp_path, []).test_client()
    page = client.get("/")
    again = client.get("/", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/", headers={"Accept-Language": "ja"})
    assert other.headers["ETag"] != page.headers["ETag"]


@pytest.mark.parametrize("path", ["/", "/openapi.json", "/sparql", "/releases.atom"])
def test_a_state_that_is_not_there_is_a_problem_and_no_page(tmp_path: Path, path: str) -> None:
    """Who asks with If-Match for another state is told so, and gets nothing that looks like it."""
    client = create_app(MemoryEngine(QUADS), tmp_path, []).test_client()
    response = client.get(path, headers={"If-Match": '"another"'})
    assert (response.status_code, response.mimetype) == (412, "application/problem+json")


def test_a_page_is_stored_while_the_graph_is_the_same(tmp_path: Path) -> None:
    """The second asker gets it without the app."""
    client = create_app(MemoryEngine(QUADS), tmp_path, []).test_client()
    client.get("/")
    assert "cache;desc=hit" in client.get("/").headers["Server-Timing"]


@pytest.mark.parametrize("union", [True, False])
def test_pages_show_all_graphs_whatever_the_default_graph_is(tmp_path: Path, union: bool) -> None:
    """Who serves the plain default graph has no empty pages."""
    engine = MemoryEngine(QUADS, union=union)
    client = create_app(engine, tmp_path, [], features=Features(union)).test_client()
    assert client.get("/").status_code == 200


class Stuck:
    """An engine that has no time for anybody."""

    release = "one"

    def answer(self, question: Question) -> Answer:
        """Take too long."""
        raise DeadlineError(1.0)


def test_a_limit_that_a_page_meets_is_told_as_one(tmp_path: Path) -> None:
    """A busy service is no broken one: 503, as for a query."""
    response = create_app(Stuck(), tmp_path, []).test_client().get("/")
    assert response.status_code == 503
    assert response.content_type == "application/problem+json"
