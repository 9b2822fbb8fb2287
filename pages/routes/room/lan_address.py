"""Where phones find this computer on the local network, when there is no internet to name it."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import psutil

from pages.common.site_map import WORKSHOP

VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vbox", "vethernet", "tun", "tailscale")
"""What the names of network interfaces begin with that no phone is on the other side of."""
ANSWER_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class LanAddress:
    """An address of this computer, IPv4, and the network interface it belongs to."""

    address: str
    interface: str


def local_addresses() -> list[LanAddress]:
    """Return the addresses that a phone might reach, the likeliest first."""
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        LanAddress(each.address, name)
        for name, addresses in psutil.net_if_addrs().items()
        for each in addresses
        if name in up and each.family == socket.AF_INET and _usable(each.address)
    ]
    first = _default_address()
    return sorted(found, key=lambda each: (_virtual(each.interface), each.address != first))


def _usable(address: str) -> bool:
    known = ipaddress.ip_address(address)
    return not (known.is_loopback or known.is_link_local or known.is_unspecified)


def _virtual(interface: str) -> bool:
    return interface.lower().startswith(VIRTUAL)


def _default_address() -> str | None:
    """The address that leads out; nothing is sent to find it, and without a way out it is None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def is_local(url: str) -> bool:
    """Return whether only this computer itself can open the address."""
    host = urlsplit(url).hostname or "localhost"
    return host == "localhost" or host.startswith("127.") or host in ("::1", "0.0.0.0")  # noqa: S104


def with_host(url: str, host: str) -> str:
    """Return the address with another host and the same port and folder."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"


def answers(url: str) -> bool:
    """Return whether a server listens at the address, as seen from this computer."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((str(parts.hostname), port), ANSWER_SECONDS):
            return True
    except OSError:
        return False


def phone_address(base: str, code: str) -> str:
    """Return the address that leads a phone into a room, from the app's own address."""
    return f"{base.rstrip('/')}{WORKSHOP.address}?kod={code}"
