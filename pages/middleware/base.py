"""Base class of the middleware: handle some HTTP requests, pass everything else on.

Pure ASGI, because Streamlit's websocket passes through here too.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class HttpMiddleware:
    """ASGI middleware for the HTTP requests that :meth:`handles` accepts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle the request, or pass it on unchanged."""
        if scope["type"] == "http" and self.handles(scope):
            await self.handle(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def handles(self, scope: Scope) -> bool:
        """Return whether an HTTP request concerns this middleware; all do unless overridden."""
        return bool(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or call ``self.app`` with a changed scope or ``send``."""
        raise NotImplementedError
