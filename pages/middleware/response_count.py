"""Counts responses and their time for ``/metrics``; it knows neither visitors nor addresses."""

from __future__ import annotations

import time

from prometheus_client import Histogram
from starlette.types import Message, Receive, Scope, Send

from pages.middleware.base import HttpMiddleware

SECONDS = Histogram(
    "servicekartan_response_seconds",
    "Time until a response has begun, by its status class",
    ["status"],
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10),
)


class ResponseCount(HttpMiddleware):
    """Observe the time until each response begins."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and observe when it is answered."""
        begin = time.perf_counter()

        async def send_and_observe(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = f"{message['status'] // 100}xx"
                SECONDS.labels(status).observe(time.perf_counter() - begin)
            await send(message)

        await self.app(scope, receive, send_and_observe)
