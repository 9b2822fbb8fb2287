"""Several processes behind nginx: a session stays where it is, and one that ends takes nothing."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from geodata.database.store import Store
from geodata.pictures.decoding import MAX_MEGABYTES
from geodata.workshop import rooms
from geodata.workshop.tours import ready_tour
from tests.cluster import Cluster, serve_cluster, skip_if_missing
from tests.coroutines import run
from tests.crowd import Visitor
from tests.phones import Phone, dot

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]

PROCESSES = int(os.environ.get("PROCESSES", "2"))
RESTARTS = int(os.environ.get("RESTARTS", "1"))
"""How many of the processes are restarted in turn; `make soak` restarts all."""
VISITORS = int(os.environ.get("VISITORS", "8"))
PHONES = 20
TOUR = ready_tour("service-pa-hjul")
KEY = "the-leaders-secret-key"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Processes behind nginx, on PostgreSQL."""
    skip_if_missing()
    with serve_cluster(PROCESSES, {"SERVICEKARTAN_METRICS": "true"}) as made:
        yield made


def get(cluster: Cluster, path: str, **options: Any) -> httpx.Response:
    return httpx.get(cluster.address + path, timeout=20, **options)


def test_each_browser_stays_with_one_process(cluster: Cluster):
    homes = set()
    for _ in range(8):
        with httpx.Client(base_url=cluster.address, timeout=20) as browser:
            page = browser.get("/")
            homes.add(browser.cookies["process"])
            assert "private" in page.headers["cache-control"]
            again = browser.get("/_stcore/health")
            cookies = again.headers.get_list("set-cookie")
            assert not any(cookie.startswith("process=") for cookie in cookies)
    assert len(homes) > 1


def test_an_upload_reaches_the_process_of_its_session(cluster: Cluster):
    async def send() -> tuple[list[int], list[int]]:
        homes, strangers = [], []
        for _ in range(4):
            visitor = Visitor(cluster.address)
            async with visitor.line() as socket:
                await visitor.ask(socket, page="bidra")
                homes.append(upload(cluster, visitor.session, visitor.cookies))
                other = {"process": str(int(visitor.cookies["process"]) % PROCESSES + 1)}
                strangers.append(upload(cluster, visitor.session, other))
        return homes, strangers

    homes, strangers = run(send())
    assert homes == [204] * 4
    # Any other process refuses it, so it does matter.
    assert strangers == [400] * 4


def upload(cluster: Cluster, session: str, cookies: dict[str, str]) -> int:
    """Send a file of a session; return the status."""
    with httpx.Client(base_url=cluster.address, timeout=20, cookies=cookies) as browser:
        browser.get("/_stcore/health")
        token = {"X-Xsrftoken": browser.cookies.get("_streamlit_xsrf", "")}
        path = f"/_stcore/upload_file/{session}/a-file"
        return browser.put(path, files={"file": b"x"}, headers=token).status_code


@pytest.mark.parametrize(
    "path",
    ["/exempel?lang=en", "/embed", "/feed.atom", "/sitemap.xml", "/api/?f=json", "/bild/karta.png"],
)
def test_light_pages_come_from_the_cache_and_set_no_cookie(cluster: Cluster, path: str):
    first, second = get(cluster, path), get(cluster, path)
    assert second.headers["x-cache"] == "HIT"
    assert second.content == first.content
    assert "set-cookie" not in second.headers
    assert "content-security-policy" in second.headers


@pytest.mark.parametrize("path", ["/", "/om", "/api/health", "/_stcore/host-config"])
def test_what_is_one_visitors_or_of_the_moment_is_never_kept(cluster: Cluster, path: str):
    answers = [get(cluster, path) for _ in range(3)]
    assert {answer.headers.get("x-cache") for answer in answers} <= {None, "MISS"}
    assert {answer.status_code for answer in answers} == {200}


def test_metrics_are_for_the_operator_alone(cluster: Cluster):
    assert get(cluster, "/metrics").status_code == 404
    own = httpx.get(f"{cluster.processes[0].address}/metrics", timeout=20)
    assert "servicekartan_database_up 1.0" in own.text
    assert get(cluster, "/api/health").json()["ready"]


def test_what_is_too_big_is_refused_with_a_sentence(cluster: Cluster):
    answer = httpx.put(f"{cluster.address}/_stcore/upload_file/x/y", content=b"x" * 14_000_000)
    assert answer.status_code == 413
    assert f"at most {MAX_MEGABYTES} MB" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


class Outcome:
    """What a crowd met while something was done to the processes."""

    def __init__(self, cluster: Cluster) -> None:
        self.visitors = [Visitor(cluster.address) for _ in range(VISITORS)]
        ideas = TOUR.ideas
        self.phones = [
            Phone(number, [dot(0, ideas[turn % len(ideas)], turn + 1) for turn in range(200)])
            for number in range(PHONES)
        ]
        self.statuses: list[int | str] = []


async def crowd_during(cluster: Cluster, deed: Callable[[], object]) -> Outcome:
    """Have visitors browse, phones vote and readers read while a deed is done."""
    store = Store(cluster.database)
    code = rooms.open_room(store, TOUR, KEY, 1)
    outcome, over = Outcome(cluster), asyncio.Event()
    line = cluster.address.replace("http", "ws") + f"/rum/{code}/ws"
    voting = [asyncio.create_task(phone.take_part(line)) for phone in outcome.phones]
    others = [
        asyncio.create_task(visitor.browse(over, 2.0, number * 0.3))
        for number, visitor in enumerate(outcome.visitors)
    ]
    others.append(asyncio.create_task(read_on(cluster, over, outcome)))
    await asyncio.sleep(VISITORS * 0.3 + 3)
    await asyncio.to_thread(deed)
    await asyncio.sleep(3)
    over.set()
    await asyncio.gather(*others)
    for task in voting:
        task.cancel()
    for phone in outcome.phones:
        turn = rooms_turn(store, code, phone)
        assert turn >= phone.acknowledged, "an acknowledged vote is lost"
    assert min(phone.acknowledged for phone in outcome.phones) > 0
    store.engine.dispose()
    return outcome


def rooms_turn(store: Store, code: str, phone: Phone) -> int:
    """Return the turn of a phone's dot on disk, which is the number of its messages kept."""
    from geodata.workshop.room_messages import load_dots

    return load_dots(store, code, phone.id)[0][1]


async def read_on(cluster: Cluster, over: asyncio.Event, outcome: Outcome) -> None:
    """Read the light pages and the API, each time another address, so that none is in the cache."""
    async with httpx.AsyncClient(base_url=cluster.address, timeout=20) as reader:
        while not over.is_set():
            for path in ("/exempel", "/api/collections/ideas/items", "/om"):
                try:
                    answer = await reader.get(path, params={"q": f"buss{time.monotonic()}"})
                    outcome.statuses.append(answer.status_code)
                except httpx.HTTPError as error:
                    outcome.statuses.append(repr(error))
                reader.cookies.clear()
            await asyncio.sleep(0.3)


def test_a_process_killed_under_load_takes_nothing_with_it(cluster: Cluster):
    victim = cluster.processes[1]
    outcome = run(crowd_during(cluster, victim.kill))
    victim.start()
    visitors = outcome.visitors
    assert [visitor.failures for visitor in visitors if visitor.failures] == []
    assert all(visitor.breaks <= 1 for visitor in visitors)
    assert any(visitor.breaks for visitor in visitors)
    assert any(not visitor.breaks for visitor in visitors)
    # A request under way in the process that was killed is answered by another: it was only read.
    assert set(outcome.statuses) == {200}


def test_processes_restarted_in_turn_are_missed_by_nobody(cluster: Cluster):
    def restart() -> None:
        for process in cluster.processes[:RESTARTS]:
            process.stop()
            process.start()

    outcome = run(crowd_during(cluster, restart))
    visitors = outcome.visitors
    assert [visitor.failures for visitor in visitors if visitor.failures] == []
    assert all(visitor.breaks <= RESTARTS for visitor in visitors)
    assert set(outcome.statuses) == {200}
