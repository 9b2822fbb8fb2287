"""Rate limits per network: how many requests it may begin and bytes its sessions may send.

A hall of 400 phones, or a hundred visitors of the map, behind one address stay far below. Counted
in this process alone: asking a shared server would cost more than most requests do.
"""

from __future__ import annotations

import asyncio

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.rate_limits import network_of
from pages.common.i18n import _, speaking
from pages.common.links import language_of, parse
from pages.middleware.base import own_path
from pages.middleware.sessions.fair_turns import UNLIMITED

FILE, ANSWER = 1, 10
"""What a file in memory costs, and any other answer or line: about ten times as much."""
REQUESTS = RateLimitItemPerSecond(15_000, 30)
"""Fifty answers a second, and 1,500 at once."""
BYTES = RateLimitItemPerSecond(4_000_000, 10)
"""What all sessions of a network may send on their lines; a page's state has some kB."""
PAUSE_SECONDS = 0.5
TRY_AGAIN = 1013


class FairRates:
    """ASGI middleware that refuses a network's request too many, and reads its lines slower.

    Who comes from this computer, or from an address that is not known, is not counted.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if its network has not used up what it may."""
        client = scope.get("client")
        network = network_of(client[0]) if client else ""
        if not network or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        cost = FILE if own_path(scope).startswith(UNLIMITED) else ANSWER
        if scope["type"] == "websocket":
            cost = ANSWER
        if not self._limiter.hit(REQUESTS, network, cost=cost):
            await _refuse(scope, receive, send)
            return
        is_http = scope["type"] == "http"
        await self.app(scope, receive if is_http else self._paced(network, receive), send)

    def _paced(self, network: str, receive: Receive) -> Receive:
        async def receive_in_time() -> Message:
            message = await receive()
            size = len(message.get("bytes") or message.get("text") or b"")
            size = min(size, BYTES.amount)
            while size and not self._limiter.hit(BYTES, network, cost=size):
                await asyncio.sleep(PAUSE_SECONDS)
            return message

        return receive_in_time


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": TRY_AGAIN})
        return
    with speaking(language_of(parse(scope["query_string"].decode("latin-1")))):
        text = _("Det kommer för mycket härifrån. Vänta en halv minut och ladda om sidan.")
    headers = {"Retry-After": "30", "Cache-Control": "no-store"}
    await PlainTextResponse(text, 429, headers)(scope, receive, send)
