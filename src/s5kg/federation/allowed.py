"""The origins that may be called: exact ones, and none unless an operator names it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

import idna

from s5kg.federation import CallRefusedError
from s5kg.federation.algebra import Call

_PORTS = {"http": 80, "https": 443}
_UNPRINTED = frozenset(map(chr, range(33))) | {"\x7f", "\\"}


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port (RFC 6454), the host in ASCII and lower case."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """Write it as the beginning of an address, without a default port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def origin(address: str) -> Origin:
    """Return the origin of an absolute http or https address.

    Raises ValueError for any other, for one with a user name, and for one without a host.
    """
    if not _UNPRINTED.isdisjoint(address):
        raise ValueError("an address has no spaces or control characters")
    parts = urlsplit(address)
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise ValueError("only http and https can be called")
    if "@" in parts.netloc:
        raise ValueError("an address may have no user name or password")
    if not parts.hostname:
        raise ValueError("there is no host")
    port = parts.port
    if port == 0 or parts.netloc.endswith(":"):
        raise ValueError("there is no port")
    return Origin(scheme, _host(parts.hostname), port or _PORTS[scheme])


def _host(name: str) -> str:
    try:
        number = ip_address(name)
    except ValueError:
        pass
    else:
        if isinstance(number, IPv6Address) and number.scope_id:
            raise ValueError("an address may have no zone")
        return str(number)
    try:
        host = idna.encode(name.removesuffix("."), uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"{name!r} is no host") from error
    if host.rsplit(".", 1)[-1][:1].isdigit():
        raise ValueError(f"{name!r} is a number in a form that is read in more than one way")
    return host


@dataclass(frozen=True)
class Allowed:
    """What may be called; by default nothing."""

    origins: frozenset[Origin] = field(default_factory=frozenset)

    @classmethod
    def of(cls, addresses: Iterable[str]) -> "Allowed":
        """Return the allow-list of some origins as text.

        Raises ValueError for one that is none, or that has more than an origin.
        """
        found = set()
        for address in addresses:
            if "://" not in address:
                raise ValueError(f"{address} does not begin with http:// or https://")
            parts = urlsplit(address)
            if parts.path not in ("", "/") or parts.query or parts.fragment:
                raise ValueError(f"{address} is more than an origin: scheme, host and port")
            found.add(origin(address))
        return cls(frozenset(found))

    def __bool__(self) -> bool:
        """Whether anything may be called at all."""
        return bool(self.origins)

    @property
    def names(self) -> tuple[str, ...]:
        """The origins as text, sorted."""
        return tuple(sorted(map(str, self.origins)))

    def check(self, address: str) -> None:
        """Raise CallRefusedError for an address whose origin is not allowed."""
        try:
            found = origin(address)
        except ValueError as error:
            raise CallRefusedError((address,), self.names, str(error)) from error
        if found not in self.origins:
            raise CallRefusedError((str(found),), self.names)

    def check_all(self, calls: Iterable[Call]) -> None:
        """Raise CallRefusedError for calls that are not all allowed, naming each that is not.

        Where a variable gives the address it is checked when the call is made, unless nothing is
        allowed at all.
        """
        refused: dict[str, None] = {}
        reason = ""
        for call in calls:
            if call.address is None:
                if not self:
                    refused[f"?{call.variable}"] = None
                continue
            try:
                self.check(call.address)
            except CallRefusedError as error:
                refused.update(dict.fromkeys(error.refused))
                reason = reason or error.reason
        if refused:
            raise CallRefusedError(tuple(refused), self.names, reason)
