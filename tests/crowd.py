"""Simulated visitors: Streamlit sessions without a browser, which come back when a line breaks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http.cookies import SimpleCookie

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

PATIENCE_SECONDS = 60
QUERIES = ("", "kind=on_wheels", "county=25", "q=lanthandel", "q=bokbuss", "kind=digital")
"""Addresses of the map that visitors go through, from message to message."""


class Visitor:
    """A browser with a jar of cookies and one session of the map."""

    def __init__(self, address: str, headers: dict[str, str] | None = None) -> None:
        self.address = address
        self.headers = headers or {}
        self.cookies: dict[str, str] = {}
        self.session = ""
        self.failures: list[str] = []
        """What went wrong other than a line that broke and was there again at once."""
        self.breaks = 0
        self.seconds: list[float] = []

    @property
    def cookie(self) -> str:
        """The header ``Cookie``."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @asynccontextmanager
    async def line(self) -> AsyncIterator[ClientConnection]:
        """Open the websocket, and keep the cookies that come with it."""
        url = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        headers = self.headers | ({"Cookie": self.cookie} if self.cookies else {})
        options = {"additional_headers": headers, "max_size": None, "proxy": None}
        async with connect(url, subprotocols=["streamlit"], open_timeout=20, **options) as socket:
            for text in socket.response.headers.get_all("Set-Cookie"):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(text).items()}
            yield socket

    async def ask(self, socket: ClientConnection, query: str = "", page: str = "") -> float:
        """Have a page run; return the seconds until it is finished."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        begin = time.perf_counter()
        await socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                forward = ForwardMsg.FromString(await socket.recv())
                kind = forward.WhichOneof("type")
                if kind == "new_session":
                    self.session = forward.new_session.initialize.session_id
                elif kind == "script_finished":
                    self.seconds.append(time.perf_counter() - begin)
                    return self.seconds[-1]

    async def browse(self, until: asyncio.Event, think: float, start: float = 0.0) -> None:
        """Look at one address after another; when the line breaks, open it once more at once."""
        await asyncio.sleep(start)
        turn = 0
        while not until.is_set():
            try:
                async with self.line() as socket:
                    while not until.is_set():
                        await self.ask(socket, QUERIES[turn % len(QUERIES)])
                        turn += 1
                        with suppress(TimeoutError):
                            await asyncio.wait_for(until.wait(), think)
            except WebSocketException as error:
                if error.__class__.__name__.startswith("ConnectionClosed"):
                    self.breaks += 1
                else:
                    self.failures.append(repr(error))
            except (OSError, TimeoutError) as error:
                self.failures.append(repr(error))
            await asyncio.sleep(0.3)
