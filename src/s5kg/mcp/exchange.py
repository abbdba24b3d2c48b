"""One HTTP request to the tools, answered in the thread that has it.

The SDK's transport is ASGI. It is stateless here and answers with JSON, so each request gets an
event loop of its own for the milliseconds that it lasts: nothing is left behind, and the tools see
the request that they work for.
"""

from dataclasses import dataclass
from typing import Any

import anyio
import httpx2
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

_ADDRESS = "http://localhost/mcp"  # of the request within; nothing asks for it
_HEADERS = ("accept", "content-type", "mcp-method", "mcp-name", "mcp-protocol-version")
# Host and Origin are judged before, in the form of all problems of the service.
_JUDGED = TransportSecuritySettings(enable_dns_rebinding_protection=False)


@dataclass(frozen=True)
class Reply:
    """What is answered: the status, the type of the body, and the body."""

    status: int
    content_type: str
    body: bytes


def exchange(server: MCPServer[Any], headers: list[tuple[str, str]], body: bytes) -> Reply:
    """Return the answer to a message that was posted."""
    return anyio.run(_exchange, server, headers, body)


async def _exchange(server: MCPServer[Any], headers: list[tuple[str, str]], body: bytes) -> Reply:
    app = server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=max(1, len(body)),
        transport_security=_JUDGED,
    )
    passed = [pair for pair in headers if pair[0].lower() in _HEADERS or _is_parameter(pair[0])]
    async with app.router.lifespan_context(app):
        request = httpx2.Request("POST", _ADDRESS, headers=passed, content=body)
        response = await httpx2.ASGITransport(app).handle_async_request(request)
        content = await response.aread()
    return Reply(response.status_code, response.headers.get("Content-Type", ""), content)


def _is_parameter(name: str) -> bool:
    return name.lower().startswith("mcp-param-")
