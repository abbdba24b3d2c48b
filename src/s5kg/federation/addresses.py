"""Which addresses of the network may be called once a name is resolved."""

import queue
import socket
import threading
from collections.abc import Callable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from s5kg.federation import FetchError

Resolver = Callable[[str, int], list[str]]
Network = IPv4Network | IPv6Network

# Global by their number, but not a host of the internet: they lead into IPv4 or to any relay
# (RFC 3056, 7526; RFC 6052 and 8215 lie outside 2000::/3, as does IPv4-mapped).
_PASSAGES = tuple(map(ip_network, ("192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")))
_UNICAST = IPv6Network("2000::/3")


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def within(seconds: float, resolver: Resolver) -> Resolver:
    """Return a resolver that raises TimeoutError after some seconds; the question goes on aside."""

    def ask(host: str, port: int) -> list[str]:
        replies: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

        def reply() -> None:
            try:
                replies.put(resolver(host, port))
            except Exception as error:
                replies.put(error)

        threading.Thread(target=reply, daemon=True).start()
        try:
            found = replies.get(timeout=max(seconds, 0))
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(found, Exception):
            raise found
        return found

    return ask


def usable(host: str, port: int, resolver: Resolver, private: tuple[Network, ...]) -> list[str]:
    """Return the addresses of a host, all of which may be called.

    `private` are networks that an operator allows besides the public internet.
    Raises FetchError where there is none, or where one of them may not be called.
    """
    try:
        found = resolver(host, port)
    except TimeoutError as error:
        message = f"the address of {host} was not found in time"
        raise FetchError(message, "address-late", host=host) from error
    except (OSError, UnicodeError) as error:
        raise _no_address(host) from error
    if not found:
        raise _no_address(host)
    for text in found:
        if not _may_be_called(text, private):
            message = f"{host} has an address that is not on the public internet"
            raise FetchError(message, "address-private", host=host)
    return found


def _no_address(host: str) -> FetchError:
    return FetchError(f"{host} has no address", "no-address", host=host)


def _may_be_called(text: str, private: tuple[Network, ...]) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if any(address in network for network in private):
        return True
    return _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (address.scope_id or address not in _UNICAST):
        return False
    return (
        address.is_global
        and not address.is_private
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_link_local
        and not any(address in network for network in _PASSAGES)
    )
