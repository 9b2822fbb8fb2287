"""``/minns-mig`` and ``/glom-mig``: a browser that has made a tour or a room keeps its key, or not.

Until it has made something its key is a session cookie. A page that shows what it has made asks for
``/minns-mig`` (``viewer/static/tools.js``), because Streamlit itself can set no cookie.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pages.middleware.browser_key import COOKIE, KEY_DAYS, cookie_header, is_key
from pages.middleware.same_origin import is_same_origin

DAY_SECONDS = 24 * 3600


async def remember(request: Request) -> Response:
    """Answer ``POST /minns-mig``: the browser's key lasts ``KEY_DAYS`` from now."""
    return _answer(request, KEY_DAYS * DAY_SECONDS)


async def forget(request: Request) -> Response:
    """Answer ``POST /glom-mig``: the browser no longer has its key."""
    return _answer(request, 0)


def _answer(request: Request, max_age: int) -> Response:
    """Return a response without content that sets how long the cookie lasts, in seconds."""
    key = request.cookies.get(COOKIE, "")
    if not is_same_origin(request.headers):
        return Response(status_code=403)
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    if is_key(key):
        response.headers.append("Set-Cookie", cookie_header(request.scope, key, max_age))
    return response


ROUTES: list[BaseRoute] = [
    Route("/minns-mig", remember, methods=["POST"]),
    Route("/glom-mig", forget, methods=["POST"]),
]
