"""What every answer gets: security headers, the right language, and readable query parameters.

Pure ASGI, because Streamlit's websocket passes through here too.
"""

from __future__ import annotations

import gzip
import html
import mimetypes
from functools import cache
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.answers import FOREVER
from pages.shared import preload
from pages.shared.framing import frame_ancestors
from pages.shared.links import parse, readable
from pages.shared.text import catalogue

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; font-src 'self' data:; "
    "img-src 'self' data: blob:{tiles}; object-src 'none'; base-uri 'self'; "
    "form-action 'self'"
)
TILE_HOST = " https://tile.openstreetmap.org"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), geolocation=(self)",
}


class SecurityHeaders:
    """Say what a page may load and who may frame it; only ``?tiles=true`` may load map tiles."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        referer = urlsplit(Headers(scope=scope).get("referer", "")).query
        query = parse(scope["query_string"].decode("latin-1"))
        tiled = any(asked.get("tiles") == ["true"] for asked in (query, parse(referer)))
        policy = POLICY.format(tiles=TILE_HOST if tiled else "")
        framing = frame_ancestors(scope["path"], query)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith("/component/") and "/static/" in scope["path"]:
                    headers["Cache-Control"] = FOREVER
                own = headers.get("Content-Security-Policy", policy)
                headers["Content-Security-Policy"] = f"{own}; {framing}"
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


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


class PageLanguage:
    """Write the page's true language and name into the HTML, which Streamlit has in English.

    Whatever begins as one of ``besides`` is not Streamlit's and passes as it is.
    """

    def __init__(self, app: ASGIApp, besides: tuple[str, ...] = ()) -> None:
        self.app = app
        self._besides = besides

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and rewrite the answer if it is a page."""
        page = scope["type"] == "http" and scope["method"] == "GET"
        if not page or scope["path"].startswith(self._besides):
            await self.app(scope, receive, send)
            return
        english = parse(scope["query_string"].decode("latin-1")).get("lang") == ["en"]
        page = _Page("en" if english else "sv", send)
        await self.app(_uncompressed(scope), receive, page.send)


def _uncompressed(scope: Scope) -> Scope:
    if "." in scope["path"].rsplit("/", 1)[-1] and not scope["path"].endswith(".html"):
        return scope
    headers = [(n, v) for n, v in scope["headers"] if n not in (b"accept-encoding", b"range")]
    return {**scope, "headers": headers}


def _rewritten(page: bytes, language: str) -> bytes:
    page = page.replace(b'<html lang="en"', f'<html lang="{language}"'.encode(), 1)
    if b"<title>Streamlit</title>" not in page:
        return page.replace(b"<title>Streamlit Folium Component</title>", b"<title>Karta</title>")
    page = page.replace(b"<title>Streamlit</title>", b"<title>Servicekartan</title>")
    page = page.replace(b"<body>", b"<body>" + _skip_link(language), 1)
    return page.replace(b"</head>", preload.links() + b"</head>", 1)


def _skip_link(language: str) -> bytes:
    """The page's first tab stop, which Streamlit can only place behind the sidebar."""
    words = html.escape(catalogue(language).gettext("Hoppa till innehållet"))
    return f'<a class="sk-skip" href="#innehall">{words}</a>'.encode()


class _Page:
    """Holds an HTML answer back until it is whole, then sends it in the right language."""

    def __init__(self, language: str, send: Send) -> None:
        self._language = language
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if "text/html" in Headers(raw=message["headers"]).get("content-type", ""):
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = _rewritten(self._body, self._language)
            headers = MutableHeaders(raw=self._start["headers"])
            headers["content-length"] = str(len(body))
            await self._send(self._start)
            message = {**message, "body": body}
        await self._send(message)


class ReadableLinks:
    """Lead links written with keys (``kind=on_wheels``) to the page's own spelling of them.

    Streamlit binds a widget to the words it shows. So that a link made in one language, by the
    API or by hand opens in another, any known spelling is translated before the page starts.
    """

    def __init__(self, app: ASGIApp, pages: frozenset[str]) -> None:
        self.app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or redirect it."""
        if scope["type"] == "http" and scope["path"] in self._pages and scope["query_string"]:
            params = parse(scope["query_string"].decode("latin-1"))
            spelled = readable(params)
            if spelled != params:
                location = f"{scope.get('root_path', '')}{scope['path']}?{urlencode(spelled, True)}"
                headers = [(b"location", location.encode("latin-1"))]
                start = {"type": "http.response.start", "status": 307, "headers": headers}
                await send(start)
                await send({"type": "http.response.body", "body": b""})
                return
        await self.app(scope, receive, send)
