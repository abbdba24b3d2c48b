"""`s5kg serve`."""

from pathlib import Path

import click

from s5kg.cli.building import run_build
from s5kg.cli.console import build_option, err, fail, fail_sources, reading, sources_option
from s5kg.engine.memory import MemoryEngine
from s5kg.locations import Sources
from s5kg.problems import SourceError
from s5kg.queries import read_queries
from s5kg.release import current
from s5kg.web import create_app
from s5kg.web.server import serve as serve_app


@click.command(epilog="Example: HOST=0.0.0.0 PORT=8080 s5kg serve")
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, envvar="PORT"
)
@sources_option
@build_option
def serve(host: str, port: int, sources: Sources, target: Path) -> None:
    """Serve the current build: /sparql, /dumps/ and pages. Builds first where there is none."""
    if current(target) is None:
        run_build(sources, target, quiet=False, as_json=False)
    graph = current(target)
    if graph is None:
        fail(f"there is no build in {target}")
    try:
        examples = read_queries(sources.queries, "examples")
    except SourceError as error:
        fail_sources(error, sources, as_json=False)
    err.print(f"[dim]loading {graph}[/]")
    with reading(graph):
        engine = MemoryEngine.open(graph)
    app = create_app(engine, graph.parent / "dumps", examples)
    try:
        serve_app(app, host, port, ready=err.print)
    except OSError as error:
        fail(str(error))
