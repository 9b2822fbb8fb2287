"""Session ownership: only the browser that began a session resumes it, not who knows its id.

Streamlit resumes a session, signed in as it is, for whoever names its id in a handshake. The id is
random, but stands in the addresses of uploads, and so in the access log of many a proxy. What the
browser holds besides is the token against forged requests, which stands in no address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cachetools import TTLCache
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.middleware.base import own_path

STREAM = "/_stcore/stream"
TOKEN_COOKIE = "_streamlit_xsrf"  # noqa: S105
PROTOCOLS = "sec-websocket-protocol"
_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HOURS = 24


class OwnSession:
    """ASGI middleware that takes the id of another browser's session out of a handshake."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._owners: TTLCache[str, str] = TTLCache(50_000, _HOURS * 3600)
        """The token of the browser by id of the session."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the handshake on, and note whose the session is that it gives."""
        if scope["type"] != "websocket" or own_path(scope) != STREAM:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        token = token_of(cookie_parser(headers.get("cookie", "")).get(TOKEN_COOKIE, ""))
        is_noted = False

        async def send_and_note(message: Message) -> None:
            nonlocal is_noted
            # The first message with ids is the one that tells the browser its session's.
            if not is_noted and (ids := _ID.findall(message.get("bytes") or b"")):
                is_noted = True
                self._owners.update((key.decode(), token) for key in ids)
            await send(message)

        words = [word.strip() for word in headers.get(PROTOCOLS, "").split(",")]
        if len(words) > 2 and not (token and self._owners.get(words[2]) == token):
            scope = _with_protocols(scope, words[:2])
        await self.app(scope, receive, send_and_note)


def _with_protocols(scope: Scope, words: Sequence[str]) -> Scope:
    others = [(name, value) for name, value in scope["headers"] if name != PROTOCOLS.encode()]
    header = (PROTOCOLS.encode(), ", ".join(words).encode("latin-1"))
    return {**scope, "headers": [*others, header], "subprotocols": list(words)}


def token_of(cookie: str) -> str:
    """Return the token in a cookie that may be masked anew in each response, "" for nonsense.

    Examples
    --------
    >>> token_of("2|01020304|00000000|1700000000"), token_of("2|00000000|01020304|1700000000")
    ('01020304', '01020304')
    >>> token_of("nonsense")
    ''
    """
    try:
        _, mask, masked, _ = cookie.strip('"').split("|")
        pairs = zip(bytes.fromhex(masked), bytes.fromhex(mask) * len(masked), strict=False)
        return bytes(a ^ b for a, b in pairs).hex()
    except ValueError:
        return ""
