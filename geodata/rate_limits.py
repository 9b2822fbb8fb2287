"""Rate limits: how often one network, and all together, may do a thing.

Counters stand in this process's memory (`limits`), or with ``SERVICEKARTAN_LIMITS`` in a Redis or
Valkey server that several processes share. While that does not answer, each process counts for
itself: a limit that is too wide for a while is better than a page that fails.

A network is an IPv4 address or an IPv6 /64, which one customer has for free. Visitors whose address
is unknown, as behind a proxy that does not pass it on, share a roomier limit: they are many.

Examples
--------
>>> network_of("2001:db8::1") == network_of("2001:db8::ffff") != network_of("2001:db8:0:1::1")
True
>>> Limit("example", own=1, of_all=9).hit("192.0.2.1"), Limit("example", 1, 9).hit("192.0.2.1")
(True, False)
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from geodata.settings import settings

log = logging.getLogger(__name__)
HOUR_S = 3600
UNKNOWN_FACTOR = 10
"""How many times the limit of one network all unknown ones have together."""
ANSWER_SECONDS = 0.3
"""Longest wait for the shared counters: a page waits for them."""
AWAY_SECONDS = 10.0
"""How long the shared counters are not asked again after they have not answered."""
_Items = Sequence[tuple[RateLimitItemPerSecond, tuple[str, ...]]]


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
        return _counters(settings().limits_address).hit(self._items(network_of(address)), cost)

    def is_used_up(self, address: str | None) -> bool:
        """Return whether the next act would be refused."""
        items = self._items(network_of(address))
        return not _counters(settings().limits_address).hit(items, 1, is_test=True)

    def _items(self, network: str) -> _Items:
        own = self.own if network else self.own * UNKNOWN_FACTOR
        return [
            (RateLimitItemPerSecond(own, self.seconds), (self.name, network or "unknown")),
            (RateLimitItemPerSecond(self.of_all, self.seconds), (self.name, "all")),
        ]


class _Counters:
    """Counters in a shared server if its address is given, else, and when it is away, in memory.

    Safe to share between threads.
    """

    def __init__(self, address: str) -> None:
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._shared = _shared_limiter(address) if address else None
        self._away_until = 0.0

    def hit(self, items: _Items, cost: int, is_test: bool = False) -> bool:
        """Return whether all items admit ``cost`` more, and count it unless one does not."""
        if self._shared and time.monotonic() >= self._away_until:
            try:
                return _hit(self._shared, items, cost, is_test)
            except StorageError as error:
                self._away_until = time.monotonic() + AWAY_SECONDS
                cause = error.storage_error
                log.warning("the shared limits do not answer, so this process counts: %s", cause)
        return _hit(self._own, items, cost, is_test)


def _hit(limiter: FixedWindowRateLimiter, items: _Items, cost: int, is_test: bool) -> bool:
    if not all(limiter.test(item, *names, cost=cost) for item, names in items):
        return False
    for item, names in () if is_test else items:
        limiter.hit(item, *names, cost=cost)
    return True


def _shared_limiter(address: str) -> FixedWindowRateLimiter:
    """Return a limiter that counts in a server; it connects when it is first asked."""
    # One more try, without a pause: a server that was restarted has closed what was open.
    pool = ConnectionPool.from_url(
        address,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 1),
    )
    return FixedWindowRateLimiter(RedisStorage(address, pool, "servicekartan", True))


@lru_cache(maxsize=4)
def _counters(address: str) -> _Counters:
    return _Counters(address)


def forget_all() -> None:
    """Reset every counter of this process, for tests."""
    _counters.cache_clear()
