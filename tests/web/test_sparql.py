import json
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from s5kg.engine import QuerySyntaxError, Question
from s5kg.engine.memory import MemoryEngine
from s5kg.formats import FORMATS

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SELECT = "SELECT ?staff WHERE { s5d:ostp s5:staff ?staff }"
ASK = "ASK { ?s s5:staff 45 }"
CONSTRUCT = "CONSTRUCT { ?s s5:staff ?n } WHERE { ?s s5:staff ?n }"
GRAPH_ONE, GRAPH_TWO = (f"https://w3id.org/s5kg/graph/{name}" for name in ("one", "two"))
DIRECT, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
PROBLEM = "application/problem+json"
RESULTS = "application/sparql-results+json"


def at(**parameters: Any) -> str:
    """Return the address of a query."""
    names = {name.replace("_", "-"): value for name, value in parameters.items()}
    return f"/sparql?{urlencode(names, doseq=True)}"


def get(query: str, accept: str = "*/*", **parameters: Any) -> dict[str, Any]:
    """Return a GET request for a query."""
    return {"path": at(query=query, **parameters), "headers": {"Accept": accept}}


def post(body: str | bytes, media_type: str | None, path: str = "/sparql") -> dict[str, Any]:
    """Return a POST request with a body."""
    request: dict[str, Any] = {"method": "POST", "path": path, "data": body}
    return {**request, "content_type": media_type} if media_type else request


def query_(body: str, media_type: str) -> dict[str, Any]:
    """Return a request of the method QUERY."""
    return {**post(body, media_type), "method": "QUERY"}


def form(**fields: Any) -> dict[str, Any]:
    """Return a POST request of a form."""
    names = {name.replace("_", "-"): value for name, value in fields.items()}
    return post(urlencode(names, doseq=True), FORM)


CONTRACT: list[tuple[dict[str, Any], int, str, str]] = [
    # what a query's answer is written in
    (get(SELECT), 200, RESULTS, '"45"'),
    (get(SELECT, "application/json"), 200, RESULTS, '"45"'),
    (get(SELECT, "application/sparql-results+xml"), 200, "application/sparql-results+xml", "45"),
    (get(SELECT, "application/xml"), 200, "application/sparql-results+xml", "45"),
    (get(SELECT, "text/csv"), 200, "text/csv; charset=utf-8", "staff\r\n45"),
    (get(SELECT, "text/tab-separated-values"), 200, "text/tab-separated-values; ", "?staff\n45"),
    (get(SELECT, "text/csv;q=0.1, application/xml;q=0.2"), 200, "application/sparql-re", "45"),
    (get(SELECT, "text/turtle, text/csv;q=0.5"), 200, "text/csv", "45"),
    (get(ASK), 200, RESULTS, '"boolean":true'),
    (get(CONSTRUCT), 200, "text/turtle; charset=utf-8", "s5d:ostp s5:staff 45"),
    (get(CONSTRUCT, "application/n-triples"), 200, "application/n-triples", "ns#staff> "),
    (get(CONSTRUCT, "application/rdf+xml"), 200, "application/rdf+xml", "rdf:RDF"),
    (get(CONSTRUCT, "application/ld+json"), 200, "application/ld+json", '"@'),
    (get(CONSTRUCT, "text/csv, text/turtle;q=0.5"), 200, "text/turtle", "s5:staff"),
    (get("DESCRIBE s5d:ostp"), 200, "text/turtle", "科学技術政策局"),
    (get(SELECT, BROWSER), 200, "text/html; charset=utf-8", "<table"),
    # ?format= beats Accept
    (get(SELECT, BROWSER, format="csv"), 200, "text/csv", "45"),
    (get(SELECT, "image/png", format="tsv"), 200, "text/tab-separated-values", "45"),
    (get(SELECT, "text/csv", format="html"), 200, "text/html", "<table"),
    (get(SELECT, "text/csv", format="json"), 200, RESULTS, "45"),
    (get(SELECT, "text/csv", format="xml"), 200, "application/sparql-results+xml", "45"),
    (get(CONSTRUCT, "text/csv", format="json"), 200, "application/ld+json", "45"),
    (get(CONSTRUCT, "*/*", format="xml"), 200, "application/rdf+xml", "45"),
    (get(CONSTRUCT, "*/*", format="turtle"), 200, "text/turtle", "45"),
    (get(CONSTRUCT, "*/*", format="ntriples"), 200, "application/n-triples", "45"),
    (get(CONSTRUCT, "*/*", format="html"), 200, "text/html", "s5:staff"),
    (get(SELECT, "*/*", format="yaml"), 400, PROBLEM, "turtle, ntriples, rdfxml, jsonld, html"),
    # what is not offered
    (get(SELECT, "image/png"), 406, PROBLEM, "application/sparql-results+json"),
    (get(SELECT, "text/turtle"), 406, PROBLEM, "text/csv"),
    (get(CONSTRUCT, "text/csv"), 406, PROBLEM, "text/turtle"),
    (get(CONSTRUCT, "*/*", format="csv"), 406, PROBLEM, "turtle, ntriples"),
    (get(SELECT, "*/*", format="turtle"), 406, PROBLEM, "json, xml, csv, tsv"),
    (get(SELECT, BROWSER, format="turtle"), 406, "text/html", "json, xml, csv, tsv"),
    # the other ways to ask
    (form(query=SELECT), 200, RESULTS, "45"),
    (form(query=SELECT, format="csv"), 200, "text/csv", "45"),
    (form(query="SELECT ('%41+%2B' AS ?x) {}"), 200, RESULTS, '"%41+%2B"'),
    (post(SELECT, DIRECT), 200, RESULTS, "45"),
    (post(SELECT, f"{DIRECT}; charset=UTF-8"), 200, RESULTS, "45"),
    (post("SELECT ('日本' AS ?x) {}", DIRECT), 200, RESULTS, "日本"),
    (post(SELECT, DIRECT, "/sparql?format=tsv"), 200, "text/tab-separated-values", "45"),
    ({"method": "HEAD", **get(SELECT)}, 200, RESULTS, ""),
    ({"method": "OPTIONS", "path": "/sparql"}, 204, "", ""),
    # HTTP QUERY
    (query_(SELECT, DIRECT), 200, RESULTS, "45"),
    (query_(urlencode({"query": SELECT}), FORM), 200, RESULTS, "45"),
    (query_(SELECT, "text/plain"), 415, PROBLEM, "text/plain"),
    (query_("", DIRECT), 400, PROBLEM, "Send a query"),
    (query_("ASK {", DIRECT), 400, PROBLEM, '"line": 1'),
    ({**post(SELECT, DIRECT), "headers": {"Content-Encoding": "gzip"}}, 415, PROBLEM, "gzip"),
    ({"method": "PROPFIND", "path": "/sparql"}, 501, PROBLEM, "PROPFIND"),
    # without a query: the service
    ({"path": "/sparql", "headers": {"Accept": "*/*"}}, 200, "text/turtle", "sd:Service"),
    ({"path": "/sparql", "headers": {"Accept": "image/png"}}, 406, PROBLEM, "Send a query"),
    ({"method": "HEAD", "path": "/sparql"}, 200, "text/turtle", ""),
    # the dataset
    (get("ASK FROM <a:none> { ?s ?p ?o }"), 200, RESULTS, "false"),
    (get(ASK, default_graph_uri=GRAPH_ONE), 200, RESULTS, "true"),
    (get(ASK, default_graph_uri=GRAPH_TWO), 200, RESULTS, "false"),
    (get(ASK, default_graph_uri=[GRAPH_ONE, GRAPH_TWO]), 200, RESULTS, "true"),
    (get(ASK, default_graph_uri=""), 200, RESULTS, "true"),
    (get("ASK { GRAPH ?g { ?s s5:staff 45 } }", named_graph_uri=GRAPH_TWO), 200, RESULTS, "false"),
    (get("ASK { GRAPH ?g { ?s s5:staff 45 } }", named_graph_uri=GRAPH_ONE), 200, RESULTS, "true"),
    (form(query=ASK, default_graph_uri=GRAPH_TWO), 200, RESULTS, "false"),
    (post(ASK, DIRECT, at(default_graph_uri=GRAPH_TWO)), 200, RESULTS, "false"),
    (get(ASK, default_graph_uri="no iri"), 400, PROBLEM, "default-graph-uri is 'no iri'"),
    # what is no query
    (get("", "*/*"), 400, PROBLEM, "Send a query"),
    ({"path": "/sparql", "headers": {"Accept": BROWSER}}, 200, "text/html", "<textarea"),
    (get("  "), 400, PROBLEM, "Send a query"),
    (get(" ", BROWSER), 400, "text/html", "Send a query"),
    (form(x="y"), 400, PROBLEM, "Send a query"),
    (post("", DIRECT), 400, PROBLEM, "Send a query"),
    ({"path": at(query=[SELECT, ASK])}, 400, PROBLEM, "Give query once"),
    (post(SELECT, DIRECT, at(query=ASK)), 400, PROBLEM, "Give query once"),
    (get(SELECT, format=["csv", "tsv"]), 400, PROBLEM, "Give format once"),
    (get("SELECT * WHERE {"), 400, PROBLEM, '"line": 1'),
    (get("SELECT *\nWHERE { ?s foo:bar ?o }"), 400, PROBLEM, '"column": 12'),
    (get("SELECT * WHERE {", "*/*", format="html"), 400, "text/html", "<mark>"),
    (get("SELECT (<rel> AS ?x) {}"), 200, RESULTS, "http://localhost/rel"),
    (get("SELECT (<no function>() AS ?x) {}"), 400, PROBLEM, "not valid SPARQL"),
    (get("SELECT (s5:nothing(1) AS ?x) {}"), 422, PROBLEM, "no function <https://"),
    (get("SELECT (s5:nothing(1) AS ?x) {}", BROWSER), 422, "text/html", "no function"),
    (get("SELECT * { ?日本 s5:staff }", BROWSER), 400, "text/html", "?日本 s5:staff "),
    ({"path": "/sparql?query=%FF"}, 400, PROBLEM, "UTF-8"),
    ({"path": "/sparql?%FF=1"}, 400, PROBLEM, "UTF-8"),
    (post(b"ASK { ?s ?p '\xff' }", DIRECT), 400, PROBLEM, "UTF-8"),
    (post(SELECT, f"{DIRECT}; charset=utf-16"), 415, PROBLEM, "in UTF-8"),
    (post(SELECT, "text/plain"), 415, PROBLEM, "text/plain"),
    (post(SELECT, None), 415, PROBLEM, "application/sparql-query"),
    (post(f"{SELECT}#{'x' * 2**20}", DIRECT), 413, PROBLEM, "1,048,576 bytes"),
    # what is refused
    (form(update="DROP ALL"), 400, PROBLEM, "read-only"),
    ({"path": at(update="DROP ALL")}, 400, PROBLEM, "read-only"),
    (post("DROP ALL", "application/sparql-update"), 415, PROBLEM, "read-only"),
    (get("DROP ALL"), 400, PROBLEM, "not valid SPARQL"),
    (get("SELECT * { SERVICE <http://127.0.0.1/> {} }"), 403, PROBLEM, "SERVICE"),
    ({"method": "PUT", "path": "/sparql"}, 405, PROBLEM, "GET, HEAD, OPTIONS, POST, QUERY"),
    ({"method": "DELETE", "path": "/sparql"}, 405, PROBLEM, "DELETE"),
    ({"path": "/nothing"}, 404, PROBLEM, "/nothing"),
    ({"path": "/nothing", "headers": {"Accept": BROWSER}}, 404, "text/html", "/nothing"),
]


@pytest.mark.parametrize(("request_", "status", "media_type", "part"), CONTRACT)
def test_contract(
    client: FlaskClient, request_: dict[str, Any], status: int, media_type: str, part: str
) -> None:
    """Each request gets its status, its type and a body that says what it should."""
    response = client.open(**request_)
    assert response.status_code == status
    assert (response.content_type or "").startswith(media_type)
    assert part in response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response.vary
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Traceback" not in response.text


@pytest.mark.parametrize(("request_", "status", "media_type", "part"), CONTRACT)
def test_problems_are_whole(
    client: FlaskClient, request_: dict[str, Any], status: int, media_type: str, part: str
) -> None:
    """Problem details have the members of RFC 9457, and the status that was sent."""
    if media_type == PROBLEM:
        problem = json.loads(client.open(**request_).data)
        assert {"type", "title", "status", "detail"} <= problem.keys()
        assert problem["status"] == status
        assert problem["type"].startswith("https://w3id.org/s5kg/problem/")


def test_a_bad_query_is_placed(client: FlaskClient) -> None:
    """Programs get line, column and hint as members of their own."""
    problem = client.get(at(query="SELECT *\nWHERE { ?s foo:bar ?o }")).get_json(force=True)
    assert (problem["line"], problem["column"]) == (2, 12)
    assert "known prefixes" in problem["hint"]


@pytest.mark.parametrize(
    ("asked", "status", "media_type"),
    [
        ("format=tsv&format=text/tab-separated-values", 200, "text/tab-separated-values"),
        ("format=application/sparql-results%2Bxml", 200, "application/sparql-results+xml"),
        ("format=nonsense,TEXT/CSV", 200, "text/csv"),
        ("format=json&format=json", 200, "application/sparql-results+json"),
        ("format=json&format=csv", 400, "application/problem+json"),
        ("format=json&format=nonsense", 400, "application/problem+json"),
        ("format=n3", 406, "application/problem+json"),
        ("format=", 200, "application/sparql-results+json"),
    ],
)
def test_a_format_is_named_as_clients_name_it(
    client: FlaskClient, asked: str, status: int, media_type: str
) -> None:
    """By name or media type, also twice, but not two of them; N3 is of graphs."""
    response = client.get(f"{at(query=SELECT)}&{asked}")
    assert (response.status_code, response.mimetype) == (status, media_type)


def test_a_format_that_is_not_offered_lists_the_others(client: FlaskClient) -> None:
    """A 406 names every type that would have been accepted, as a list for programs."""
    problem = client.get(at(query=SELECT), headers={"Accept": "a/b"}).get_json(force=True)
    assert {"text/csv", "text/turtle", "text/html"} <= set(problem["offered"])


def test_problems_speak_japanese(client: FlaskClient) -> None:
    """Title and detail come in the language that the asker reads."""
    response = client.get("/sparql?query=", headers={"Accept-Language": "ja"})
    assert response.get_json(force=True)["title"] == "クエリがありません"
    assert response.headers["Content-Language"] == "ja"
    assert "Accept-Language" in response.vary


def test_a_method_that_is_not_allowed_says_which_are(client: FlaskClient) -> None:
    """A 405 has the Allow header that RFC 9110 asks for."""
    assert client.put("/sparql").headers["Allow"] == "GET, HEAD, OPTIONS, POST, QUERY"


def test_preflight(client: FlaskClient) -> None:
    """A script of any site may post a query."""
    headers = client.options("/sparql").headers
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in headers["Access-Control-Allow-Headers"]


def test_head_is_get_without_the_body(client: FlaskClient) -> None:
    """HEAD sends the headers of GET and nothing else."""
    got, head = client.get(at(query=SELECT)), client.head(at(query=SELECT))
    assert head.data == b""
    timeless = [[h for h in answer.headers if h[0] != "Server-Timing"] for answer in (got, head)]
    assert timeless[0] == timeless[1]


def tag(response: TestResponse) -> str:
    """Return the ETag, which must be there."""
    return response.headers["ETag"]


@pytest.mark.parametrize("accept", ["text/csv", RESULTS, BROWSER])
def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient, accept: str) -> None:
    """A client that has the answer gets 304, with the same headers for its cache."""
    first = client.get(at(query=SELECT), headers={"Accept": accept})
    again = client.get(
        at(query=SELECT), headers={"Accept": accept, "If-None-Match": f'"x", {tag(first)}'}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert tag(again) == tag(first)
    assert again.headers["Cache-Control"] == "public, no-cache"
    assert "Accept" in again.vary


def test_tags_tell_answers_apart(client: FlaskClient) -> None:
    """Another query, format or dataset is another answer."""
    addresses = [
        at(query=SELECT),
        at(query=f"{SELECT} "),
        at(query=SELECT, format="csv"),
        at(query=SELECT, default_graph_uri=GRAPH_ONE),
        at(query=SELECT, named_graph_uri=GRAPH_ONE),
    ]
    assert len({tag(client.get(address)) for address in addresses}) == len(addresses)


@pytest.mark.parametrize("call", ["NOW()", "RAND ()", "UUID()", "STRUUID()"])
def test_changing_answers_are_not_kept(client: FlaskClient, call: str) -> None:
    """What differs each time has no ETag, so no cache repeats it."""
    for accept in ("*/*", BROWSER):
        response = client.get(at(query=f"SELECT ({call} AS ?x) {{}}"), headers={"Accept": accept})
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"


def test_any_tag_does_not_hide_an_error(client: FlaskClient) -> None:
    """`If-None-Match: *` is no proof that a query was ever answered."""
    response = client.get(at(query="nonsense"), headers={"If-None-Match": "*"})
    assert response.status_code == 400


def test_an_answer_names_the_state_of_the_graph(client: FlaskClient, engine: MemoryEngine) -> None:
    """So that whoever draws a picture of it can say of what."""
    for response in (
        client.get("/sparql", query_string={"query": "ASK {}", "format": "json"}),
        client.post("/sparql", data={"query": "ASK {}", "format": "json"}),
    ):
        assert response.headers["S5kg-Release"] == engine.release


def test_posted_answers_are_not_kept(client: FlaskClient) -> None:
    """The answer to a POST belongs to that request alone."""
    response = client.post("/sparql", data={"query": SELECT})
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_answers_to_query_are_kept(client: FlaskClient) -> None:
    """QUERY is safe: its answers have a tag, as those of GET, and the address says it takes it."""
    first = client.open(**query_(SELECT, DIRECT))
    again = client.open(**query_(SELECT, DIRECT), headers={"If-None-Match": tag(first)})
    assert again.status_code == 304
    assert DIRECT in client.get("/sparql").headers["Accept-Query"]
    assert "QUERY" in client.options("/sparql").headers["Access-Control-Allow-Methods"]


def test_times_are_told(client: FlaskClient) -> None:
    """In milliseconds: the engine's and all of them, or that the answer was there."""
    path = at(query=f"{SELECT} # for the time")
    first, again = (client.get(path).headers["Server-Timing"] for _ in range(2))
    assert first.startswith("engine;dur=")
    assert "total;dur=" in first
    assert again.startswith("cache;desc=hit")


KINDS = ["ASK {", "ASK { ?s } ", "SELEC *", "#", "ASK { ?s no:p 1 }", "ASK { FILTER(s5:no(1)) }"]


@pytest.mark.parametrize("text", KINDS)
def test_syntax_errors_are_told_in_both_languages(client: FlaskClient, text: str) -> None:
    """The English is the engine's own; the Japanese has no English sentence in it."""
    english = client.get(at(query=text, lang="en")).get_json(force=True)
    japanese = client.get(at(query=text, lang="ja")).get_json(force=True)
    assert english["status"] == japanese["status"] in (400, 422)
    with pytest.raises(QuerySyntaxError) as caught:
        MemoryEngine(b"").answer(Question(text, {form.family: form for form in FORMATS}))
    assert caught.value.message in english["detail"]
    assert caught.value.hint == english.get("hint", "")
    for word in ("unexpected", "the query", "unknown", "there is", "expected here", "begins"):
        assert word not in japanese["detail"] + japanese.get("hint", "")


@pytest.mark.parametrize(("language", "words"), [("en", "brackets"), ("ja", "括弧")])
def test_a_query_that_is_too_deep_is_the_asker_s_fault(
    client: FlaskClient, language: str, words: str
) -> None:
    """Status 400 with line, column and hint, in the reader's language."""
    headers = {"Accept-Language": language, "Accept": "application/sparql-results+json"}
    answer = client.post(
        "/sparql", data={"query": "ASK\n" + "{" * 30_000 + "}" * 30_000}, headers=headers
    )
    assert answer.status_code == 400
    assert answer.get_json()["line"] == 2
    assert words in answer.get_json()["detail"]
    assert answer.get_json()["hint"]
