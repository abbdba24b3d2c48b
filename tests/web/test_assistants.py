"""`/mcp`: the tools over HTTP, through the SDK's client, with the limits of the service."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from flask import Flask
from flask.testing import FlaskClient
from mcp import Client
from mcp_types import TextContent
from werkzeug.test import TestResponse

from s5kg.engine.memory import MemoryEngine
from s5kg.queries import Query
from s5kg.web import assistants, create_app
from s5kg.web.operation import Operation
from s5kg.web.querylog import QueryLog
from tests.markup import read_markup
from tests.serving import serving

JSON = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
QUERY = "SELECT ?o { <https://w3id.org/s5kg/id/ostp> skos:prefLabel ?o } ORDER BY ?o"


def message(tool: str, **arguments: object) -> dict[str, Any]:
    """Return the message that calls a tool, as a client of the handshake's protocol sends it."""
    params = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


def post(client: FlaskClient, body: object, **headers: str) -> TestResponse:
    """Post a message."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/mcp", data=data, headers={**JSON, **headers})


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """Host and port of a real server."""
    with serving(app) as found:
        yield found


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_client_of_the_sdk_is_served(address: str, mode: str) -> None:
    """Over a real address, in today's protocol and that of the handshake: tools, an answer."""

    async def ask() -> tuple[int, str]:
        async with Client(f"http://{address}/mcp", mode=mode) as client:
            tools = await client.list_tools()
            answer = await client.call_tool("query", {"sparql": QUERY})
            content = answer.content[0]
            assert isinstance(content, TextContent)
            return len(tools.tools), content.text

    count, text = anyio.run(ask)
    assert count == 7
    assert "Office of Science and Technology Policy" in text


def test_no_session_is_begun_and_nothing_is_kept(client: FlaskClient) -> None:
    """An answer is JSON for this request alone, with the headers of every other answer."""
    answer = post(client, message("search", text="OSTP"))
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in answer.headers
    assert "Mcp-Session-Id" not in answer.headers
    assert answer.get_json()["result"]["isError"] is False


def test_a_notification_is_taken(client: FlaskClient) -> None:
    """It has no answer."""
    answer = post(client, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert answer.status_code == 202
    assert answer.data == b""


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"{", b"[]", b"null", b"[" * 10_000, b"\xff", b'{"jsonrpc": "2.0"}', b"1" * 5000],
)
def test_what_is_no_message_is_an_error(body: bytes, client: FlaskClient) -> None:
    """The protocol's own error, and never a failure of the server."""
    answer = post(client, body)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] < 0


def test_there_is_no_stream(client: FlaskClient) -> None:
    """GET for a stream and DELETE of a session are 405 with what is allowed."""
    for answer in (
        client.get("/mcp", headers={"Accept": "text/event-stream"}),
        client.delete("/mcp"),
    ):
        assert answer.status_code == 405
        assert answer.mimetype == "application/problem+json"
        assert "POST" in answer.headers["Allow"]


def test_another_form_or_size_is_a_problem(client: FlaskClient) -> None:
    """A form as scripts of other sites could send it is 415, a body without end 413."""
    for given in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = post(client, b"{}", **{"Content-Type": given})
        assert answer.status_code == 415
        assert answer.mimetype == "application/problem+json"
    assert post(client, b"x" * 2_000_000).status_code == 413
    assert post(client, b"x", **{"Content-Encoding": "gzip"}).status_code == 415


@pytest.mark.parametrize(
    ("origin", "host", "address", "status"),
    [
        ("http://evil.example", "localhost:8000", "127.0.0.1", 403),
        ("http://evil.example:8000", "evil.example:8000", "127.0.0.1", 403),  # rebinding
        ("null", "localhost:8000", "127.0.0.1", 403),
        ("http://[", "localhost:8000", "127.0.0.1", 403),
        ("http://localhost:8000", "localhost:8000", "127.0.0.1", 200),
        ("http://[::1]:8000", "[::1]:8000", "::1", 200),
        ("https://graph.example", "graph.example", "203.0.113.7", 200),
        ("https://evil.example", "graph.example", "203.0.113.7", 403),
    ],
)
def test_scripts_of_other_sites_are_refused(
    origin: str, host: str, address: str, status: int, client: FlaskClient
) -> None:
    """A browser may post from this site alone, under a name of this machine where it is local."""
    answer = client.post(
        "/mcp",
        json=message("search", text="x"),
        headers={**JSON, "Origin": origin, "Host": host},
        environ_base={"REMOTE_ADDR": address},
    )
    assert answer.status_code == status


def test_no_example_is_shown_that_may_not_be_asked(engine: MemoryEngine, tmp_path: Path) -> None:
    """Those that call services elsewhere are for people: the tool query refuses SERVICE."""
    header = {"summary": "x?", "summary-ja": "x?", "topic": "here", "level": "easy"}
    away = {**header, "topic": "linked", "service": "https://example.org"}
    ours = Query("ours", "examples", Path("ours.rq"), header, "ASK {}")
    theirs = Query("theirs", "federated", Path("theirs.rq"), away, "ASK { SERVICE <a:> {} }")
    client = create_app(engine, tmp_path, [ours, theirs]).test_client()
    for arguments in ({}, {"about": "linked"}, {"about": "theirs"}):
        answer = post(client, message("examples", **arguments)).get_json()["result"]
        assert "theirs" not in json.dumps(answer["structuredContent"]["examples"])
        assert answer["structuredContent"]["topics"] == ["here"]
    assert "theirs" in client.get("/examples").text


def test_queries_are_charged_as_any_other(engine: MemoryEngine, tmp_path: Path) -> None:
    """A client that has used its budget at /mcp gets nothing more there, nor at /sparql."""
    log = tmp_path / "queries.log"
    writing, query = QueryLog(str(log), queries=True), "SELECT ?o { ?s ?p ?o } LIMIT 3"
    operation = Operation(budget=1e-6, burst=1e-6, log=writing, metrics=True)
    client = create_app(engine, tmp_path, [], operation=operation).test_client()
    first = post(client, message("query", sparql=query)).get_json()["result"]
    assert not first["isError"]
    again = query.replace("?o", "?name")
    second = post(client, message("query", sparql=again)).get_json()["result"]
    assert second["isError"]
    assert "used up" in second["content"][0]["text"]
    assert client.get("/sparql", query_string={"query": again}).status_code == 429
    writing.close()
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [line["query"].partition("\n")[0] for line in lines] == [query, again, again]
    assert "s5kg_queries_total" in client.get("/metrics").get_data(as_text=True)


def test_calls_of_tools_are_charged_too(engine: MemoryEngine, tmp_path: Path) -> None:
    """Describing a thing is work of the engine, as its page is."""
    operation = Operation(budget=1e-6, burst=1e-6)
    client = create_app(engine, tmp_path, [], operation=operation).test_client()
    results = [
        post(client, message("describe", thing=f"s5d:{name}")).get_json()["result"]["isError"]
        for name in ("ostp", "hostile", "ostp")
    ]
    assert True in results


def test_without_the_sdk_it_says_what_to_install(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """501 in the form of all problems; the page tells people."""
    monkeypatch.setattr(assistants, "is_installed", lambda: False)
    answer = post(client, message("guide"))
    assert answer.status_code == 501
    assert "s5kg[mcp]" in answer.get_json(force=True)["detail"]
    assert "501" in client.get("/mcp?format=html").get_data(as_text=True)


@pytest.mark.parametrize(("language", "words"), [("en", "Tools for assistants"), ("ja", "ツール")])
def test_people_get_a_page(language: str, words: str, client: FlaskClient) -> None:
    """It has the address, settings to copy, and every tool in the reader's language."""
    answer = client.get("/mcp", headers={"Accept": "text/html", "Accept-Language": language})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert words in text
    assert "http://localhost/mcp" in text
    for tool in assistants.TOOLS:
        assert f'id="{tool}"' in text
    read_markup(text)
