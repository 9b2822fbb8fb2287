"""Security headers: Content-Security-Policy and its companions."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from geodata.api.conditional_response import FOREVER
from geodata.settings import settings
from pages.common.links import parse
from pages.middleware.base import HttpMiddleware, own_path
from pages.middleware.frame_ancestors import frame_ancestors

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self'; font-src 'self' data:; "
    "img-src 'self' data: blob:{tiles}; object-src 'none'; base-uri 'self'; "
    "form-action 'self'"
)
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:]+\](:\d{1,5})?")
TILE_HOST = " https://tile.openstreetmap.org"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), geolocation=(self)",
}


class SecurityHeaders(HttpMiddleware):
    """Set security headers; map tiles may be loaded only with ``?tiles=true``."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to the response."""
        query = parse(scope["query_string"].decode("latin-1"))
        policy = POLICY.format(tiles=TILE_HOST if _shows_tiles(scope, query) else "")
        path = own_path(scope)
        framing = frame_ancestors(path, query)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path.startswith("/component/") and "/static/" in path:
                    headers["Cache-Control"] = FOREVER
                own = headers.get("Content-Security-Policy", policy)
                own = own.replace("connect-src 'self'", f"connect-src 'self'{_sockets(scope)}")
                headers["Content-Security-Policy"] = f"{own}; {framing}"
                for name, value in (HEADERS | _transport(scope)).items():
                    headers.setdefault(name, value)
                _keep_cookies_private(headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _sockets(scope: Scope) -> str:
    """Return this server's own websockets: older browsers do not take 'self' to mean them."""
    host = Headers(scope=scope).get("host", "")
    return f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""


def _transport(scope: Scope) -> dict[str, str]:
    """Return ``Strict-Transport-Security`` as the operator has set it; over TLS only (RFC 6797)."""
    seconds = settings().hsts_seconds
    secure = scope.get("scheme") == "https" and seconds
    return {"Strict-Transport-Security": f"max-age={seconds}"} if secure else {}


def _keep_cookies_private(headers: MutableHeaders) -> None:
    """Forbid shared caches to keep a response with a cookie: it is one visitor's secret."""
    rules = headers.get("Cache-Control", "no-cache")
    if "Set-Cookie" in headers and not {"private", "no-store"} & set(re.split(r"[\s,]+", rules)):
        others = [rule for rule in re.split(r"\s*,\s*", rules) if rule != "public"]
        headers["Cache-Control"] = ", ".join(["private", *others])


def _shows_tiles(scope: Scope, query: dict[str, list[str]]) -> bool:
    # The map's frame has no parameters of its own: the page around it is its referrer.
    referrer = urlsplit(Headers(scope=scope).get("referer", "")).query
    return any(params.get("tiles") == ["true"] for params in (query, parse(referrer)))
