"""`s5kg serve`."""

from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from s5kg.cli.building import run_build
from s5kg.cli.calling import Elsewhere, calling_options
from s5kg.cli.console import Number, build_option, err, fail, fail_sources, sources_option
from s5kg.cli.engines import engine_options, opened
from s5kg.cli.operating import operating, operation_options
from s5kg.engine import Engine, LimitError
from s5kg.engine.changes import WritableEngine
from s5kg.engine.nursery import StartError
from s5kg.engine.pool import MIB, Settings
from s5kg.locations import Sources
from s5kg.problems import SourceError
from s5kg.queries import SHOWN, Query, read_queries
from s5kg.release import current
from s5kg.web import create_app
from s5kg.web.answers import MOST_KEPT, MOST_SHARING
from s5kg.web.assets import MISSING, read_assets
from s5kg.web.copies import Copy, Unread, read_copies
from s5kg.web.description import Features
from s5kg.web.passages import Passages
from s5kg.web.server import THREADS
from s5kg.web.server import serve as serve_app
from s5kg.web.tokens import TokenFileError, read_tokens
from s5kg.web.writing import Writer

_DEFAULT = Settings()
_SLOW = 4


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
    "--slow",
    type=click.IntRange(0),
    default=_SLOW,
    show_default=True,
    envvar="S5KG_SLOW",
    help="How many slow queries go on beside the workers, at a low priority.",
)
@click.option(
    "--deadline",
    type=Number(0, 86400, min_open=True),
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
@click.option(
    "--default-graph",
    type=click.Choice(["union", "plain"]),
    default="union",
    show_default=True,
    envvar="S5KG_DEFAULT_GRAPH",
    help="What a query without a dataset asks: the union of all graphs, or the default graph.",
)
@click.option(
    "--cache",
    type=click.IntRange(0, 1 << 20),
    default=MOST_KEPT // MIB,
    show_default=True,
    envvar="S5KG_CACHE",
    help="MiB of answers that are kept; 0 keeps none.",
)
@click.option(
    "--tokens",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="S5KG_TOKENS",
    help="File of those who may write, see `s5kg token`; nobody may without it.",
)
@click.option(
    "--documents",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    envvar="S5KG_DOCUMENTS",
    help="Folder of your own copies of documents (UTF-8 text), which pages then quote.",
)
@click.option(
    "--reconciliation-draft",
    "draft",
    is_flag=True,
    envvar="S5KG_RECONCILIATION_DRAFT",
    help="Offer the 1.0 draft of the Reconciliation API at /reconcile/1.0-draft, too.",
)
@calling_options
@engine_options
@operation_options
@sources_option
@build_option
def serve(
    host: str,
    port: int,
    workers: int,
    slow: int,
    deadline: float,
    memory: int,
    default_graph: str,
    cache: int,
    tokens: Path | None,
    documents: Path | None,
    draft: bool,
    elsewhere: Elsewhere,
    sources: Sources,
    target: Path,
    chosen: dict[str, Any],
    **watching: Any,
) -> None:
    """Serve the current build: /sparql, /dumps/ and pages. Builds first where there is none."""
    graph, examples = _content(sources, target)
    features = Features(default_graph == "union", elsewhere.services, tokens is not None, draft)
    settings = Settings(workers, deadline, memory * MIB, slow=slow, union=features.union)
    try:
        opening = opened(graph, settings, elsewhere.service, features.updates, **chosen)
        with opening as engine, operating(settings, **watching) as operation:
            app = create_app(
                engine,
                graph.parent / "dumps",
                examples,
                features=features,
                kept=cache * MIB,
                writer=_writer(engine, tokens),
                operation=operation,
                loader=elsewhere.load,
                copies=_copies(documents),
            )
            _tell(app.extensions["s5kg.passages"])
            serve_app(app, host, port, err.print, _threads(settings), shared=operation.shared)
    except (OSError, StartError) as error:
        fail(str(error))


def _threads(settings: Settings) -> int:
    """Return how many threads answer requests.

    Who waits for a query holds one; some are left over for pages and /health.
    """
    asking = settings.workers + settings.slow + settings.waiting + settings.calls
    return THREADS + asking + MOST_SHARING


def _copies(documents: Path | None) -> list[Copy | Unread]:
    """Return the files of the folder of copies, if there is one. Raises OSError."""
    return read_copies(documents) if documents else []


def _tell(passages: Passages) -> None:
    """Say what each copy is taken for."""
    try:
        for line in passages.report():
            err.print(escape(line))
    except LimitError as error:
        err.print(
            f"[yellow]the copies of documents cannot be matched yet ({escape(str(error))})[/]"
        )


def _content(sources: Sources, target: Path) -> tuple[Path, list[Query]]:
    """Return the graph of the build, made now where there is none, and the examples."""
    if current(target) is None:
        run_build(sources, target, quiet=False, as_json=False)
    graph = current(target)
    if graph is None:
        fail(f"there is no build in {target}")
    if not read_assets():
        err.print(f"[yellow]{MISSING}[/]")
    err.print(f"[dim]loading {graph}[/]")
    try:
        return graph, read_queries(sources.queries, *SHOWN)
    except SourceError as error:
        fail_sources(error, sources, as_json=False)


def _writer(engine: Engine, tokens: Path | None) -> Writer | None:
    """Return what writes for those who have a token, or None where nobody may."""
    if tokens is None:
        return None
    try:
        read_tokens(tokens)
    except TokenFileError as error:
        fail(str(error))
    if not isinstance(engine, WritableEngine):
        fail("this engine takes no writes: serve without --tokens")
    return Writer(engine, tokens)
