"""The address of ``SERVICEKARTAN_ADDRESS``, put into every request.

A proxy may pass on another host, another scheme, or a path without the prefix that browsers see.
With the public address in the ASGI scope all that is made from it is right: the API's links and
catalogue, redirects and the path and ``Secure`` of cookies.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.settings import settings
from pages.middleware.base import own_path

_WHOLE_HOST = re.compile(rb"(;\s*path=)/(?=;|$)", re.IGNORECASE)


class PublicAddress:
    """ASGI middleware that gives requests the public scheme, host and path prefix, if set."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as if it had come straight to the public address."""
        if scope["type"] in ("http", "websocket") and settings().public_address:
            scope = {**scope, **_public(scope, settings().public_address)}
        elif scope["type"] in ("http", "websocket") and scope.get("root_path"):
            scope = {**scope, **_place(scope, str(scope["root_path"]))}
        await self.app(scope, receive, _below(str(scope.get("root_path", "")), send))


def _below(prefix: str, send: Send) -> Send:
    """Return a ``send`` that keeps the cookies of the whole host, such as Streamlit's, below."""
    if not prefix:
        return send

    async def send_below(message: Message) -> None:
        if message["type"] == "http.response.start":
            path = rb"\g<1>" + prefix.encode()
            message["headers"] = [
                (name, _WHOLE_HOST.sub(path, value) if name.lower() == b"set-cookie" else value)
                for name, value in message["headers"]
            ]
        await send(message)

    return send_below


def _public(scope: Scope, address: str) -> Scope:
    """Return the values of a scope that the public address decides."""
    parts = urlsplit(address)
    place = _place(scope, parts.path.rstrip("/"))
    if scope["type"] == "websocket":
        # Whose page opens a socket is judged by the host that the browser wrote.
        return place
    others = [(name, value) for name, value in scope["headers"] if name != b"host"]
    host = (b"host", parts.netloc.encode("idna" if not parts.netloc.isascii() else "ascii"))
    return {**place, "scheme": parts.scheme, "headers": [host, *others]}


def _place(scope: Scope, prefix: str) -> Scope:
    """Return the path with the prefix once: some proxies take it away and some do not.

    ``uvicorn --root-path`` puts its root before either path.
    """
    path = own_path(scope)
    inside = path == prefix or path.startswith(f"{prefix}/")
    return {"root_path": prefix, "path": path if inside else f"{prefix}{path}"}
