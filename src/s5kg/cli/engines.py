"""The options of `s5kg serve` that say which engine answers."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from s5kg.cli.console import fail, reading
from s5kg.engine import Engine, LimitError
from s5kg.engine.client import Service
from s5kg.engine.disk import DiskEngine
from s5kg.engine.pool import PoolEngine, Settings
from s5kg.engine.profiles import PROFILES
from s5kg.engine.remote import RemoteEngine

if TYPE_CHECKING:
    from s5kg.federation.fetching import Fetcher

# No option takes a secret: other users of the machine see the words of a command.
_SECRET = "S5KG_REMOTE_SECRET"  # noqa: S105 (the name of a variable)
_OPTIONS = (
    click.option(
        "--engine",
        type=click.Choice(["memory", "disk", "remote"]),
        default="memory",
        show_default=True,
        envvar="S5KG_ENGINE",
        help="Where the graph is asked: in memory, in a store on disk, or in another service.",
    ),
    click.option(
        "--remote",
        metavar="URL",
        envvar="S5KG_REMOTE",
        help="The SPARQL service that the engine remote asks.",
    ),
    click.option(
        "--remote-profile",
        type=click.Choice(sorted(PROFILES)),
        default="generic",
        show_default=True,
        envvar="S5KG_REMOTE_PROFILE",
        help="The make of that service.",
    ),
    click.option(
        "--remote-graph",
        "remote_graphs",
        metavar="IRI",
        multiple=True,
        envvar="S5KG_REMOTE_GRAPHS",
        help="A graph of that service to ask, and no others; may be repeated.",
    ),
    click.option(
        "--remote-user",
        default="",
        envvar="S5KG_REMOTE_USER",
        help=f"The user there; the password, or without a user the token, is {_SECRET}.",
    ),
    click.option(
        "--remote-secret",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        envvar=f"{_SECRET}_FILE",
        help=f"File of the password or token, instead of {_SECRET}.",
    ),
)


_NAMES = ("engine", "remote", "remote_profile", "remote_graphs", "remote_user", "remote_secret")


def engine_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options to a command, which gets them as one: `chosen`."""

    @wraps(command)
    def with_options(**words: Any) -> None:
        chosen = {name: words.pop(name) for name in _NAMES}
        command(chosen=chosen, **words)

    found: Callable[..., None] = with_options
    for option in reversed(_OPTIONS):
        found = option(found)
    return found


@contextmanager
def opened(
    graph: Path,
    settings: Settings,
    fetcher: "Fetcher | None",
    writable: bool,
    *,
    engine: str,
    remote: str | None,
    **service: Any,
) -> Iterator[Engine]:
    """Give the engine that the options say, over a `graph.nq` or a service elsewhere.

    Raises OSError and StartError where it cannot be started.
    """
    if (engine == "remote") != bool(remote):
        raise click.UsageError("--engine remote and --remote URL go together")
    if writable and engine != "memory":
        raise click.UsageError(f"the engine {engine} takes no writes: serve without --tokens")
    if fetcher and engine != "memory":
        raise click.UsageError(f"the engine {engine} calls no services: serve without them")
    if remote:
        with _elsewhere(remote, settings, **service) as asked:
            yield asked
        return
    with reading(graph):
        opening = (
            DiskEngine(graph, settings)
            if engine == "disk"
            else PoolEngine.open(graph, settings, fetcher, writable=writable)
        )
    with opening as local:
        yield local


def _elsewhere(
    url: str,
    settings: Settings,
    *,
    remote_profile: str,
    remote_graphs: tuple[str, ...],
    remote_user: str,
    remote_secret: Path | None,
) -> RemoteEngine:
    secret = os.environ.get(_SECRET, "")
    if remote_secret:
        try:
            secret = remote_secret.read_text("utf-8").strip()
        except UnicodeDecodeError:  # whose message would hold a byte of it
            fail(f"{remote_secret} is no text in UTF-8")
    if remote_user and not secret:
        raise click.UsageError(f"--remote-user needs a password: {_SECRET} or --remote-secret")
    try:
        service = Service(url, PROFILES[remote_profile], remote_user, secret, remote_graphs)
        return RemoteEngine(service, settings)
    except (ValueError, LimitError) as error:
        fail(f"--remote: {error}")
