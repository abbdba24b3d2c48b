"""`/search` and `/suggest`: pages and JSON over the real graph."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from s5kg.engine import Answer, BusyError, Question
from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app

LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
HIDDEN = "http://www.w3.org/2004/02/skos/core#hiddenLabel"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NAMES = ("Plan <b>", "Other plan", *(f"Plan {n}" for n in range(30)))
QUADS = "".join(
    f'<https://w3id.org/s5kg/id/t{n}> <{LABEL}> "{name}"@en <a:g> .\n'
    f"<https://w3id.org/s5kg/id/t{n}> <{TYPE}> <a:Plan> <a:g> .\n"
    for n, name in enumerate(NAMES)
) + (
    f'<a:Plan> <{LABEL}> "計画"@ja <a:g> .\n'
    f'<https://w3id.org/s5kg/id/t1> <{HIDDEN}> "Plna"@en <a:g> .\n'
)


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A client of an app over many plans."""
    return create_app(MemoryEngine(QUADS.encode()), tmp_path, []).test_client()


def test_suggestions(client: FlaskClient) -> None:
    """Ten at most, with what is shown, where it leads and what was asked for; known by a tag."""
    response = client.get("/suggest", query_string={"q": "ｐＬ", "lang": "ja"})
    answer = response.get_json()
    assert len(answer["suggestions"]) == 10
    first = answer["suggestions"][0]
    assert first["page"] == "/page/t2"
    assert first["matched"] == {
        "text": "Plan 0", "language": "en", "role": "preferred", "marks": [[0, 2]],
    }  # fmt: skip
    assert first["kind"] == {"iri": "a:Plan", "text": "計画", "language": "ja"}
    tag = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/suggest?q=%EF%BD%90%EF%BC%AC&lang=ja", headers=tag).status_code == 304
    assert client.get("/suggest?q=zzz").get_json()["suggestions"] == []


def test_a_misprint_shows_the_name(client: FlaskClient) -> None:
    """It is said that another spelling was found."""
    (one,) = client.get("/search?q=plna&format=json").get_json()["results"]
    assert one["name"]["text"] == "Other plan"
    assert one["matched"]["role"] == "hidden"
    page = client.get("/search?q=plna&lang=en").text
    assert "found through another spelling" in page
    assert "<mark>Plna</mark>" in page


def test_results_are_grouped_and_paged(client: FlaskClient) -> None:
    """A few of each kind with counts; all of one kind page by page, each thing once."""
    everything = client.get("/search?q=plan", headers={"Accept": "application/json"}).get_json()
    assert everything["total"] == len(NAMES)
    assert everything["complete"]
    assert [(kind["iri"], kind["count"]) for kind in everything["kinds"]] == [("a:Plan", 32)]
    assert len(everything["results"]) == 5
    address = "/search?q=plan&kind=a:Plan&format=json&page="
    pages = [client.get(f"{address}{page}").get_json()["results"] for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 12, 0]
    assert len({one["iri"] for page in pages for one in page}) == len(NAMES)
    page = client.get("/search?q=plan&lang=en").text
    assert "32 found" in page
    assert "kind=a:Plan" in page
    assert "page=2" in client.get("/search?q=plan&kind=a:Plan").text
    assert "page=1" in client.get("/search?q=plan&kind=a:Plan&page=2").text


def test_labels_are_text(client: FlaskClient) -> None:
    """Markup in labels and in what is asked is shown, not obeyed."""
    page = client.get("/search", query_string={"q": "plan <b>"}).text
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_an_empty_search_is_a_form(client: FlaskClient) -> None:
    """People get the box; programs are told what is missing."""
    assert 'role="search"' in client.get("/search").text
    assert "Nothing was found" in client.get("/search?q=zzz&lang=en").text


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/suggest", 400, "search-missing"),
        ("/suggest?q=%20", 400, "search-missing"),
        ("/search?format=json", 400, "search-missing"),
        (f"/suggest?q={'x' * 201}", 400, "search-long"),
        (f"/search?format=json&q={'x' * 1_000_000}", 400, "search-long"),
        ("/search?format=json&q=x&page=0", 400, "search-page"),
        ("/search?format=json&q=x&page=%C2%B2", 400, "search-page"),
        ("/search?q=x&format=xml", 406, "search-format"),
        ("/suggest?q=x&q=y", 400, "repeated"),
        ("/suggest?q=%ED%A0%80", 400, "not-utf-8"),
    ],
)
def test_errors_say_what_to_do(client: FlaskClient, address: str, status: int, kind: str) -> None:
    """Each is a problem with a type of its own."""
    response = client.get(address, headers={"Accept": "application/problem+json"})
    problem = response.get_json(force=True)
    assert (response.status_code, problem["type"].split("/")[-1]) == (status, kind)


@pytest.mark.parametrize("asked", ['" OR 1=1 --', "a* NEAR(b)", "\x00\x07", "^.*$", "%", "\u202e"])
def test_nothing_that_is_asked_is_a_command(client: FlaskClient, asked: str) -> None:
    """Signs of query languages are letters or nothing."""
    response = client.get("/suggest", query_string={"q": asked})
    assert response.status_code == 200
    assert response.get_json()["suggestions"] == []


def test_a_limit_is_met(tmp_path: Path) -> None:
    """Where no index can be built, it is said, and that asking again may help."""

    class Busy(MemoryEngine):
        def answer(self, question: Question) -> Answer:
            raise BusyError(3)

    response = create_app(Busy(b""), tmp_path, []).test_client().get("/suggest?q=x")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
