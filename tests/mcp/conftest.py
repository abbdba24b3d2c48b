"""The tools over the real graph, and a way to call them as a client does."""

from collections.abc import Callable
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult

from s5kg.engine.memory import MemoryEngine
from s5kg.locations import Sources
from s5kg.lookup import Lookup
from s5kg.mcp.holdings import Holdings
from s5kg.mcp.server import create_server
from s5kg.mcp.vocabulary import Vocabularies
from s5kg.queries import PAGES, read_queries
from s5kg.search.keeping import IndexKeeper

Call = Callable[..., CallToolResult]


def holdings_of(engine: MemoryEngine, sources: Sources) -> Holdings:
    """Return what the tools read of an engine."""
    lookup = Lookup(engine.answer, read_queries(sources.queries, PAGES), lambda: engine.release)
    examples = tuple(read_queries(sources.queries, "examples"))
    return Holdings(engine.answer, lookup, lookup, IndexKeeper(lookup), examples)


@pytest.fixture(scope="session")
def holdings(engine: MemoryEngine, sources: Sources) -> Holdings:
    """What the tools read of the real graph."""
    return holdings_of(engine, sources)


@pytest.fixture(scope="session")
def vocabularies(holdings: Holdings) -> Vocabularies:
    """The vocabulary of the real graph."""
    return Vocabularies(holdings.own)


@pytest.fixture(scope="session")
def server(holdings: Holdings) -> MCPServer[Any]:
    """The server over the real graph."""
    return create_server(holdings)


@pytest.fixture(scope="session")
def call(server: MCPServer[Any]) -> Call:
    """Call a tool through the SDK's client, in memory."""

    def answer(tool: str, **arguments: object) -> CallToolResult:
        async def ask() -> CallToolResult:
            async with Client(server) as client:
                return await client.call_tool(tool, arguments)

        return anyio.run(ask)

    return answer
