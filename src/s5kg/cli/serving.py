"""`s5kg serve`."""

from pathlib import Path
from typing import Any

import click

from s5kg.cli.building import run_build
from s5kg.cli.console import build_option, err, fail, fail_sources, reading, sources_option
from s5kg.cli.operating import operating, operation_options
from s5kg.engine.nursery import StartError
from s5kg.engine.pool import MIB, PoolEngine, Settings
from s5kg.locations import Sources
from s5kg.problems import SourceError
from s5kg.queries import read_queries
from s5kg.release import current
from s5kg.web import create_app
from s5kg.web.server import THREADS
from s5kg.web.server import serve as serve_app

_DEFAULT = Settings()


@click.command(epilog="Example: HOST=0.0.0.0 PORT=8080 s5kg serve")
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, envvar="PORT"
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=_DEFAULT.workers,
    show_default="one for each processor",
    envvar="S5KG_WORKERS",
    help="How many queries run at a time, each in a process of its own.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(0, 86400, min_open=True),
    default=_DEFAULT.deadline,
    show_default=True,
    envvar="S5KG_DEADLINE",
    help="Seconds after which a query is stopped.",
)
@click.option(
    "--memory",
    type=click.IntRange(16, 1 << 30),
    default=_DEFAULT.memory // MIB,
    show_default=True,
    envvar="S5KG_MEMORY",
    help="MiB that a query may use above those of the graph.",
)
@operation_options
@sources_option
@build_option
def serve(
    host: str,
    port: int,
    workers: int,
    deadline: float,
    memory: int,
    sources: Sources,
    target: Path,
    **watching: Any,
) -> None:
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
    settings = Settings(workers=workers, deadline=deadline, memory=memory * MIB)
    # Who waits for a query holds a thread; some are left over for pages and /health.
    threads = THREADS + settings.workers + settings.waiting
    try:
        with reading(graph):
            engine = PoolEngine.open(graph, settings)
        with engine, operating(settings, **watching) as operation:
            dumps = graph.parent / "dumps"
            app = create_app(engine, dumps, examples, operation=operation)
            serve_app(app, host, port, err.print, threads, shared=bool(operation.proxies))
    except (OSError, StartError) as error:
        fail(str(error))
