"""What two processes behind nginx carry against one, and what its cache carries, in one run."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpx
from websockets.exceptions import WebSocketException

from tests.cluster import serve_cluster
from tests.crowd import QUERIES, Visitor

SECONDS = float(os.environ.get("CROWD_SECONDS", "12"))
VISITORS = 12
BAR_OF_TWO, BAR_OF_CACHE = 1.7, 10
Deed = Callable[[str, list[int], int], Awaitable[None]]


def run() -> list[str]:
    """Return a line for each bar. A core should be free for this program itself."""
    with serve_cluster(1) as cluster:
        asyncio.run(_crowd(cluster.address, 4))
        one = asyncio.run(_crowd(cluster.address, SECONDS))
        openings = asyncio.run(_all(_open, cluster.address, SECONDS))
        pages = asyncio.run(_all(_read, cluster.address, SECONDS))
    with serve_cluster(2) as cluster:
        asyncio.run(_crowd(cluster.address, 4))
        two = asyncio.run(_crowd(cluster.address, SECONDS))
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    return [
        f"answers of the map a second: {one:.1f} by one process, {two:.1f} by two ({machine})",
        f"that is {two / one:.2f} times (bar {BAR_OF_TWO})",
        f"a second: {openings:.1f} openings, {pages:.0f} light pages from the cache",
        f"that is {pages / openings:.0f} times (bar {BAR_OF_CACHE})",
    ]


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
    visitor, turn = Visitor(address), number
    async with visitor.line() as socket:
        while True:
            await visitor.ask(socket, QUERIES[turn % len(QUERIES)])
            counts[number] += 1
            turn += 1


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
