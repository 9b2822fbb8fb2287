"""Leads phones that come with a code to the room, before Streamlit starts a session for them."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from geodata.workshop import rooms
from pages.common.site_map import WORKSHOP
from pages.routes.room.pages import room_location


class RoomRedirect:
    """Answer ``/workshop?kod=ABCD`` with the way to the room's own page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect, or pass the request on."""
        if scope["type"] == "http" and scope["path"] == WORKSHOP.address:
            query = scope["query_string"].decode("latin-1")
            code = rooms.normal_code(parse_qs(query).get("kod", [""])[0])
            if code:
                await RedirectResponse(room_location(code, query), 303)(scope, receive, send)
                return
        await self.app(scope, receive, send)
