"""Half an hour of use: memory, open files, threads and connections stay level (`make soak`).

Two processes behind nginx, on PostgreSQL, with visitors, readers, phones and senders. Each comes
and goes, as people do. ``SOAK_MINUTES`` says for how long.
"""

import asyncio
import itertools
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import psutil
import pytest
from sqlalchemy import text

from geodata.bank import Bank
from geodata.database.store import Store
from geodata.moderation.submissions import Contact, load_submission, submit
from geodata.workshop import rooms
from geodata.workshop.tours import ready_tour
from tests.cluster import Cluster, serve_cluster, skip_if_missing
from tests.crowd import Visitor
from tests.factory import feature
from tests.phones import Phone, dot
from tests.server import ROOT

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
PROCESSES = 2
WARM_MINUTES = 3
"""Not counted: Streamlit keeps whoever has left for two minutes, with four open files each."""
VISITORS = 6
PHONES = 10
TOUR = ready_tour("service-pa-hjul")
LEVEL = {"memory_mb": 1.10, "files": 1.25, "threads": 1.25, "connections": 1.25}
"""What the last third may have at most, as a multiple of the second."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What all processes have together at one moment."""

    memory_mb: float
    files: float
    threads: float
    connections: float

    def __str__(self) -> str:
        return (
            f"{self.memory_mb:.0f} MB, {self.files:.0f} files, {self.threads:.0f} threads, "
            f"{self.connections:.0f} connections"
        )


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Processes behind nginx, on PostgreSQL."""
    skip_if_missing()
    with serve_cluster(PROCESSES) as made:
        yield made


def sample(cluster: Cluster, store: Store) -> Sample:
    """Return what the processes have now."""
    processes = [psutil.Process(process.pid) for process in cluster.processes]
    with store.engine.connect() as connection:
        connections = connection.scalar(text("SELECT count(*) FROM pg_stat_activity"))
    return Sample(
        sum(process.memory_info().rss for process in processes) / 1e6,
        sum(process.num_fds() for process in processes),
        sum(process.num_threads() for process in processes),
        connections,
    )


async def come_and_go(cluster: Cluster, over: asyncio.Event, failures: list[str]) -> None:
    """Open the map as a new visitor, look at some addresses, and leave."""
    while not over.is_set():
        visitor, tired = Visitor(cluster.address), asyncio.Event()
        browsing = asyncio.create_task(visitor.browse(tired, 1.0))
        await asyncio.sleep(8)
        tired.set()
        await browsing
        failures.extend(visitor.failures)
        failures.extend(["a line broke"] * visitor.breaks)


async def read(cluster: Cluster, over: asyncio.Event, failures: list[str]) -> None:
    """Read the light pages and the API, with words that nobody has searched for."""
    paths = ("/exempel", "/embed", "/feed.atom", "/api/collections/ideas/items", "/static/none")
    async with httpx.AsyncClient(base_url=cluster.address, timeout=30) as reader:
        for turn in itertools.count():
            if over.is_set():
                return
            answer = await reader.get(paths[turn % len(paths)], params={"q": f"buss {turn}"})
            if answer.status_code not in (200, 404):
                failures.append(f"{answer.url}: {answer.status_code}")
            await asyncio.sleep(0.2)


async def vote(cluster: Cluster, over: asyncio.Event, store: Store) -> None:
    """Fill one room after another with phones that vote and leave."""
    ideas = TOUR.ideas
    for number in itertools.count():
        if over.is_set():
            return
        code = await asyncio.to_thread(rooms.open_room, store, TOUR, "the-leaders-key", 1)
        line = cluster.address.replace("http", "ws", 1) + f"/rum/{code}/ws"
        messages = [dot(0, ideas[turn % len(ideas)], turn + 1) for turn in range(20)]
        phones = [Phone(number * PHONES + each, messages) for each in range(PHONES)]
        await asyncio.gather(*(phone.take_part(line) for phone in phones))
        room = await asyncio.to_thread(rooms.load_room, store, code)
        assert sum(room.votes.values()) == PHONES
        await asyncio.sleep(2)


async def hand_in(over: asyncio.Event, store: Store, codes: list[str]) -> None:
    """Hand in an example now and then."""
    bank = Bank(ROOT / "ideas.geojson", store)
    while not over.is_set():
        new = feature("x", title=f"Butik {len(codes)}")
        contact = Contact(name="Kim Berg", email="kim@example.org")
        codes.append(await asyncio.to_thread(submit, bank, new, contact))
        await asyncio.sleep(5)


async def use(cluster: Cluster, store: Store) -> tuple[list[Sample], list[str], list[str]]:
    """Use the app for ``MINUTES``; return samples, failures and the receipts."""
    over, failures, codes, samples = asyncio.Event(), [], [], []
    people = [
        *(come_and_go(cluster, over, failures) for _ in range(VISITORS)),
        *(read(cluster, over, failures), vote(cluster, over, store)),
        hand_in(over, store, codes),
    ]
    tasks = [asyncio.create_task(person) for person in people]
    await asyncio.sleep(WARM_MINUTES * 60)
    until, pause = time.monotonic() + MINUTES * 60, max(2.0, MINUTES)
    while time.monotonic() < until:
        await asyncio.sleep(pause)
        samples.append(await asyncio.to_thread(sample, cluster, store))
        print(f"{MINUTES - (until - time.monotonic()) / 60:5.1f} min: {samples[-1]}", flush=True)
    over.set()
    await asyncio.gather(*tasks)
    return samples, failures, codes


def test_nothing_grows(cluster: Cluster):
    store = Store(cluster.database)
    samples, failures, codes = asyncio.run(use(cluster, store))
    assert failures == []
    assert all(load_submission(Bank(ROOT / "ideas.geojson", store), code) for code in codes)
    third = len(samples) // 3
    for name, most in LEVEL.items():
        values = [getattr(moment, name) for moment in samples]
        before, after = statistics.median(values[third:-third]), statistics.median(values[-third:])
        print(f"{name}: {before:.0f}, then {after:.0f}")
        assert after <= most * before, f"{name} grows"
