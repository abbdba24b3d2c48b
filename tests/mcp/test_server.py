"""The server as clients see it: its tools, errors and resources, and what it costs to import."""

import logging
import subprocess
import sys
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.server.mcpserver import MCPServer
from mcp_types import ListToolsResult, TextContent, TextResourceContents

from s5kg.mcp.holdings import Holdings
from s5kg.mcp.server import create_server
from tests.mcp.conftest import Call

TOOLS = ["describe", "evidence", "examples", "guide", "query", "schema", "search"]
CALLS: list[tuple[str, dict[str, object]]] = [
    ("guide", {}),
    ("search", {"text": "Society 5.0"}),
    ("describe", {"thing": "s5d:org-us-ostp"}),
    ("schema", {}),
    ("examples", {}),
    ("query", {"sparql": "ASK { s5d:org-us-ostp org:unitOf ?x }"}),
    ("evidence", {"thing": "s5d:fig-eu-he-budget"}),
]


@pytest.fixture(scope="module", params=["auto", "legacy"])
def listed(request: pytest.FixtureRequest, server: MCPServer[Any]) -> ListToolsResult:
    """The tools as a client of today's protocol and one of the handshake's lists them."""

    async def ask() -> ListToolsResult:
        async with Client(server, mode=request.param) as client:
            return await client.list_tools()

    return anyio.run(ask)


def test_the_tools_say_that_they_read(listed: ListToolsResult) -> None:
    """Each is marked as one that changes nothing and looks at nothing else."""
    assert sorted(tool.name for tool in listed.tools) == TOOLS
    for tool in listed.tools:
        assert tool.annotations
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.open_world_hint is False


def test_the_tools_are_told_in_both_languages(listed: ListToolsResult) -> None:
    """Titles, descriptions and parameters are bilingual and short, answers have a schema."""
    for tool in listed.tools:
        words = [tool.title, tool.description]
        words += [one["description"] for one in tool.input_schema["properties"].values()]
        assert all(word and " / " in word and len(word) < 250 for word in words), tool.name
        assert tool.input_schema["properties"]["language"]["enum"] == ["en", "ja"]
        assert tool.output_schema
        assert tool.output_schema["properties"]


@pytest.mark.parametrize(("tool", "arguments"), CALLS)
def test_answers_are_small_and_name_the_release(
    tool: str, arguments: dict[str, object], call: Call, holdings: Holdings
) -> None:
    """An answer is a few kilobytes, the same as data and as text, and says of which state it is."""
    answer = call(tool, **arguments)
    content, data = answer.content[0], answer.structured_content
    assert not answer.is_error
    assert isinstance(content, TextContent)
    assert data
    assert len(content.text.encode()) < 16_000
    if tool != "examples":
        assert data["release"] == holdings.lookup.release
        assert holdings.lookup.release in content.text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_guide_is_about_a_page(language: str, call: Call) -> None:
    """It is filled in, names every other tool, and fits on a page; it is a resource, too."""
    guide = call("guide", language=language).structured_content
    assert guide
    text = guide["text"]
    assert [tool for tool in TOOLS if tool != "guide" and f"`{tool}`" not in text] == []
    assert "{" not in text
    assert 800 < len(text) < 4000
    assert "1,350" in text
    assert "`s5:OutsideFact`" in text


def test_the_guides_are_resources(server: MCPServer[Any]) -> None:
    """A client may read the guide of each language without calling a tool."""

    async def read() -> list[str]:
        async with Client(server) as client:
            uris = [one.uri for one in (await client.list_resources()).resources]
            found = [(await client.read_resource(uri)).contents[0] for uri in uris]
            return [one.text for one in found if isinstance(one, TextResourceContents)]

    english, japanese = anyio.run(read)
    assert english.startswith("# s5kg: policy documents")
    assert japanese.startswith("# s5kg：政策文書")


@pytest.mark.parametrize(
    ("tool", "arguments", "expected"),
    [
        ("search", {"text": "  "}, "1 to 200 characters"),
        ("search", {"text": "x" * 300}, "1 to 200 characters"),
        ("search", {"text": "x", "kind": "s5:Framework"}, "s5:FrameworkProgramme"),
        ("search", {"text": "x", "language": "de"}, "language"),
        ("search", {}, "text"),
        ("schema", {"kind": "s5:Budgetfigure", "language": "ja"}, "近いもの：s5:BudgetFigure"),
        ("schema", {"kind": "large budgets"}, "nothing of the class large budgets: schema without"),
        ("describe", {"thing": "s5d:ostp"}, "s5d:org-us-ostp"),
        ("describe", {"thing": "x" * 10_000}, "no id and no IRI"),
        ("describe", {"thing": "nope:x"}, "prefix nope: is unknown"),
        ("describe", {"thing": "https://x.org/> . ?s ?p ?o . <"}, "no id and no IRI"),
        ("evidence", {"thing": "org-us-ostpp", "language": "ja"}, "グラフにありません"),
        ("query", {"sparql": "ASK {}", "limit": 0}, "limit"),
        ("query", {"sparql": "ASK {}", "limit": 10**9}, "limit"),
    ],
)  # fmt: skip
def test_a_wrong_call_says_what_to_do(
    tool: str, arguments: dict[str, object], expected: str, call: Call
) -> None:
    """Bad arguments are errors that an assistant can act on, in its language."""
    answer = call(tool, **arguments)
    assert answer.is_error
    assert isinstance(answer.content[0], TextContent)
    assert expected in answer.content[0].text
    assert len(answer.content[0].text) < 1500


def test_the_root_logger_is_left_alone(holdings: Holdings) -> None:
    """The SDK's class would give it a handler and a level."""
    root = logging.getLogger()
    before = list(root.handlers), root.level
    create_server(holdings)
    assert (list(root.handlers), root.level) == before


def test_the_sdk_is_imported_only_where_it_is_used() -> None:
    """Neither the service, the API, the workers nor the command line load it."""
    words = (
        "import sys, s5kg, s5kg.web, s5kg.engine.worker; early = set(sys.modules); "
        "import s5kg.cli; print('rapidfuzz' in early, "
        "[m for m in ('mcp', 'pydantic', 'starlette') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False []"
