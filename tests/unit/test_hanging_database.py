"""A PostgreSQL server that hangs makes nobody wait, and all is well when it goes on."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError
from starlette.testclient import TestClient

from geodata.api.app import create
from geodata.bank import Bank
from geodata.database.store import Store, bump
from tests.postgres import serve_postgres

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]


@pytest.fixture
def hanging() -> Iterator[tuple[Store, list[int]]]:
    """A store that has been used, and the server's processes to stop."""
    with serve_postgres() as address:
        store = Store(address)
        with store.write() as session:
            bump(session, "ideas")
        port = address.rsplit(":", 1)[1].split("/")[0]
        parents = [pid for pid in _processes() if f"-p\0{port}\0".encode() in _command(pid)]
        yield store, parents + [pid for pid in _processes() if _parent(pid) in parents]
        store.engine.dispose()


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def test_health_and_what_is_known_are_there_at_once(hanging: tuple[Store, list[int]]):
    store, processes = hanging
    bank = Bank(Path("ideas.geojson"), store)
    api = TestClient(create(bank), root_path="/api")
    assert api.get("/health").status_code == 200
    count = len(bank.current().collection.ideas)
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    pool = ThreadPoolExecutor(1)
    try:
        for _ in range(4):
            # Without a limit of its own the answer would never come.
            response = pool.submit(api.get, "/health").result(timeout=30)
            assert (response.status_code, response.json()["ideas"]) == (503, count)
        with pytest.raises(SQLAlchemyError), store.write() as session:
            bump(session, "ideas")
    finally:
        for pid in processes:
            os.kill(pid, signal.SIGCONT)
    deadline = time.monotonic() + 20
    while api.get("/health").status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    with store.write() as session:
        bump(session, "ideas")
    assert store.version("ideas") == 2
