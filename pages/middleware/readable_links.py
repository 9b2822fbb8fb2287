"""Redirects links written with keys to the page's own spelling of query parameters."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from pages.common.links import parse, readable


class ReadableLinks:
    """Lead links written with keys (``kind=on_wheels``) to the page's own spelling of them.

    Streamlit binds a widget to the words it shows. So that a link made in one language, by the
    API or by hand opens in another, any known spelling is translated before the page starts.
    """

    def __init__(self, app: ASGIApp, pages: frozenset[str]) -> None:
        self.app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or redirect it."""
        if scope["type"] == "http" and scope["path"] in self._pages and scope["query_string"]:
            params = parse(scope["query_string"].decode("latin-1"))
            spelled = readable(params)
            if spelled != params:
                location = f"{scope.get('root_path', '')}{scope['path']}?{urlencode(spelled, True)}"
                headers = [(b"location", location.encode("latin-1"))]
                start = {"type": "http.response.start", "status": 307, "headers": headers}
                await send(start)
                await send({"type": "http.response.body", "body": b""})
                return
        await self.app(scope, receive, send)
