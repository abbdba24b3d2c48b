"""The options of commands that say which other services may be called."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import click

from s5kg.federation.addresses import Network
from s5kg.federation.allowed import Allowed

if TYPE_CHECKING:
    from s5kg.federation.fetching import Fetcher


@dataclass(frozen=True)
class Elsewhere:
    """The clients for SERVICE and for LOAD, None where nothing may be called."""

    service: "Fetcher | None"
    load: "Fetcher | None"

    @property
    def services(self) -> tuple[str, ...]:
        """The origins that queries may call."""
        return self.service.allowed.names if self.service else ()


def origins(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Allowed:
    """Return the origins of an option, exact ones."""
    try:
        return Allowed.of(given)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def networks(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[Network, ...]:
    """Return the networks of an option."""
    try:
        return tuple(map(ip_network, given))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


_SERVICES = click.option(
    "--service-origin",
    "services",
    metavar="ORIGIN",
    multiple=True,
    callback=origins,
    envvar="S5KG_SERVICE_ORIGIN",
    help="Queries may call it with SERVICE, such as https://query.wikidata.org; repeatable.",
)
_LOADS = click.option(
    "--load-origin",
    "loads",
    metavar="ORIGIN",
    multiple=True,
    callback=origins,
    envvar="S5KG_LOAD_ORIGIN",
    help="Updates may LOAD from it; repeatable.",
)
_PRIVATE = click.option(
    "--private-network",
    "private",
    metavar="NETWORK",
    multiple=True,
    callback=networks,
    envvar="S5KG_PRIVATE_NETWORK",
    help="Those origins may lie in it too, such as 10.1.0.0/16; repeatable.",
)


def service_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options for SERVICE to a command, which gets them as one: `fetcher`."""

    @wraps(command)
    def with_options(services: Allowed, private: tuple[Network, ...], **rest: Any) -> None:
        command(fetcher=_fetcher(services, private), **rest)

    return _SERVICES(_PRIVATE(with_options))


def calling_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options to a command, which gets them as one: `elsewhere`."""

    @wraps(command)
    def with_options(
        services: Allowed, loads: Allowed, private: tuple[Network, ...], **rest: Any
    ) -> None:
        elsewhere = Elsewhere(_fetcher(services, private), _fetcher(loads, private))
        command(elsewhere=elsewhere, **rest)

    return _SERVICES(_LOADS(_PRIVATE(with_options)))


def _fetcher(allowed: Allowed, private: tuple[Network, ...]) -> "Fetcher | None":
    if not allowed:
        return None
    from s5kg.federation.fetching import Fetcher

    return Fetcher(allowed, private)
