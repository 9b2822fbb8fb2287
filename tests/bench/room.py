"""How long a dot takes from the phone to the wall while a hundred phones vote."""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import tempfile
import time
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from geodata.database.store import Store
from geodata.workshop import rooms
from geodata.workshop.tours import Tour, TourStop, ready_tour
from tests.phones import Phone, acknowledgement, dot
from tests.server import serve_app

PHONES = 100
MEASURED = 40
DOTS = 3
SECONDS_BETWEEN = 1.5
BAR_SECONDS = 2
WATCHED = "measured"
"""An example that only the measuring phone gives dots to."""


class Chatty(Phone):
    """A phone that moves its dots about as long as it is let."""

    async def chat(self, line: str, ideas: tuple[str, ...]) -> None:
        """Move a dot now and then."""
        choose = random.Random(self.id)
        async with connect(line) as socket:
            await socket.send(json.dumps({"type": "hello", "phone": self.id}))
            for turn in range(1, 10_000):
                await asyncio.sleep(choose.uniform(0, 2 * SECONDS_BETWEEN))
                await socket.send(json.dumps(dot(turn % DOTS, choose.choice(ideas), turn)))
                await acknowledgement(socket)


async def _seen(wall: ClientConnection, count: int) -> float:
    """Wait until the wall has been told of so many dots; return when that was."""
    while True:
        told = json.loads(await wall.recv())
        if told["type"] == "results" and told["votes"].get(WATCHED, 0) == count:
            return time.perf_counter()


async def _measure(line: str) -> tuple[list[float], list[float]]:
    """Return the seconds from sending to acknowledgement, and from there to the wall."""
    kept, shown = [], []
    async with connect(line) as wall, connect(line) as phone:
        await wall.send('{"type": "watch"}')
        await phone.send(json.dumps({"type": "hello", "phone": "the-measuring-phone"}))
        for turn in range(1, MEASURED + 1):
            given = turn % 2
            sent = time.perf_counter()
            await phone.send(json.dumps(dot(0, WATCHED if given else None, turn)))
            seen = asyncio.create_task(_seen(wall, given))
            await acknowledgement(phone)
            acknowledged = time.perf_counter()
            kept.append(acknowledged - sent)
            shown.append(max(0.0, await seen - acknowledged))
            await asyncio.sleep(0.1)
    return kept, shown


async def _with_a_full_room(line: str, ideas: tuple[str, ...]) -> tuple[list[float], list[float]]:
    chatting = [asyncio.create_task(Chatty(n, []).chat(line, ideas)) for n in range(PHONES)]
    await asyncio.sleep(2 * SECONDS_BETWEEN)
    measured = await _measure(line)
    for task in chatting:
        task.cancel()
    return measured


async def _all_at_once(line: str, ideas: tuple[str, ...]) -> float:
    """Return how long it takes to keep a dot of each of a hundred phones that vote at once."""
    phones = [Phone(n + PHONES, [dot(0, ideas[n % len(ideas)], 1)]) for n in range(PHONES)]
    start = time.perf_counter()
    await asyncio.gather(*(phone.take_part(line) for phone in phones))
    return time.perf_counter() - start


def run() -> list[str]:
    """Return a line for the wall's delay and one for a hundred votes at once."""
    ready = ready_tour("service-pa-hjul")
    tour = Tour(title=ready.title, stops=(*ready.stops, TourStop(idea=WATCHED)))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'store.sqlite'}"
        code = rooms.open_room(Store(url), tour, "the-leaders-secret-key", DOTS)
        with serve_app({"DATABASE_URL": url}) as address:
            line = f"{address.replace('http', 'ws')}/rum/{code}/ws"
            kept, shown = asyncio.run(_with_a_full_room(line, ready.ideas))
            burst = asyncio.run(_all_at_once(line, ready.ideas))
    delay, worst = statistics.median(shown) * 1000, max(shown) * 1000
    return [
        (
            f"a dot from acknowledged to on the wall, {PHONES} phones voting: median {delay:.0f} "
            f"ms, slowest {worst:.0f} ms (bar: {BAR_SECONDS * 1000} ms)"
        ),
        f"a dot from sent to acknowledged: median {statistics.median(kept) * 1000:.0f} ms",
        f"{PHONES} phones that come in and vote at once: all acknowledged in {burst:.2f} s",
    ]
