"""The options of `s5kg serve` that say how it is limited and watched."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from s5kg.cli.console import Number
from s5kg.engine.pool import Settings
from s5kg.web.operation import Operation
from s5kg.web.querylog import QueryLog
from s5kg.web.shares import Shares

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--budget",
        type=Number(0),
        default=60.0,
        show_default=True,
        envvar="S5KG_BUDGET",
        help="Seconds of work that a client's queries may use in a minute; 0 is no limit.",
    ),
    click.option(
        "--burst",
        type=Number(0, min_open=True),
        default=120.0,
        show_default=True,
        envvar="S5KG_BURST",
        help="Seconds of work that a client may save up.",
    ),
    click.option(
        "--share/--no-share",
        default=True,
        show_default=True,
        envvar="S5KG_SHARE",
        help="Leave half of the workers to the other clients, while there are any.",
    ),
    click.option(
        "--trusted-proxies",
        "proxies",
        type=click.IntRange(0, 9),
        default=0,
        show_default=True,
        envvar="S5KG_TRUSTED_PROXIES",
        help="How many proxies stand before it, each of which adds to X-Forwarded-For.",
    ),
    click.option("--metrics", is_flag=True, envvar="S5KG_METRICS", help="Offer /metrics."),
    click.option(
        "--log",
        metavar="FILE",
        envvar="S5KG_LOG",
        help="Write a line of JSON for each query; - is standard error.",
    ),
    click.option("--log-queries", is_flag=True, help="Write the text of queries in the log."),
    click.option("--log-addresses", is_flag=True, help="Write clients' addresses in the log."),
)


def operation_options(command: Command) -> Command:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@contextmanager
def operating(
    settings: Settings,
    *,
    budget: float,
    burst: float,
    share: bool,
    proxies: int,
    metrics: bool,
    log: str | None,
    log_queries: bool,
    log_addresses: bool,
) -> Iterator[Operation]:
    """Give what the options say, with the log open. Raises OSError where it cannot be written."""
    file = QueryLog(log, queries=log_queries, addresses=log_addresses) if log else None
    shares = Shares(settings.workers, settings.waiting, settings.deadline) if share else None
    try:
        yield Operation(budget, burst, shares, proxies, metrics, file)
    finally:
        if file:
            file.close()
