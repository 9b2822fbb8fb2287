"""Error responses: a sentence in the page's language instead of a bare error.

It stands inside the security headers, so that errors have them too. The exception is in the log.
"""

from __future__ import annotations

import html
import logging

from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import HTMLResponse
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected

from pages.common.i18n import _, speaking
from pages.common.links import language_of, language_query, parse
from pages.middleware.base import HttpMiddleware

log = logging.getLogger("servicekartan")
MAX_NAME_BYTES = 255
"""The longest name between two slashes: file systems refuse longer ones."""


class Failures(HttpMiddleware):
    """Answer 503 when the database does not answer, 500 for other errors, 404 for odd paths."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request; a websocket whose other end goes while it opens is no error."""
        try:
            await super().__call__(scope, receive, send)
        except WebSocketDisconnected:
            # Streamlit closes it once more: sixty lines of log for whoever leaves at once.
            log.debug("a websocket was left while it opened")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer in its place if it fails before its response has begun."""
        if _is_odd(scope["path"]):
            await error_page(scope, 404)(scope, receive, send)
            return
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            log.exception("%s %s failed", scope["method"], scope["path"])
            if begun:
                raise
            status = 503 if isinstance(error, SQLAlchemyError) else 500
            await error_page(scope, status)(scope, receive, send)


def _is_odd(path: str) -> bool:
    """Return whether no file system takes a path."""
    names = path.encode(errors="surrogatepass").split(b"/")
    return "\x00" in path or any(len(name) > MAX_NAME_BYTES for name in names)


def error_page(scope: Scope, status: int) -> HTMLResponse:
    """Return a page that says what went wrong, in the language of the address, and leads home."""
    lang = language_of(parse(scope["query_string"].decode("latin-1")))
    with speaking(lang):
        home = html.escape(f"{scope.get('root_path', '')}/{language_query(lang)}")
        way_home = html.escape(_("Till kartan"))
        text = {
            404: _("Det finns ingen sida på den här adressen."),
            500: _("Något gick fel här. Felet är antecknat. Vänta en stund och försök igen."),
            503: _("Databasen svarar inte just nu. Vänta en stund och ladda sedan om sidan."),
        }[status]
    body = (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Servicekartan</title>'
        f'<meta name="viewport" content="width=device-width"><h1>Servicekartan</h1>'
        f'<p>{html.escape(text)}</p><p><a href="{home}">{way_home}</a></p></html>'
    )
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "5"} if status == 503 else {})
    return HTMLResponse(body, status, headers)
