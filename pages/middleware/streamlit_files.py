"""Serves Streamlit's own scripts and styles from memory, compressed once."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from geodata.api.cached_response import FOREVER
from pages.middleware import preload
from pages.middleware.base import HttpMiddleware, own_path

COMPRESSED = {".js", ".css"}


@dataclass(frozen=True, slots=True)
class _File:
    plain: bytes
    compressed: bytes | None
    media_type: str


class StreamlitFiles(HttpMiddleware):
    """Answer for Streamlit's own scripts and styles from memory, compressed once.

    A page starts with some sixty of them, so what each costs decides when the page is there: from
    memory, behind a socket with TCP_NODELAY (see the Makefile), one takes about 2 ms. A library
    such as servestatic compresses when an app is built, into copies beside the files; these lie in
    the installed package, which is not ours to write to.
    """

    def handles(self, scope: Scope) -> bool:
        """Return whether the path may be one of the files."""
        return scope["method"] == "GET" and own_path(scope).startswith("/static/")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, compressed if the browser takes that; pass on if there is none."""
        file = _streamlit_file(own_path(scope))
        if file is None:
            await self.app(scope, receive, send)
            return
        takes_gzip = b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b"")
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        body = file.plain
        if file.compressed is not None and takes_gzip:
            headers["Content-Encoding"] = "gzip"
            body = file.compressed
        await Response(body, headers=headers, media_type=file.media_type)(scope, receive, send)


@cache
def _streamlit_file(path: str) -> _File | None:
    file = (preload.STATIC / path.lstrip("/")).resolve()
    media_type = mimetypes.guess_type(file.name)[0]
    inside = file.is_relative_to(preload.STATIC / "static")
    if not inside or not file.is_file() or media_type is None:
        return None
    plain = file.read_bytes()
    compressed = gzip.compress(plain, 6, mtime=0) if file.suffix in COMPRESSED else None
    return _File(plain, compressed, media_type)
