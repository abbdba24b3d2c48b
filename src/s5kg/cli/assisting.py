"""`s5kg mcp`."""

from pathlib import Path
from typing import Any

import click

from s5kg.cli.building import run_build
from s5kg.cli.console import Number, build_option, fail, fail_sources, sources_option
from s5kg.cli.engines import engine_options, opened
from s5kg.engine import Engine
from s5kg.engine.nursery import StartError
from s5kg.engine.pool import Settings
from s5kg.locations import Sources
from s5kg.lookup import Lookup
from s5kg.mcp import MISSING, is_installed
from s5kg.mcp.holdings import Holdings
from s5kg.mcp.limits import SECONDS
from s5kg.problems import SourceError
from s5kg.queries import PAGES, Query, read_queries
from s5kg.release import current
from s5kg.search.keeping import IndexKeeper


@click.command(epilog='Example, for the settings of a client: "command": "s5kg", "args": ["mcp"]')
@click.option(
    "--deadline",
    type=Number(0, 86400, min_open=True),
    default=SECONDS,
    show_default=True,
    envvar="S5KG_DEADLINE",
    help="Seconds after which a query is stopped.",
)
@engine_options
@sources_option
@build_option
def mcp(deadline: float, sources: Sources, target: Path, chosen: dict[str, Any]) -> None:
    """Give an assistant the tools of the graph, on standard input and output.

    The client starts it (Model Context Protocol). Builds first where there is no build.
    """
    if not is_installed():
        fail(MISSING)
    if chosen["engine"] != "remote" and current(target) is None:
        run_build(sources, target, quiet=True, as_json=False)
    try:
        examples = tuple(read_queries(sources.queries, "examples"))
        queries = read_queries(sources.queries, PAGES)
    except SourceError as error:
        fail_sources(error, sources, as_json=False)
    graph = current(target) or target / "graph.nq"
    try:
        # One assistant asks one question at a time; the second worker is for the names.
        with opened(graph, Settings(2, deadline), None, False, **chosen) as engine:
            _serve(engine, queries, examples)
    except (OSError, StartError) as error:
        fail(str(error))
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _serve(engine: Engine, queries: list[Query], examples: tuple[Query, ...]) -> None:
    """Answer until the client closes standard input, or no longer reads what is written."""
    from anyio import BrokenResourceError, ClosedResourceError

    from s5kg.mcp.server import create_server

    server = create_server(holdings_of(engine, queries, examples))
    try:
        server.run("stdio")
    except* (BrokenPipeError, BrokenResourceError, ClosedResourceError):
        pass


def holdings_of(engine: Engine, queries: list[Query], examples: tuple[Query, ...]) -> Holdings:
    """Return what the tools read of an engine; of a service, the state is what it says itself."""
    lookup = Lookup(engine.answer, queries, lambda: engine.release or getattr(engine, "stated", ""))
    return Holdings(engine.answer, lookup, lookup, IndexKeeper(lookup), examples)
