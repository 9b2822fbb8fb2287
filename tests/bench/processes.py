"""What two processes behind nginx carry against one, and what its cache carries, in one run.

All of it shares the computer's cores with this program, so what an answer costs each part of them
is said too, and the visitors read as little as they can: a websocket client that unpacks and parses
every message would take from two processes what it does not take from one.
"""

from __future__ import annotations

import asyncio
import base64
import os
import time
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import cycle, islice

import httpx
import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException

from tests.cluster import Cluster, serve_cluster
from tests.crowd import QUERIES, Visitor

SECONDS = float(os.environ.get("CROWD_SECONDS", "12"))
VISITORS = 12
BAR_OF_TWO, BAR_OF_CACHE = 1.7, 10
BINARY, CLOSE, PING, PONG = 2, 8, 9, 10
SHORT = 100
"""Bytes of a message that may be the last of a run."""
Deed = Callable[[str, list[int], int], Awaitable[None]]


def run() -> list[str]:
    """Return lines for each bar, and what an answer costs."""
    with serve_cluster(1) as cluster:
        asyncio.run(_crowd(cluster.address, 4))
        one, parts_of_one = _measure(cluster)
        openings = asyncio.run(_all(_open, cluster.address, SECONDS))
        pages = asyncio.run(_all(_read, cluster.address, SECONDS))
    with serve_cluster(2) as cluster:
        asyncio.run(_crowd(cluster.address, 4))
        two, parts_of_two = _measure(cluster)
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    return [
        f"answers of the map a second: {one:.1f} by one process, {two:.1f} by two ({machine})",
        f"that is {two / one:.2f} times (bar {BAR_OF_TWO})",
        f"processor for an answer by one: {parts_of_one}",
        f"processor for an answer by two: {parts_of_two}",
        f"a second: {openings:.1f} openings, {pages:.0f} light pages from the cache",
        f"that is {pages / openings:.0f} times (bar {BAR_OF_CACHE})",
    ]


def _measure(cluster: Cluster) -> tuple[float, str]:
    """Return the answers a second of a crowd, and the milliseconds of a processor for each."""
    before = _processor_seconds(cluster)
    rate = asyncio.run(_crowd(cluster.address, SECONDS))
    spent = _processor_seconds(cluster) - before
    answers = rate * SECONDS
    costs = {name: seconds / answers * 1000 for name, seconds in spent.items()}
    return rate, ", ".join(f"{name} {cost:.1f} ms" for name, cost in costs.items())


def _processor_seconds(cluster: Cluster) -> Counter[str]:
    """Return what the app, nginx with the database, and this program have used."""
    apps = {process.pid for process in cluster.processes}
    own = psutil.Process()
    seconds = Counter[str]()
    for process in (own, *own.children(recursive=True)):
        name = "app" if process.pid in apps else "the visitors" if process == own else "the rest"
        with suppress(psutil.Error):
            seconds[name] += sum(process.cpu_times()[:2])
    return seconds


class Line:
    """Websocket of a page's run that reads the short messages only: the last one is among them."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, address: str) -> Line:
        """Shake hands; each message is then compressed for itself, so none needs those before."""
        host, _, port = address.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port), limit=2**22)
        headers = {
            "Host": f"{host}:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Protocol": "streamlit",
            "Sec-WebSocket-Extensions": "permessage-deflate; server_no_context_takeover",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"GET /_stcore/stream HTTP/1.1\r\n{lines}\r\n".encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in answer or b"server_no_context_takeover" not in answer:
            raise ConnectionError(answer)
        return cls(reader, writer)

    async def ask(self, query: str) -> None:
        """Have the map run for an address, and read until it is finished."""
        message = BackMsg()
        message.rerun_script.query_string = query
        self._send(BINARY, message.SerializeToString())
        while True:
            first, second = await self._reader.readexactly(2)
            size = second & 127
            if size > 125:
                size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8))
            body = await self._reader.readexactly(size)
            if first & 15 == CLOSE:
                raise ConnectionError(body)
            if first & 15 == PING:
                self._send(PONG, body)
            elif size < SHORT and _is_last(body, is_compressed=bool(first & 0x40)):
                return

    def _send(self, kind: int, body: bytes) -> None:
        # Masked with zeros: masked it must be.
        size = [0x80 | len(body)] if len(body) < 126 else [0xFE, *len(body).to_bytes(2)]
        self._writer.write(bytes([0x80 | kind, *size, 0, 0, 0, 0]) + body)

    def close(self) -> None:
        """Leave."""
        self._writer.close()


def _is_last(body: bytes, *, is_compressed: bool) -> bool:
    """Return whether a message says that a run is finished."""
    if is_compressed:
        body = zlib.decompressobj(-zlib.MAX_WBITS).decompress(body + b"\0\0\xff\xff")
    return ForwardMsg.FromString(body).WhichOneof("type") == "script_finished"


async def _crowd(address: str, seconds: float) -> float:
    """Return how many answers a second visitors get who ask again as soon as they have one."""
    return await _all(_browse, address, seconds)


async def _all(deed: Deed, address: str, seconds: float) -> float:
    """Have as many at once do a thing again and again; return how often a second it is done."""
    counts = [0] * VISITORS
    begin = time.perf_counter()
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(deed(address, counts, n) for n in range(VISITORS)))
    return sum(counts) / (time.perf_counter() - begin)


async def _browse(address: str, counts: list[int], number: int) -> None:
    line = await Line.open(address)
    try:
        for query in islice(cycle(QUERIES), number % len(QUERIES), None):
            await line.ask(query)
            counts[number] += 1
    finally:
        line.close()


async def _open(address: str, counts: list[int], number: int) -> None:
    while True:
        visitor = Visitor(address)
        with suppress(OSError, WebSocketException):
            async with visitor.line() as socket:
                await visitor.ask(socket)
                counts[number] += 1


async def _read(address: str, counts: list[int], number: int) -> None:
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        while True:
            answer = await client.get(f"/exempel?kind=fixed&q={'ab'[number % 2]}")
            counts[number] += answer.status_code == 200
