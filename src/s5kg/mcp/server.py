"""The tools, registered with the official SDK of the Model Context Protocol.

No other module imports the SDK.
"""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from s5kg import __version__
from s5kg.engine import LimitError
from s5kg.mcp import CallError, Language
from s5kg.mcp.describing import Description, describe
from s5kg.mcp.evidence import Evidence, evidence
from s5kg.mcp.examples import Examples, examples
from s5kg.mcp.finding import Findings, search
from s5kg.mcp.guide import Guide, guide
from s5kg.mcp.holdings import Holdings
from s5kg.mcp.limits import MOST_ROWS, ROWS
from s5kg.mcp.querying import QueryAnswer, run_query
from s5kg.mcp.schema import Schema, schema
from s5kg.mcp.texts import LANGUAGES, say, say_limit
from s5kg.mcp.vocabulary import Vocabularies
from s5kg.namespaces import BASE

_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def _both(name: str) -> str:
    """Return a text in both languages: a client shows what a tool is before anybody chooses one."""
    return " / ".join(say(name, language) for language in LANGUAGES)


def _parameter(name: str) -> Any:
    return Field(description=_both(f"parameter.{name}"))


Chosen = Annotated[Language, _parameter("language")]
Text = Annotated[str, _parameter("text")]
Kind = Annotated[str | None, _parameter("kind")]
Class = Annotated[str | None, _parameter("class")]
Thing = Annotated[str, _parameter("thing")]
About = Annotated[str | None, _parameter("about")]
Sparql = Annotated[str, _parameter("sparql")]
Limit = Annotated[int, Field(description=_both("parameter.limit"), ge=1, le=MOST_ROWS)]


def create_server(holdings: Holdings) -> MCPServer[Any]:
    """Return a server whose tools read `holdings`."""
    vocabularies = Vocabularies(holdings.own)
    with _untouched_logging():
        server: MCPServer[Any] = MCPServer(
            "s5kg",
            title="s5kg",
            version=__version__,
            instructions=_both("server.instructions"),
            website_url=BASE,
            subscriptions=False,
        )
    _add_lookups(server, holdings, vocabularies)
    _add_queries(server, holdings, vocabularies)
    _add_guides(server, holdings, vocabularies)
    return server


def _add_lookups(server: MCPServer[Any], holdings: Holdings, known: Vocabularies) -> None:
    @_tool(server, "search")
    def _search(
        text: Text, language: Chosen = "en", kind: Kind = None
    ) -> Annotated[CallToolResult, Findings]:
        return _given(partial(search, holdings, known, text, language, kind), language)

    @_tool(server, "describe")
    def _describe(thing: Thing, language: Chosen = "en") -> Annotated[CallToolResult, Description]:
        return _given(partial(describe, holdings, thing, language), language)

    @_tool(server, "evidence")
    def _evidence(thing: Thing, language: Chosen = "en") -> Annotated[CallToolResult, Evidence]:
        return _given(partial(evidence, holdings, thing, language), language)


def _add_queries(server: MCPServer[Any], holdings: Holdings, known: Vocabularies) -> None:
    @_tool(server, "schema")
    def _schema(kind: Class = None, language: Chosen = "en") -> Annotated[CallToolResult, Schema]:
        return _given(partial(schema, holdings, known, kind, language), language)

    @_tool(server, "examples")
    def _examples(
        about: About = None, language: Chosen = "en"
    ) -> Annotated[CallToolResult, Examples]:
        return _given(partial(examples, holdings, about, language), language)

    @_tool(server, "query")
    def _query(
        sparql: Sparql, limit: Limit = ROWS, language: Chosen = "en"
    ) -> Annotated[CallToolResult, QueryAnswer]:
        return _given(partial(run_query, holdings, known, sparql, limit, language), language)


def _add_guides(server: MCPServer[Any], holdings: Holdings, known: Vocabularies) -> None:
    @_tool(server, "guide")
    def _guide(language: Chosen = "en") -> Annotated[CallToolResult, Guide]:
        return _given(partial(guide, holdings, known, language), language)

    def add(language: Language) -> None:
        @server.resource(
            f"s5kg://guide/{language}",
            name=f"guide-{language}",
            title=say("server.guide", language),
            mime_type="text/markdown",
        )
        def _resource() -> str:
            return guide(holdings, known, language).text

    add("en")
    add("ja")


def _tool(server: MCPServer[Any], name: str) -> Callable[[Any], Any]:
    return server.tool(
        name=name,
        title=_both(f"tool.{name}-title"),
        description=_both(f"tool.{name}"),
        annotations=_READS,
    )


def _given(answer: Callable[[], Any], language: Language) -> CallToolResult:
    """Return what a tool gives, as data and as JSON in text, there without what is empty.

    Raises ToolError, which the caller reads, for a call that is not answered.
    """
    try:
        data = asdict(answer())
    except CallError as error:
        raise ToolError(str(error)) from error
    except LimitError as error:
        raise ToolError(say_limit(error, language)) from error
    text = json.dumps(_filled(data), ensure_ascii=False, separators=(",", ":"))
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=data)


def _filled(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _filled(value) for name, value in data.items() if value not in ("", [])}
    return [_filled(one) for one in data] if isinstance(data, list) else data


@contextmanager
def _untouched_logging() -> Iterator[None]:
    """Leave the root logger as it is: the SDK gives it a handler and a level of its own."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
