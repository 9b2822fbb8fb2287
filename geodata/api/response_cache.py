"""LRU cache of API responses, cleared when the collection changes."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from starlette.requests import Request

from geodata.api.cached_response import CachedBody
from geodata.bank import Bank, Snapshot

CACHE_SIZE = 64
FRESH_SECONDS = 1.0
"""How long an answer is given again without looking whether the bank has changed."""


class ResponseCache:
    """Answers made from the bank as it is now; those asked for longest ago are dropped first.

    Safe to share between threads.
    """

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._kept: OrderedDict[Hashable, CachedBody] = OrderedDict()
        self._looked = -math.inf

    def get_fresh(self, key: Hashable) -> CachedBody | None:
        """Return a kept answer at once, without waiting for file or database, if it is new."""
        if time.monotonic() - self._looked > FRESH_SECONDS:
            return None
        return self._kept.get(key)

    def get_or_make(self, key: Hashable, make: Callable[[Snapshot], CachedBody]) -> CachedBody:
        """Return the answer that ``make`` gives, from before if the bank has not changed."""
        begun = time.monotonic()
        now = self.bank.current()
        with self._lock:
            if self._snapshot is not now:
                self._snapshot = now
                self._kept.clear()
            self._looked = begun
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make(now)
        with self._lock:
            if self._snapshot is now:
                self._kept[key] = made
                if len(self._kept) > CACHE_SIZE:
                    self._kept.popitem(last=False)
        return made


def cache_of(request: Request) -> ResponseCache:
    """Return the answers of the API that is asked."""
    found: ResponseCache = request.app.state.response_cache
    return found
