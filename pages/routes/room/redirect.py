"""Redirects a phone that comes with a code to the room, before Streamlit starts a session."""

from __future__ import annotations

from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

from geodata.workshop.room_codes import normal_code
from pages.common.links import parse
from pages.common.site_map import WORKSHOP
from pages.middleware.base import HttpMiddleware, own_path
from pages.routes.room.pages import room_location


class RoomRedirect(HttpMiddleware):
    """Redirect ``/workshop?kod=ABCD`` to the room's own page."""

    def handles(self, scope: Scope) -> bool:
        """Return whether the workshop's page is opened with a code."""
        return own_path(scope) == WORKSHOP.address and bool(_code(scope))

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect to the room's page."""
        location = room_location(_code(scope), scope["query_string"].decode("latin-1"))
        await RedirectResponse(location, 303)(scope, receive, send)


def _code(scope: Scope) -> str:
    params = parse(scope["query_string"].decode("latin-1"))
    return normal_code(params.get("kod", [""])[0])
