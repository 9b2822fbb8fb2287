"""Limits on the connections and phones of rooms, which no client can use up for all others.

A hall's phones come from one address, so what one network may have is a hall's worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from cachetools import LRUCache

from geodata.rate_limits import network_of

Kind = Literal["waiting", "phone", "watcher"]
LIMITS: dict[Kind, tuple[int, int]] = {
    "waiting": (300, 600),
    "phone": (400, 600),
    "watcher": (20, 60),
}
"""Open lines to a room of each kind: from one network, and in all."""
MAX_PHONES = 400
"""Phones that may ever join a room from one network; the room takes 2,000."""


class FullError(Exception):
    """There is no place for one more."""


class ConnectionLimits:
    """Open lines by room, kind and network, and the phones that have joined; for one event loop."""

    def __init__(self) -> None:
        self._lines: Counter[tuple[str, ...]] = Counter()
        self._phones: LRUCache[tuple[str, str], set[str]] = LRUCache(2_000)

    @contextmanager
    def place(self, code: str, kind: Kind, address: str | None) -> Iterator[None]:
        """Hold a place for one line as long as the block lasts; raises FullError."""
        own, of_all = (code, kind, network_of(address)), (code, kind)
        most_own, most_of_all = LIMITS[kind]
        if not network_of(address):
            # Behind some proxies that is everybody.
            most_own = most_of_all
        if self._lines[own] >= most_own or self._lines[of_all] >= most_of_all:
            raise FullError
        self._lines.update((own, of_all))
        try:
            yield
        finally:
            self._lines.subtract((own, of_all))
            for key in (own, of_all):
                if not self._lines[key]:
                    del self._lines[key]

    def admit(self, code: str, phone: str, address: str | None) -> None:
        """Note that a phone joins a room; raises FullError if its network has too many there."""
        network = network_of(address)
        phones = self._phones.setdefault((code, network), set())
        if network and phone not in phones and len(phones) >= MAX_PHONES:
            raise FullError
        if network:
            phones.add(phone)
