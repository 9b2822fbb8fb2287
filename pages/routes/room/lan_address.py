"""Addresses of this computer on the local network, for phones when there is no internet."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import psutil

from pages.common.site_map import WORKSHOP

VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vbox", "vethernet", "tun", "tailscale")
"""Prefixes of the names of network interfaces that no phone can reach."""


@dataclass(frozen=True, slots=True)
class LanAddress:
    """An IPv4 address of this computer, and its network interface."""

    address: str
    interface: str


def local_addresses() -> list[LanAddress]:
    """Return the addresses that a phone might reach, the most likely first."""
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    addresses = [
        LanAddress(entry.address, name)
        for name, entries in psutil.net_if_addrs().items()
        for entry in entries
        if name in up and entry.family == socket.AF_INET and _usable(entry.address)
    ]
    default = _default_address()
    return sorted(addresses, key=lambda a: (_virtual(a.interface), a.address != default))


def _usable(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified)


def _virtual(interface: str) -> bool:
    return interface.lower().startswith(VIRTUAL)


def _default_address() -> str | None:
    """Return the address of the default route, or None; a UDP connect sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def is_local(url: str) -> bool:
    """Return whether an address points to the computer that opens it."""
    host = urlsplit(url).hostname or "localhost"
    return host == "localhost" or host.startswith("127.") or host in ("::1", "0.0.0.0")  # noqa: S104


def with_host(url: str, host: str) -> str:
    """Return the address with another host and the same scheme, port and path."""
    parts = urlsplit(url)
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"


def is_nearby(client: str | None) -> bool:
    """Return whether a client is on this computer or its local network.

    Only such a client is told this computer's addresses there.
    """
    try:
        ip = ipaddress.ip_address(client or "127.0.0.1")
    except ValueError:
        return False
    return ip.is_private or ip.is_link_local


def answers(url: str) -> bool:
    """Return whether this process listens at an address of this computer; True for another's.

    Nothing is connected to: the address comes from a browser, which may name any.
    """
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return False
    if parts.hostname not in {host.address for host in local_addresses()}:
        return True
    anywhere = ("0.0.0.0", "::", parts.hostname)  # noqa: S104
    listening = [c.laddr for c in psutil.Process().net_connections("tcp") if c.status == "LISTEN"]
    # Behind a proxy on this computer the port is the proxy's.
    ours = [place for place in listening if place.port == port]
    return not ours or any(place.ip in anywhere for place in ours)


def phone_address(base: str, code: str) -> str:
    """Return the address of a room for phones, below the app's address ``base``."""
    return f"{base.rstrip('/')}{WORKSHOP.address}?kod={code}"
