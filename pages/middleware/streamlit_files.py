"""Serves Streamlit's own scripts and styles from memory, compressed once."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
        path = own_path(scope)
        return scope["method"] in ("GET", "HEAD") and path.startswith("/static/")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, compressed if the browser takes that, or a 404."""
        path = own_path(scope)
        if path not in _paths():
            await Response("Not found", 404, media_type="text/plain")(scope, receive, send)
            return
        file = _read(path)
        takes_gzip = b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b"")
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        body = file.plain
        if file.compressed is not None and takes_gzip:
            headers["Content-Encoding"] = "gzip"
            body = file.compressed
        await Response(body, headers=headers, media_type=file.media_type)(scope, receive, send)


@cache
def _paths() -> dict[str, Path]:
    """Return Streamlit's files by address.

    Only these are ever read and remembered: what a stranger asks for is no key of any cache.
    """
    root = preload.STATIC
    files = (path for path in (root / "static").rglob("*") if path.is_file())
    return {f"/{path.relative_to(root).as_posix()}": path for path in files}


@cache
def _read(address: str) -> _File:
    """Return the file at an address of :func:`_paths`."""
    path = _paths()[address]
    plain = path.read_bytes()
    compressed = gzip.compress(plain, 6, mtime=0) if path.suffix in COMPRESSED else None
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _File(plain, compressed, media_type)
