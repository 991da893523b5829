"""The network that a request comes from, by which tries are counted."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """An IPv4 address, or the /64 of an IPv6 one; empty if there is none."""
    return network_of_environ(request.META)


def network_of_environ(environ: Mapping[str, Any]) -> str:
    """The same, from a WSGI environment."""
    sender = environ.get("REMOTE_ADDR", "")
    if settings.BALAREA_BEHIND_PROXY:
        # Only the last entry is written by the proxy; the sender can forge the others.
        sender = environ.get("HTTP_X_FORWARDED_FOR", sender).rpartition(",")[2]
    try:
        address = ipaddress.ip_address(sender.strip())
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
