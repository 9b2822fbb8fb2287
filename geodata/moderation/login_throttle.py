"""Login throttle: exponential back-off for failed sign-ins, per address and globally."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from geodata.moderation.sign_in import _matches

FORGET_S = 3600
"""After how long without a failure earlier ones no longer count."""
MAX_ADDRESSES = 10_000


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """What came of a try; ``wait_s`` says how many seconds before the next is listened to."""

    right: bool
    wait_s: float


@dataclass(slots=True)
class _Failures:
    """How often somebody has failed, and when last, in the clock's seconds."""

    count: int = 0
    last: float = 0.0

    def wait(self, now: float, free: int, longest: float) -> float:
        """Return the seconds left to wait: none for the first, then twice as long each time."""
        if self.count < free:
            return 0.0
        pause = min(2.0 ** min(self.count - free, 20), longest)
        return max(0.0, self.last + pause - now)


@dataclass(slots=True)
class LoginThrottle:
    """Tries passwords one at a time and counts failures, by address and for all together.

    An address waits up to a quarter of an hour. All together wait at most ten seconds, so that a
    guesser with many addresses gets nowhere and yet does not keep the editors out.
    """

    clock: Callable[[], float] = time.monotonic
    _by_address: dict[str, _Failures] = field(default_factory=dict)
    _all: _Failures = field(default_factory=_Failures)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, password: str, stored: str, address: str) -> LoginAttempt:
        """Try a password against the stored hash for somebody at an address.

        Whoever has to wait is not told whether it was right.
        """
        # One at a time: those who come together must not all be tried before the first is counted.
        with self._lock:
            now = self.clock()
            self._forget(now)
            own = self._by_address.get(address, _Failures())
            wait = max(own.wait(now, 5, 900.0), self._all.wait(now, 30, 10.0))
            if wait > 0:
                return LoginAttempt(right=False, wait_s=wait)
            if _matches(password, stored):
                self._by_address.pop(address, None)
                return LoginAttempt(right=True, wait_s=0.0)
            self._by_address[address] = _Failures(own.count + 1, now)
            self._all = _Failures(self._all.count + 1, now)
            return LoginAttempt(right=False, wait_s=self._by_address[address].wait(now, 5, 900.0))

    def _forget(self, now: float) -> None:
        if now - self._all.last > FORGET_S:
            self._all = _Failures()
        if len(self._by_address) > MAX_ADDRESSES:
            self._by_address.clear()
        old = [a for a, failed in self._by_address.items() if now - failed.last > FORGET_S]
        for address in old:
            del self._by_address[address]
