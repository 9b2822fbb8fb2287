"""Serves Streamlit's own scripts, styles and fonts from memory, compressed once."""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from geodata.api.brotli_copies import copies
from geodata.api.conditional_response import FOREVER, HttpBody, make_body, respond
from pages.middleware import preload
from pages.middleware.base import HttpMiddleware, own_path

COMPRESSED = {".js", ".css"}
FONTS = Path(__file__).with_name("fonts")
"""Fonts that stand in for Streamlit's of the same name, see :mod:`build_fonts`."""


class StreamlitFiles(HttpMiddleware):
    """Answer for Streamlit's own scripts, styles and fonts from memory, compressed once.

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
        file = _paths()[path]
        body = await anyio.to_thread.run_sync(_read, file)
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        # Streamlit's own name for a font does not change when our part of it does.
        rule = "no-cache" if file.parent == FONTS else FOREVER
        brotli = copies.find(body.plain) if file.suffix in COMPRESSED else None
        response = respond(Request(scope), body, media_type, rule, brotli=brotli)
        await response(scope, receive, send)


@cache
def _paths() -> dict[str, Path]:
    """Return Streamlit's files by address.

    Only these are ever read and remembered: what a stranger asks for is no key of any cache.
    """
    root = preload.STATIC
    files = (path for path in (root / "static").rglob("*") if path.is_file())
    fonts = {path.name: path for path in FONTS.glob("*.woff2")}
    return {f"/{path.relative_to(root).as_posix()}": fonts.get(path.name, path) for path in files}


@cache
def _read(path: Path) -> HttpBody:
    """Return one of the files of :func:`_paths`; what is compressed already stays as it is."""
    return make_body(path.read_bytes(), compressible=path.suffix in COMPRESSED)
