"""Whether a server is on this machine or its network, where a tool may write and put load without being asked."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".test")
"""Names that no public server has: RFC 6761, RFC 6762, and what ICANN keeps for private use."""


def is_near(url: str) -> bool:
    """Tell whether an address is of this machine or a private network; a name without a dot is."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    try:
        address = ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(_LOCAL_ENDINGS))
    return address.is_loopback or address.is_private or address.is_unspecified or address.is_link_local
