"""Rate limits: how often one network, and all together, may do a thing.

Counters stand in this process's memory (`limits`). A network is an IPv4 address or an IPv6 /64,
which one customer has for free. Visitors whose address is unknown, as behind a proxy that does not
pass it on, share a roomier limit: they are many.

Examples
--------
>>> network_of("2001:db8::1") == network_of("2001:db8::ffff") != network_of("2001:db8:0:1::1")
True
>>> Limit("example", own=1, of_all=9).hit("192.0.2.1"), Limit("example", 1, 9).hit("192.0.2.1")
(True, False)
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

HOUR_S = 3600
UNKNOWN_FACTOR = 10
"""How many times the limit of one network all unknown ones have together."""
_limiter = FixedWindowRateLimiter(MemoryStorage())


def network_of(address: str | None) -> str:
    """Return the network of an IP address, "" if it is missing, none or this computer's own.

    From this computer comes what a proxy on it does not say the address of.
    """
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return network_of(str(ip.ipv4_mapped))
        return "" if ip.is_loopback else str(ipaddress.ip_network((int(ip), 64), strict=False))
    return "" if ip.is_loopback else str(ip)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit by name: ``own`` for each network and ``of_all`` together, in ``seconds``."""

    name: str
    own: int
    of_all: int
    seconds: int = HOUR_S

    def hit(self, address: str | None, cost: int = 1) -> bool:
        """Count an act of an address; return False, without counting, if the limit is used up."""
        items = self._items(network_of(address))
        if not all(_limiter.test(item, *names, cost=cost) for item, names in items):
            return False
        for item, names in items:
            _limiter.hit(item, *names, cost=cost)
        return True

    def is_used_up(self, address: str | None) -> bool:
        """Return whether the next act would be refused."""
        items = self._items(network_of(address))
        return not all(_limiter.test(item, *names) for item, names in items)

    def _items(self, network: str) -> list[tuple[RateLimitItemPerSecond, tuple[str, ...]]]:
        own = self.own if network else self.own * UNKNOWN_FACTOR
        return [
            (RateLimitItemPerSecond(own, self.seconds), (self.name, network or "unknown")),
            (RateLimitItemPerSecond(self.of_all, self.seconds), (self.name, "all")),
        ]


def forget_all() -> None:
    """Reset every counter, for tests."""
    _limiter.storage.reset()
