"""The browser key: a secret by which a browser may change the tours that it has made.

It is used by this server alone and identifies nobody. It is a session cookie until the browser has
made something; then it lasts ``KEY_DAYS`` from the latest visit (``pages/routes/browser_key.py``).
Whoever wants to continue on another computer keeps a personal link. Opening it asks before it
moves the key from the address into the cookie: a link on any other site could otherwise replace a
visitor's key by one that its author knows.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.common.i18n import _, language, speaking
from pages.common.links import language_of, parse
from pages.middleware.base import HttpMiddleware, own_path
from pages.middleware.same_origin import is_same_origin
from pages.viewer.page_writer import templates

COOKIE = "servicekartan"
PARAMETER = "nyckel"
KEY_DAYS = 180
"""How long a browser that has made a tour or a room keeps its key after the latest visit."""
_KEY = re.compile(r"[\w-]{20,80}", re.ASCII)


def new_key() -> str:
    """Return a random key."""
    return secrets.token_urlsafe(24)


def is_key(text: str) -> bool:
    """Return whether a text has the form of a key."""
    return bool(_KEY.fullmatch(text))


class BrowserKey(HttpMiddleware):
    """Give each browser that opens one of the ``pages`` its key."""

    def __init__(self, app: ASGIApp, pages: frozenset[str]) -> None:
        super().__init__(app)
        self._pages = pages

    def handles(self, scope: Scope) -> bool:
        """Return whether one of the pages is opened."""
        return scope["method"] in ("GET", "POST") and own_path(scope) in self._pages

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the cookie if there is none; ask before a personal link's key is set."""
        params = parse(scope["query_string"].decode("latin-1"))
        key = params.pop(PARAMETER, [""])[-1]
        if PARAMETER.encode() in scope["query_string"]:
            await _answer_link(scope, params, key)(scope, receive, send)
            return

        async def send_with_key(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = cookie_header(scope, new_key())
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self.app(scope, receive, send if _has_key(scope) else send_with_key)


def _has_key(scope: Scope) -> bool:
    cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return is_key(cookies.get(COOKIE, ""))


def cookie_header(scope: Scope, key: str, max_age: int | None = None) -> str:
    """Return the ``Set-Cookie`` header of a key, for so many seconds or for the session."""
    morsel = SimpleCookie({COOKIE: key})[COOKIE]
    morsel["path"] = scope.get("root_path") or "/"
    morsel["samesite"] = "Lax"
    morsel["httponly"] = True
    if max_age is not None:
        morsel["max-age"] = str(max_age)
    if scope.get("scheme") == "https":
        morsel["secure"] = True
    return morsel.OutputString()


def _answer_link(scope: Scope, params: dict[str, list[str]], key: str) -> Response:
    """Return the page that asks, or the redirect that sets the key once the visitor has agreed."""
    headers = Headers(scope=scope)
    if scope["method"] == "POST" and "origin" in headers and is_same_origin(headers):
        return _redirect(scope, params, key)
    own = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
    if not is_key(key) or key == own:
        return _redirect(scope, params, "")
    return _ask(params, is_key(own))


def _ask(params: dict[str, list[str]], has_own: bool) -> Response:
    """Return the page that asks whether to use the link's key; its form posts to its address."""
    with speaking(language_of(params)):
        own = _("Visningar och rum som du har gjort i den här webbläsaren kommer du då inte åt.")
        words = {
            "title": _("Vill du leda vidare i den här webbläsaren?"),
            "text": _(
                "Länken innehåller en nyckel till någons visningar och rum. Fortsätt bara om du "
                "själv har sparat länken eller fått den av någon du litar på."
            ),
            "own": own if has_own else "",
            "use": _("Använd länkens nyckel"),
            "leave": _("Fortsätt utan den"),
        }
        page = templates.get_template("key.html").render(
            language=language(),
            without=f"?{urlencode(params, doseq=True)}" if params else "?",
            words=words,
        )
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


def _redirect(scope: Scope, params: dict[str, list[str]], key: str) -> RedirectResponse:
    query = f"?{urlencode(params, doseq=True)}" if params else ""
    location = f"{scope.get('root_path', '')}{own_path(scope)}{query}"
    response = RedirectResponse(location, 303, {"Cache-Control": "no-store"})
    if is_key(key):
        response.headers.append("Set-Cookie", cookie_header(scope, key))
    return response
