"""ASGI middleware of the API: read-only methods, CORS and a request log."""

from __future__ import annotations

import logging
import time

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.api.problems import problem

log = logging.getLogger("servicekartan.api")

METHODS = "GET, HEAD, OPTIONS"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Crs, Content-Disposition",
}
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


class ReadOnly:
    """Middleware that allows GET, HEAD and OPTIONS only, and adds CORS headers.

    HEAD is GET without the body. Any website may read the API, since no response depends on the
    visitor.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass GET and HEAD on, answer OPTIONS, and refuse other methods with a 405."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = scope["method"]

        async def send_with_cors(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(OPEN)
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        if method in ("GET", "HEAD"):
            await self.app({**scope, "method": "GET"}, receive, send_with_cors)
        elif method == "OPTIONS":
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send_with_cors)
        else:
            refusal = problem(405, "The API is read-only: use GET or HEAD.")
            refusal.headers["Allow"] = METHODS
            await refusal(scope, receive, send_with_cors)


class RequestLog:
    """Middleware that logs a line for each request: no client address, no query string."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, then log method, path, status, size in bytes and time in ms."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin, facts = time.perf_counter(), {"status": 500, "bytes": 0}

        async def send_and_count(message: Message) -> None:
            facts["status"] = message.get("status", facts["status"])
            facts["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, send_and_count)
        finally:
            ms = round((time.perf_counter() - begin) * 1000, 1)
            record = {"method": scope["method"], "path": scope["path"], **facts, "ms": ms}
            log.info("%(method)s %(path)s %(status)s %(bytes)s B %(ms)s ms", record, extra=record)
