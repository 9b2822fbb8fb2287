"""Login throttle: exponential back-off for failed sign-ins, per network and for all who fail.

A network that has not failed is never made to wait, however many others guess: an honest editor
gets in at the first try. Guessing is bounded by the number of networks that a guesser has.

Examples
--------
>>> from geodata.moderation.sign_in import hash_password
>>> throttle = LoginThrottle()
>>> throttle.check("fel", hash_password("en lång fras med ord"), "192.0.2.1")
LoginAttempt(accepted=False, wait_s=0.0)
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from geodata.moderation.sign_in import password_matches
from geodata.rate_limits import network_of

FORGET_S = 3600
"""Failures are forgotten after so many seconds without a new one."""
MAX_NETWORKS = 10_000
FREE_FAILURES, MAX_WAIT_S = 5, 900.0
"""Failures without a wait, and the longest wait in seconds, for one address."""
FREE_FAILURES_OF_ALL, MAX_WAIT_OF_ALL_S = 30, 10.0
"""The same for all networks together, of those that have failed themselves."""
MAX_WAIT_UNKNOWN_S = 10.0
"""Longest wait for visitors of unknown address: behind some proxies that is everybody."""


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """Result of a sign-in attempt, and the seconds before the next one is checked."""

    accepted: bool
    wait_s: float


@dataclass(slots=True)
class _Failures:
    """Number of failures and time of the last, in the clock's seconds."""

    count: int = 0
    last: float = 0.0

    def wait(self, now: float, free: int, max_s: float) -> float:
        """Return the seconds left to wait: none for the ``free`` first failures, then doubling."""
        if self.count < free:
            return 0.0
        pause = min(2.0 ** min(self.count - free, 20), max_s)
        return max(0.0, self.last + pause - now)


@dataclass(slots=True)
class LoginThrottle:
    """Exponential back-off per network (max 15 min) and for all that have failed (max 10 s).

    Safe to share between threads.
    """

    clock: Callable[[], float] = time.monotonic
    _by_network: dict[str, _Failures] = field(default_factory=dict)
    _all: _Failures = field(default_factory=_Failures)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, password: str, stored: str, address: str) -> LoginAttempt:
        """Check a password against a hash; during a wait it is refused unchecked.

        Parameters
        ----------
        password
            The password as typed.
        stored
            The argon2 hash of the right one.
        address
            The visitor's IP address, "" if unknown; an IPv6 /64 counts as one.
        """
        network = network_of(address)
        # One at a time: simultaneous attempts must not all be checked before the first is counted.
        with self._lock:
            now = self.clock()
            self._forget(now)
            own = self._by_network.get(network, _Failures())
            wait = self._wait(own, now, network)
            if own.count:
                of_all = self._all.wait(now, FREE_FAILURES_OF_ALL, MAX_WAIT_OF_ALL_S)
                wait = max(wait, min(of_all, own.last + MAX_WAIT_OF_ALL_S - now))
            if wait > 0:
                return LoginAttempt(accepted=False, wait_s=wait)
            if password_matches(password, stored):
                self._by_network.pop(network, None)
                return LoginAttempt(accepted=True, wait_s=0.0)
            own = self._by_network[network] = _Failures(own.count + 1, now)
            self._all = _Failures(self._all.count + 1, now)
            return LoginAttempt(accepted=False, wait_s=self._wait(own, now, network))

    @staticmethod
    def _wait(own: _Failures, now: float, network: str) -> float:
        return own.wait(now, FREE_FAILURES, MAX_WAIT_S if network else MAX_WAIT_UNKNOWN_S)

    def _forget(self, now: float) -> None:
        if now - self._all.last > FORGET_S:
            self._all = _Failures()
        expired = [n for n, own in self._by_network.items() if now - own.last > FORGET_S]
        # The oldest go first: clearing all would forgive everybody at once.
        spare = max(0, len(self._by_network) - len(expired) - MAX_NETWORKS)
        oldest = sorted(self._by_network, key=lambda n: self._by_network[n].last)[:spare]
        for network in {*expired, *(oldest if spare else ())}:
            del self._by_network[network]
