"""``/inloggning``: exchanges an editor's ticket for the cookie of the sign-in.

Streamlit answers over a websocket, where no cookie can be set, least of all one that scripts
cannot read.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from geodata.database.store import open_store
from geodata.moderation.sign_in import SIGNED_IN_S
from geodata.moderation.sign_in_cookie import COOKIE, exchange

HEADER = "X-Sign-In-Ticket"
"""A page of another site cannot send it: the browser would ask first, and is not answered."""


def set_cookie(request: Request) -> Response:
    """Answer ``/inloggning``: 204 with the cookie, or 403 for a ticket that is not good."""
    value = exchange(open_store(), request.headers.get(HEADER, ""))
    if value is None:
        return Response(status_code=403, headers={"Cache-Control": "no-store"})
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    response.set_cookie(
        COOKIE,
        value,
        max_age=SIGNED_IN_S,
        path=request.scope.get("root_path") or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


ROUTES: list[BaseRoute] = [Route("/inloggning", set_cookie, methods=["POST"])]
