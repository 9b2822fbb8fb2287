"""Budget for uploads, which Streamlit keeps in memory as long as the session lives.

Any session may send file after file, also on a page without an upload field (measured: 60 files
took 281 MiB). So bytes are counted as they come, for each session, each network and all together.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import anyio
from cachetools import TTLCache
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.rate_limits import Limit
from pages.common.i18n import _, speaking
from pages.common.links import language_of, parse
from pages.middleware.base import HttpMiddleware

PREFIX = "/_stcore/upload_file/"
SESSION_BYTES = 40_000_000
"""What one session may send in its life: three pictures of the greatest size, or ten usual ones."""
SESSION_HOURS = 24
BYTES = Limit("upload", own=60_000_000, of_all=600_000_000)


class TooMuchError(Exception):
    """A budget is used up."""


class UploadBudget(HttpMiddleware):
    """Refuse an upload when its session, its network or all together have sent too much."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self._sessions: TTLCache[str, int] = TTLCache(20_000, SESSION_HOURS * 3600)

    def handles(self, scope: Scope) -> bool:
        """Return whether a file is sent."""
        return scope["method"] in ("PUT", "POST") and scope["path"].startswith(PREFIX)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the body's bytes as they come, and answer 429 when a budget is used up."""
        session = scope["path"].removeprefix(PREFIX).split("/")[0]
        address = scope["client"][0] if scope.get("client") else None
        begun = False

        async def receive_and_count() -> Message:
            message = await receive()
            size = len(message.get("body", b""))
            self._count(session, size)
            # Shared counters are asked over the network, which must keep nobody else waiting.
            if size and not await anyio.to_thread.run_sync(BYTES.hit, address, size):
                raise TooMuchError
            return message

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive_and_count, send_and_note)
        except TooMuchError:
            if begun:
                raise
            await _refusal(scope)(scope, receive, send)

    def _count(self, session: str, size: int) -> None:
        total = self._sessions.get(session, 0) + size
        if total > SESSION_BYTES:
            raise TooMuchError
        self._sessions[session] = total


def _language(scope: Scope) -> str:
    """Return the language of the page that sends the file: Streamlit's addresses have none."""
    page = urlsplit(Headers(scope=scope).get("referer", "")).query
    return language_of(parse(scope["query_string"].decode("latin-1") or page))


def _refusal(scope: Scope) -> PlainTextResponse:
    with speaking(_language(scope)):
        text = _("Du har skickat så mycket som får plats. Vänta en timme och ladda om sidan.")
    return PlainTextResponse(text, 429, {"Retry-After": "3600"})
