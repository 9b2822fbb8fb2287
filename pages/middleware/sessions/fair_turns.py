"""Queue per network, so that one that asks for much waits for itself and not others for it.

Python runs one thread at a time, so as many runs and answers as one network has under way, so many
times longer all others wait. A network therefore opens one session or runs one page at a time, and
has one other answer under way; the rest waits, and takes no longer than it would have taken side by
side. While others are here too, a network that asks for more rests after each turn for as long as
it took: so it is at it half of the time at most, and another's click seldom meets it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from cachetools import TTLCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.rate_limits import network_of
from pages.middleware.base import own_path
from pages.middleware.sessions.own_session import STREAM

HOLD_SECONDS = 2.0
"""How long a turn lasts at most: who waits for a file or a database holds nobody else up."""
HERE_SECONDS = 10.0
"""How long a network counts as here after a turn: who reads what came will click again."""
MAX_NETWORKS = 10_000
UNLIMITED = ("/static/", "/component/", "/_stcore/", "/media/", "/assets/", "/geo/")
"""Paths of files in memory, of which a page has sixty, and of uploads."""
RERUN = b"Z"
"""First byte of Streamlit's BackMsg that has a page run: the tag of field 11."""


class Turn:
    """A place that is held until it is ended, at the latest after `HOLD_SECONDS`."""

    def __init__(self, pass_on: Callable[[float], None]) -> None:
        self.is_over = False
        self._pass_on = pass_on
        self._loop = asyncio.get_running_loop()
        self._begin = self._loop.time()
        self._timer = self._loop.call_later(HOLD_SECONDS, self.end)

    def end(self) -> None:
        """Give the place to the next; idempotent."""
        if not self.is_over:
            self.is_over = True
            self._timer.cancel()
            self._pass_on(self._loop.time() - self._begin)


class Turns:
    """One place for each network, given in the order of asking; for one event loop.

    ``here`` has the networks that have lately had a turn, and several kinds of turns may share it.
    """

    def __init__(self, here: TTLCache[str, bool]) -> None:
        self._here = here
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    async def take(self, network: str) -> Turn:
        """Wait for a turn and return it."""
        if network in self._waiting:
            await self._wait(network)
        else:
            self._waiting[network] = deque()
        self._here[network] = True
        return Turn(lambda seconds: self._end(network, seconds))

    async def _wait(self, network: str) -> None:
        """Wait until the place is passed on."""
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[network].append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._pass_on(network)
            raise

    def _end(self, network: str, seconds: float) -> None:
        """Pass a place on, at once or after a rest of so many seconds."""
        self._here[network] = True
        if self._waiting[network] and len(self._here) > 1:
            asyncio.get_running_loop().call_later(seconds, self._pass_on, network)
        else:
            self._pass_on(network)

    def _pass_on(self, network: str) -> None:
        """Give a place to the next that still waits, if any."""
        queue = self._waiting[network]
        while queue:
            place = queue.popleft()
            if not place.done():
                place.set_result(None)
                return
        del self._waiting[network]


class FairTurns:
    """ASGI middleware that lets each network have one run and one answer under way.

    Who comes from this computer, or from an address that is not known, is not made to wait.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        here: TTLCache[str, bool] = TTLCache(MAX_NETWORKS, HERE_SECONDS)
        self._runs, self._answers = Turns(here), Turns(here)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is its network's turn."""
        client = scope.get("client")
        network = network_of(client[0]) if client else ""
        if not network or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(network, scope, receive, send)
        else:
            await self._converse(network, scope, receive, send)

    async def _answer(self, network: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold a turn until the response begins; receiving it takes the visitor's time only."""
        if own_path(scope).startswith(UNLIMITED):
            await self.app(scope, receive, send)
            return
        turn = await self._answers.take(network)

        async def send_and_end(message: Message) -> None:
            turn.end()
            await send(message)

        try:
            await self.app(scope, receive, send_and_end)
        finally:
            turn.end()

    async def _converse(self, network: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold a turn while the session opens, and for each run from its message to its end."""
        if own_path(scope) != STREAM:
            await self.app(scope, receive, send)
            return
        turn = opening = await self._runs.take(network)
        has_begun = False

        async def receive_in_turn() -> Message:
            nonlocal turn, has_begun
            # The first message begins the handshake: who waits for the second has opened.
            if has_begun:
                opening.end()
            has_begun = True
            message = await receive()
            # A run that is under way is broken off by the next one, and its turn goes on.
            is_run = (message.get("bytes") or b"").startswith(RERUN)
            if is_run and turn.is_over:
                turn = await self._runs.take(network)
            return message

        async def send_and_end(message: Message) -> None:
            if _is_finished(message.get("bytes") or b""):
                turn.end()
            await send(message)

        try:
            await self.app(scope, receive_in_turn, send_and_end)
        finally:
            turn.end()


def _is_finished(data: bytes) -> bool:
    r"""Return whether a message is Streamlit's ForwardMsg that a run has ended.

    It is short and ends with field 6, a small number. Any other message that looks so ends a turn
    too early, which costs others little.

    Examples
    --------
    >>> _is_finished(b"\x12\x000\x00"), _is_finished(b"*\x04\n\x020\x7f")
    (True, False)
    """
    return len(data) < 100 and data[-2:-1] == b"0" and data[-1] < 8
