"""Who asks, as far as limits need to know it."""

from ipaddress import IPv6Address, ip_address

_NOBODY = "unknown"
_HOST_BITS = 64


def client_of(address: str | None) -> str:
    """Return the key of a client: its IPv4 address, or the /64 network of its IPv6 address.

    One who has an IPv6 network has 2**64 addresses of it; an IPv4 address in IPv6 form is itself.
    What is no address, as a proxy may forward it, is one client.
    """
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return _NOBODY
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> _HOST_BITS << _HOST_BITS)}/64"
