"""Serves Streamlit's own scripts and styles from memory, compressed once."""

from __future__ import annotations

import gzip
import mimetypes
from functools import cache

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from geodata.api.cached_response import FOREVER
from pages.middleware import preload


class StreamlitFiles:
    """Answer for Streamlit's own scripts and styles from memory, compressed once.

    A page starts with some sixty of them, so what each costs decides when the page is there.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on what is no such file."""
        path = scope["path"] if scope["type"] == "http" and scope["method"] == "GET" else ""
        found = _streamlit_file(path) if path.startswith("/static/") else None
        if found is None:
            await self.app(scope, receive, send)
            return
        plain, compressed, kind = found
        zipped = compressed is not None and b"gzip" in dict(scope["headers"]).get(
            b"accept-encoding", b""
        )
        headers = {
            "Cache-Control": FOREVER,
            "Vary": "Accept-Encoding",
        }
        headers |= {"Content-Encoding": "gzip"} if zipped else {}
        body = compressed if zipped else plain
        await Response(body, headers=headers, media_type=kind)(scope, receive, send)


@cache
def _streamlit_file(path: str) -> tuple[bytes, bytes | None, str] | None:
    file = (preload.STATIC / path.lstrip("/")).resolve()
    kind = mimetypes.guess_type(file.name)[0]
    if not file.is_relative_to(preload.STATIC / "static") or not file.is_file() or kind is None:
        return None
    plain = file.read_bytes()
    small = gzip.compress(plain, 6, mtime=0) if file.suffix in {".js", ".css"} else None
    return plain, small, kind
