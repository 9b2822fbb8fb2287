"""LRU cache of API responses, cleared when the collection changes."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Hashable

from cachetools import LRUCache
from starlette.requests import Request

from geodata.api.conditional_response import HttpBody
from geodata.bank import Bank, Snapshot

CACHE_SIZE = 64
FRESH_SECONDS = 1.0
"""How long a cached response is served again without checking whether the bank has changed."""


class ResponseCache:
    """LRU cache of the responses made from a bank's current snapshot.

    Cleared when the snapshot changes. Safe to share between threads.
    """

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._bodies: LRUCache[Hashable, HttpBody] = LRUCache(CACHE_SIZE)
        self._checked = -math.inf

    def get_fresh(self, key: Hashable) -> HttpBody | None:
        """Return a cached body if the bank was checked less than ``FRESH_SECONDS`` ago.

        Never waits for the file or the database, so it may be called from the event loop.
        """
        if time.monotonic() - self._checked > FRESH_SECONDS:
            return None
        with self._lock:
            return self._bodies.get(key)

    def get_or_make(self, key: Hashable, make: Callable[[Snapshot], HttpBody]) -> HttpBody:
        """Return the cached body, or call ``make`` with the current snapshot and cache the result.

        Two threads may make the same body at once; the lock is not held meanwhile.
        """
        begin = time.monotonic()
        snapshot = self.bank.current()
        with self._lock:
            if self._snapshot is not snapshot:
                self._snapshot = snapshot
                self._bodies.clear()
            self._checked = begin
            if key in self._bodies:
                return self._bodies[key]
        body = make(snapshot)
        with self._lock:
            if self._snapshot is snapshot:
                self._bodies[key] = body
        return body


def cache_of(request: Request) -> ResponseCache:
    """Return the response cache of the API that handles a request."""
    cache: ResponseCache = request.app.state.response_cache
    return cache
