"""`s5kg mcp`: the tools over standard input and output, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent

from s5kg.cli import assisting
from s5kg.cli.assisting import holdings_of
from s5kg.engine.client import Service
from s5kg.engine.memory import MemoryEngine
from s5kg.engine.remote import RemoteEngine
from s5kg.locations import Sources
from s5kg.mcp import server
from s5kg.mcp.querying import run_query
from s5kg.mcp.vocabulary import Vocabularies
from s5kg.queries import PAGES, read_queries
from s5kg.web import create_app
from tests.cli.conftest import Run
from tests.serving import serving

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def words(answer: CallToolResult) -> str:
    """Return the text of an answer."""
    content = answer.content[0]
    assert isinstance(content, TextContent)
    return content.text


def test_a_client_starts_it_asks_and_ends_it(built: Path, tmp_path: Path) -> None:
    """A real client in a real session: an answer, a query that is stopped, and another answer."""
    command = [sys.executable, "-m", "s5kg", "mcp", "--deadline", "4", "--build", str(built)]
    settings = StdioServerParameters(
        command=command[0], args=command[1:], cwd=tmp_path, env={"PATH": os.environ["PATH"]}
    )

    async def talk() -> list[CallToolResult]:
        async with Client(stdio_client(settings)) as client:
            return [
                await client.call_tool("search", {"text": "科学技術政策局", "language": "ja"}),
                await client.call_tool("query", {"sparql": RUNAWAY}),
                await client.call_tool("query", {"sparql": "ASK { s5d:org-us-ostp a ?c }"}),
            ]

    found, stopped, asked = anyio.run(talk)
    assert "s5d:org-us-ostp" in words(found)
    assert stopped.is_error
    assert "no answer within 4 s" in words(stopped)
    assert '"text":"true"' in words(asked)


def test_a_client_that_no_longer_reads_ends_it_quietly(built: Path, tmp_path: Path) -> None:
    """Nothing is said and nothing failed: a client may close one pipe before the other."""
    asked = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "x", "version": "1"},
    }
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": asked}
    line = f"{json.dumps(message)}\n".encode()
    command = [sys.executable, "-m", "s5kg", "mcp", "--build", str(built)]
    said = tmp_path / "stderr"
    with (
        said.open("wb") as stderr,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, cwd=tmp_path
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        process.stdin.write(line)
        process.stdin.flush()
        assert b'"result"' in process.stdout.readline()
        process.stdout.close()
        process.stdin.write(line)
        process.stdin.close()
        assert process.wait(60) == 0
    assert said.read_bytes() == b""


def test_any_other_end_is_told(run: Run, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault beside a closed pipe is not passed over."""

    class Broken:
        def run(self, _transport: str) -> None:
            raise ExceptionGroup("both", [BrokenPipeError(), ValueError("a fault")])

    monkeypatch.setattr(server, "create_server", lambda _: Broken())
    found = run("mcp").exception
    assert isinstance(found, ExceptionGroup)
    assert [str(one) for one in found.exceptions] == ["a fault"]


def test_without_the_sdk_it_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line and exit code 1."""
    monkeypatch.setattr(assisting, "is_installed", lambda: False)
    result = run("mcp")
    assert result.exit_code == 1
    assert "pip install 's5kg[mcp]'" in result.stderr


def test_a_remote_service_needs_its_address(run: Run) -> None:
    """The words of the command are off: exit code 2."""
    assert run("mcp", "--engine", "remote").exit_code == 2


def test_answers_of_a_service_name_its_state(
    engine: MemoryEngine, sources: Sources, tmp_path: Path
) -> None:
    """A service of this program says which release it holds, and answers are cited with it."""
    queries = read_queries(sources.queries, PAGES)
    with (
        serving(create_app(engine, tmp_path, [])) as address,
        RemoteEngine(Service(f"http://{address}/sparql")) as remote,
    ):
        holdings = holdings_of(remote, queries, ())
        answer = run_query(holdings, Vocabularies(holdings.own), "ASK { ?s ?p ?o }")
    assert answer.release == engine.release
    assert f"release {engine.release[:16]}" in answer.cite
