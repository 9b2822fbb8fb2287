"""Refuses websockets that a page of another site opens.

Streamlit makes the same check, but late and dearly: for a foreign origin it asks another host for
its own address inside the event loop, and everybody waits 2 s (measured: 20 handshakes froze the
server for 5 s).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from geodata.settings import settings

POLICY_VIOLATION = 1008
"""The websocket close code for a refused origin (RFC 6455)."""


class SameOrigin:
    """ASGI middleware that closes a websocket whose ``Origin`` is not this server."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, or close it before anything is accepted."""
        if scope["type"] == "websocket" and not is_same_origin(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        await self.app(scope, receive, send)


def is_same_origin(headers: Headers) -> bool:
    """Return whether a handshake comes from one of our own pages, or from no browser at all.

    A browser always sends ``Origin``. ``null`` (a sandboxed frame, a file) and schemes other than
    http and https are foreign. Behind a proxy the host is the one that the proxy passes on, or that
    of ``SERVICEKARTAN_ADDRESS``.

    Examples
    --------
    >>> is_same_origin(Headers({"host": "karta.example", "origin": "https://karta.example"}))
    True
    >>> is_same_origin(Headers({"host": "karta.example", "origin": "null"}))
    False
    """
    if "origin" not in headers:
        return True
    try:
        origin = urlsplit(headers["origin"])
    except ValueError:
        return False
    own_hosts = {headers.get("host"), urlsplit(settings().public_address).netloc}
    return origin.scheme in ("http", "https") and bool(origin.netloc) and origin.netloc in own_hosts
