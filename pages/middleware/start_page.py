"""Puts the first paint into the map page, and holds Streamlit's own tags back until it stands."""

from __future__ import annotations

import re
from functools import lru_cache

import anyio
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from geodata.api.brotli_copies import quick_copy
from geodata.api.conditional_response import HttpBody, make_body, respond
from geodata.bank import Snapshot, open_bank
from geodata.collection.filter import Filter
from pages.common.i18n import speaking
from pages.common.links import filter_of, language_of, parse
from pages.common.site_map import EXPLORE
from pages.middleware.base import HttpMiddleware, own_path
from pages.viewer import first_paint

HELD = re.compile(
    rb"""<script\s+type="module"[^>]*></script>"""
    rb"""|<link\s[^>]*rel="(?:modulepreload|prefetch|preload|stylesheet)"[^>]*>"""
)
"""Streamlit's own tags that fetch something, and those of :mod:`pages.middleware.preload`."""
ROOT = b'<div id="root"></div>'
NOSCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
OWN_HEADERS = {b"content-length", b"content-type", b"cache-control", b"etag", b"last-modified"}


class StartPage(HttpMiddleware):
    """Answer the map page with the first paint of its address in it.

    A page that another site frames goes without: that has ``/embed``.
    """

    def handles(self, scope: Scope) -> bool:
        """Return whether the map page is opened."""
        is_map = own_path(scope) == EXPLORE.address and scope["method"] == "GET"
        return is_map and b"embed=true" not in scope["query_string"]

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and put the first paint into the page that comes back."""
        response = _Response()
        await self.app(_unconditional(scope), receive, response.send)
        start = response.start
        if start["status"] != 200 or ROOT not in response.body:
            await send(start)
            await send({"type": "http.response.body", "body": response.body})
            return
        params = parse(scope["query_string"].decode("latin-1"))
        page, copy = await anyio.to_thread.run_sync(_page, response.body, params)
        answer = respond(Request(scope), page, "text/html", "no-cache", brotli=copy)
        headers = MutableHeaders(raw=answer.raw_headers)
        headers.raw.extend(pair for pair in start["headers"] if pair[0].lower() not in OWN_HEADERS)
        await answer(scope, receive, send)


class _Response:
    """A response that is held until it is whole."""

    def __init__(self) -> None:
        self.start: Message = {"type": "http.response.start", "status": 500, "headers": []}
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")


def _unconditional(scope: Scope) -> Scope:
    # Streamlit's ETag is of its own page, without the first paint.
    conditions = (b"if-none-match", b"if-modified-since")
    headers = [pair for pair in scope["headers"] if pair[0] not in conditions]
    return {**scope, "headers": headers}


def _page(page: bytes, params: dict[str, list[str]]) -> tuple[HttpBody, bytes]:
    """Return the page with the first paint, and the same compressed with Brotli."""
    idea = (params.get("idea") or [""])[-1]
    snapshot = open_bank().current()
    selected = idea if idea in snapshot.collection.by_id else ""
    return _with_first_paint(page, snapshot, filter_of(params), selected, language_of(params))


@lru_cache(maxsize=64)
def _with_first_paint(
    page: bytes, snapshot: Snapshot, filter: Filter, idea: str, language: str
) -> tuple[HttpBody, bytes]:
    with speaking(language):
        paint = first_paint.body(snapshot, filter, idea).encode()
    held = b"".join(HELD.findall(page))
    page = NOSCRIPT.sub(b"", HELD.sub(b"", page))
    page = page.replace(b"</head>", first_paint.head().encode() + b"</head>", 1)
    app = b'<div id="root" inert></div><template id="app">' + held + b"</template>"
    whole = page.replace(ROOT, paint + app, 1)
    return make_body(whole), quick_copy(whole)
