"""Base class of the middleware: handle some HTTP requests, pass everything else on.

Pure ASGI, because Streamlit's websocket passes through here too.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


def own_path(scope: Scope) -> str:
    """Return a request's path below the app's root, which ``root_path`` holds.

    Examples
    --------
    >>> own_path({"path": "/karta/nara", "root_path": "/karta"}), own_path({"path": "/nara"})
    ('/nara', '/nara')
    """
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    below = path == root or path.startswith(f"{root}/")
    return path.removeprefix(root) or "/" if below else path


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
