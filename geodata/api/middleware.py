"""What holds for every address of the API: it can only be read, from anywhere, and is logged."""

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
    """Answer OPTIONS, give HEAD what GET gives without its body, and refuse all other methods.

    Any page on the web may read what the API answers (CORS): nothing in it depends on who asks.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may be asked."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = scope["method"]

        async def send_openly(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(OPEN)
            elif asked == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        if asked in ("GET", "HEAD"):
            await self.app({**scope, "method": "GET"}, receive, send_openly)
        elif asked == "OPTIONS":
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send_openly)
        else:
            refused = problem(405, "The API can only be read: use GET or HEAD.")
            refused.headers["Allow"] = METHODS
            await refused(scope, receive, send_openly)


class RequestLog:
    """Log one line for each request: what and how it went, but not who asked or for which words."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log what came of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin, facts = time.perf_counter(), {"status": 500, "bytes": 0}

        async def send_and_note(message: Message) -> None:
            facts["status"] = message.get("status", facts["status"])
            facts["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            took = round((time.perf_counter() - begin) * 1000, 1)
            line = {"method": scope["method"], "path": scope["path"], **facts, "ms": took}
            log.info("%(method)s %(path)s %(status)s %(bytes)s B %(ms)s ms", line, extra=line)
