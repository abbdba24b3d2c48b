"""The gallery: each question has its answer there, in both languages."""

import json
from pathlib import Path

import html5lib
import pytest
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.locations import Sources
from s5kg.queries import Query, read_queries
from s5kg.web import create_app
from s5kg.web.description import Features
from s5kg.web.gallery import matches


@pytest.fixture(scope="module")
def examples(sources: Sources) -> list[Query]:
    """The real questions."""
    return read_queries(sources.queries, "examples")


@pytest.fixture(scope="module")
def federated(sources: Sources) -> list[Query]:
    """The real questions that call services elsewhere."""
    return read_queries(sources.queries, "federated")


@pytest.fixture(scope="module")
def client(
    engine: MemoryEngine,
    examples: list[Query],
    federated: list[Query],
    tmp_path_factory: pytest.TempPathFactory,
) -> FlaskClient:
    """A service of the real graph and the real questions."""
    dumps = tmp_path_factory.mktemp("dumps")
    return create_app(engine, dumps, [*examples, *federated]).test_client()


@pytest.fixture(scope="module")
def engine(quads: bytes) -> MemoryEngine:
    """An engine over the real graph."""
    return MemoryEngine(quads)


def test_every_question_is_listed_and_has_a_page_with_its_answer(
    client: FlaskClient, examples: list[Query]
) -> None:
    """The answer stands there; both languages say which one they are."""
    listing = client.get("/examples").text
    for query in examples:
        assert f'href="/examples/{query.name}"' in listing
        page = client.get(f"/examples/{query.name}?lang=ja")
        assert page.status_code == 200
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.text)
        assert "".join(root.find(".//h1").itertext()) == query.summary("ja")
        words = {node.get("lang"): "".join(node.itertext()) for node in root.iter("p")}
        assert words["en"] == query.summary("en")
        assert root.find(".//section[@aria-labelledby='result']") is not None


def test_a_question_to_elsewhere_says_what_it_needs(
    client: FlaskClient, engine: MemoryEngine, federated: list[Query], tmp_path: Path
) -> None:
    """It is marked in both languages and not asked by itself; where calls are off, no link fails.

    Where its own service is allowed it can be opened in the editor, and there is code.
    """
    assert "calls https://query.wikidata.org" in client.get("/examples?lang=en").text
    assert "https://cordis.europa.euを呼び出す" in client.get("/examples?lang=ja").text
    features = Features(services=("https://query.wikidata.org",))
    calling = create_app(engine, tmp_path, federated, features=features).test_client()
    for query in federated:
        page = client.get(f"/examples/{query.name}?lang=en").text
        assert f"s5kg query {query.name} --service-origin {query.service}" in page
        assert 'aria-labelledby="result"' not in page
        assert "Open in the editor" not in page
        assert 'id="code"' not in page
        page = calling.get(f"/examples/{query.name}?lang=en").text
        allowed = query.service in features.services
        assert ("Open in the editor" in page, 'id="code"' in page) == (allowed, allowed)


def test_things_in_an_answer_have_names_and_lead_to_their_pages(client: FlaskClient) -> None:
    """Who cannot read an IRI reads the name; its CURIE stands beside it."""
    page = client.get("/examples/eu-framework-budgets?lang=en").text
    assert '<a href="/page/prog-eu-he' in page
    assert "Horizon Europe</bdi></a>" in page
    assert "<bdi>s5d:prog-eu-he</bdi>" in page


@pytest.mark.parametrize(
    ("words", "found"),
    [("budget", True), ("BUDGET horizon", True), ("予算", True), ("budget nothing", False)],
)
def test_questions_are_found_by_words_in_either_language(
    examples: list[Query], words: str, found: bool
) -> None:
    """All words must be there, in any order and case."""
    (query,) = [one for one in examples if one.name == "eu-framework-budgets"]
    assert matches(query, words) is found
    assert not matches(query, words, "no-such-topic")


def test_a_search_that_finds_nothing_says_so(client: FlaskClient) -> None:
    """And leads back to all."""
    page = client.get("/examples?q=<zzz>").text
    assert "No question has these words." in page
    assert "&lt;zzz&gt;" in page


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/examples?topic=nothing", 400, "budgets"),
        ("/examples/nothing", 404, "nothing"),
        ("/examples/%3Cscript%3E", 404, "&lt;script&gt;"),
    ],
)
def test_what_is_not_there_is_a_problem(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    """It says what there is."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == status
    assert words in response.text


def test_programs_get_all_questions(client: FlaskClient, examples: list[Query]) -> None:
    """With their queries, without the header of the files."""
    found = json.loads(client.get("/examples.json").text)
    assert [one["name"] for one in found if not one["calls"]] == [one.name for one in examples]
    assert all("#+" not in one["query"] for one in found)
    assert set(found[0]["question"]) == {"en", "ja"}


def test_a_service_without_questions_has_an_empty_gallery(tmp_path: Path) -> None:
    """No failure."""
    assert create_app(MemoryEngine(b""), tmp_path, []).test_client().get("/examples").status_code
