"""The secret by which a browser may change the tours that it has made.

It is a cookie that lasts as long as the browser is open, never leaves this server and says nothing
about who one is. Who wants to go on another day, or on another computer, keeps a personal link:
opened, it moves the secret into the cookie and out of the address.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "servicekartan"
PARAMETER = "nyckel"
_KEY = re.compile(r"[\w-]{20,80}", re.ASCII)


class BrowserKey:
    """Give each browser that opens one of the ``pages`` its secret."""

    def __init__(self, app: ASGIApp, pages: frozenset[str]) -> None:
        self.app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and give the secret, or take it from a personal link."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in self._pages:
            await self.app(scope, receive, send)
            return
        params = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        brought = params.pop(PARAMETER, [""])[-1]
        if PARAMETER.encode() in scope["query_string"]:
            await _redirect(scope, params, brought, send)
            return

        async def send_with_key(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", _cookie(scope, _new_key()))
            await send(message)

        await self.app(scope, receive, send if _has_key(scope) else send_with_key)


def _new_key() -> str:
    return secrets.token_urlsafe(24)


def _has_key(scope: Scope) -> bool:
    cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return bool(_KEY.fullmatch(cookies.get(COOKIE, "")))


def _cookie(scope: Scope, key: str) -> str:
    morsel = SimpleCookie({COOKIE: key})[COOKIE]
    morsel["path"] = scope.get("root_path") or "/"
    morsel["samesite"] = "Lax"
    morsel["httponly"] = True
    if scope.get("scheme") == "https":
        morsel["secure"] = True
    return morsel.OutputString()


async def _redirect(scope: Scope, params: dict[str, list[str]], key: str, send: Send) -> None:
    query = f"?{urlencode(params, doseq=True)}" if params else ""
    location = f"{scope.get('root_path', '')}{scope['path']}{query}"
    headers = [(b"location", location.encode("latin-1")), (b"cache-control", b"no-store")]
    if _KEY.fullmatch(key):
        headers.append((b"set-cookie", _cookie(scope, key).encode("latin-1")))
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
