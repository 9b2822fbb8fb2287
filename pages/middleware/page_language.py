"""Writes the right language and title into Streamlit's HTML, and what the page should preload."""

from __future__ import annotations

import html
from functools import cache
from typing import Any
from urllib.parse import urlencode

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.bank import open_bank
from pages.common import social
from pages.common.i18n import speaking, translations
from pages.common.links import filter_of, language_of, parse, public_root
from pages.common.site_map import PAGES
from pages.middleware import preload
from pages.middleware.base import HttpMiddleware, own_path
from pages.middleware.failures import error_page
from pages.viewer.assets import STATIC, address
from pages.viewer.page_writer import templates

SHARED = ("idea", "exempel", "kommun", "plats", "guide", "visning", "inlagg")
"""Parameters besides the filter that are part of the address that a preview names."""

STREAMLITS_TITLE = b"<title>Streamlit</title>"


class PageLanguage(HttpMiddleware):
    """Write the page's true language and name into the HTML, which Streamlit has in English.

    Paths that begin as one of ``besides`` are not Streamlit's and pass unchanged.
    """

    def __init__(self, app: ASGIApp, besides: tuple[str, ...] = ()) -> None:
        super().__init__(app)
        self._besides = besides

    def handles(self, scope: Scope) -> bool:
        """Return whether the request may be for one of Streamlit's pages."""
        return scope["method"] == "GET" and not own_path(scope).startswith(self._besides)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and rewrite the response if it is a page."""
        params = parse(scope["query_string"].decode("latin-1"))
        path, lang = own_path(scope), language_of(params)
        is_page = path.strip("/") in {page.path for page in PAGES}
        missing = None if is_page else error_page(scope, 404)
        head = _links(path)
        if is_page:
            head += await anyio.to_thread.run_sync(_social_tags, scope, params)
        rewriter = _Rewriter(lang, head, missing, send)
        await self.app(_uncompressed(scope), receive, rewriter.send)


def _uncompressed(scope: Scope) -> Scope:
    if "." in scope["path"].rsplit("/", 1)[-1] and not scope["path"].endswith(".html"):
        return scope
    headers = [(n, v) for n, v in scope["headers"] if n not in (b"accept-encoding", b"range")]
    return {**scope, "headers": headers}


def _links(path: str) -> bytes:
    """Return the ``<link>`` elements for a page: what the map needs costs 200 kB elsewhere."""
    has_map = any(page.address == path and page.has_map for page in PAGES)
    return preload.links() if has_map else b""


def _social_tags(scope: Scope, params: dict[str, list[str]]) -> bytes:
    """Return the elements for the preview of a link to the page; none for one that is not ours."""
    root = public_root(str(Request(scope).base_url))
    path, lang = own_path(scope), language_of(params)
    with speaking(lang):
        snapshot = open_bank().current()
        preview = social.of_page(path, params, snapshot)
        if preview is None:
            return b""
        # Where on the map one is, and which page of the list, is not what one shares.
        shared = filter_of(params).to_params() | {
            name: params[name][-1:] for name in SHARED if name in params
        }
        query = urlencode(shared | ({"lang": [lang]} if lang != "sv" else {}), doseq=True)
        address = f"{root}{path.lstrip('/')}" + (f"?{query}" if query else "")
        macros: Any = templates.get_template("social.html").module
        return str(macros.tags(preview, root, address, lang)).encode()


def _rewritten(page: bytes, language: str, links: bytes) -> bytes:
    page = page.replace(b'<html lang="en"', f'<html lang="{language}"'.encode(), 1)
    if STREAMLITS_TITLE not in page:
        return page.replace(b"<title>Streamlit Folium Component</title>", b"<title>Karta</title>")
    page = page.replace(STREAMLITS_TITLE, b"<title>Servicekartan</title>")
    page = page.replace(b"<body>", b"<body>" + _skip_link(language), 1)
    page = page.replace(b"<head>", b"<head>" + _scripts(), 1)
    page = page.replace(b"</body>", _style() + b"</body>", 1)
    return page.replace(b"</head>", links + b"</head>", 1)


@cache
def _style() -> bytes:
    """Return the app's style sheet, which stands last so that it overrules Streamlit's."""
    return f'<link rel="stylesheet" data-app href="./{address("app.css")}">'.encode()


def _skip_link(language: str) -> bytes:
    """Return the page's first tab stop, and the region that says what has changed.

    Streamlit can only place the first behind the sidebar, and draws what it says anew each time.
    """
    text = html.escape(translations(language).gettext("Hoppa till innehållet"))
    skip = f'<a class="sk-skip" href="#innehall">{text}</a>'
    return f'{skip}<p class="sk-live" id="sk-live" aria-live="polite"></p>'.encode()


CALM = (
    "<style>[data-testid=stSkeleton],[data-testid=stSkeleton] *{animation:none!important}</style>"
)
"""Streamlit's grey bars pulse until a page stands, twenty at a time and also behind the first
picture: drawing them took a third of a computer's time for opening the map, 3 s of a processor."""


@cache
def _scripts() -> bytes:
    """Return the scripts: the one that keeps the way back must run before Streamlit's own."""
    back = (STATIC / "back.js").read_text(encoding="utf-8")
    page = f'<script src="./{address("page.js")}" defer></script>'
    return f"{CALM}<script>{back}</script>{page}".encode()


class _Rewriter:
    """Hold an HTML response back until it is whole, then send it in the right language.

    Streamlit answers any path with its page; ``missing`` is sent in its place where there is none.
    """

    def __init__(self, language: str, links: bytes, missing: Response | None, send: Send) -> None:
        self._language = language
        self._links = links
        self._missing = missing
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
            start, body = self._answer(self._start)
            await self._send(start)
            message = {**message, "body": body}
        await self._send(message)

    def _answer(self, start: Message) -> tuple[Message, bytes]:
        if self._missing and STREAMLITS_TITLE in self._body:
            status, headers = self._missing.status_code, self._missing.raw_headers
            return {**start, "status": status, "headers": headers}, bytes(self._missing.body)
        body = _rewritten(self._body, self._language, self._links)
        MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
        return start, body
