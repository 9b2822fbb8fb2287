"""Redirects links written with keys to the page's own spelling of query parameters."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.common.links import parse, readable
from pages.middleware.base import HttpMiddleware, own_path


class ReadableLinks(HttpMiddleware):
    """Redirect links written with keys (``kind=on_wheels``) to the labels that ``pages`` show.

    Streamlit binds a widget to the words it shows. So that a link made in one language, by the
    API or by hand opens in another, any known spelling is translated before the page starts.
    """

    def __init__(self, app: ASGIApp, pages: frozenset[str]) -> None:
        super().__init__(app)
        self._pages = pages

    def handles(self, scope: Scope) -> bool:
        """Return whether a page is opened with query parameters."""
        return own_path(scope) in self._pages and bool(scope["query_string"])

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect if a parameter is spelled in another way than the page's, else pass on."""
        params = parse(scope["query_string"].decode("latin-1"))
        labelled = readable(params)
        if labelled == params:
            await self.app(scope, receive, send)
            return
        root = scope.get("root_path", "")
        location = f"{root}{own_path(scope)}?{urlencode(labelled, doseq=True)}"
        await RedirectResponse(location, 307)(scope, receive, send)
