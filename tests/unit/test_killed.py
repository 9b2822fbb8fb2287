"""Killed in the middle: every receipt that was shown stands for something whole in the database."""

import json
import multiprocessing
import os
import random
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select

from geodata.bank import Bank
from geodata.collection.geojson import collect
from geodata.database.models import Submission
from geodata.database.store import Store
from geodata.geography.boundaries import boundaries
from geodata.moderation.submissions import SENDER, Contact, load_submission, submit
from tests.factory import FEATURES, feature

pytestmark = pytest.mark.slow

ROUNDS = int(os.environ.get("KILLS", "4"))
"""How often a process is killed; `make soak` does it five times as often."""
SUBMISSIONS = 200
AT_ONCE = 16
KIM = Contact(name="Kim Berg", email="kim@example.org")

# Processes are forked from one that has imported everything, which saves two seconds a round.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.unit.test_killed"])


def hand_in(path: Path, database: str, title: str, shown: Connection) -> None:
    """Submit many examples at once and show each receipt as soon as there is one."""
    bank = Bank(path, Store(database))
    one_at_a_time = threading.Lock()
    # Else each of the threads builds them, which takes seven seconds instead of one.
    boundaries()
    shown.send("ready")

    def one(_: int) -> None:
        code = submit(bank, feature("x", title=title), KIM, origin="visitor")
        with one_at_a_time:
            shown.send(code)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(SUBMISSIONS)))


def receipts(path: Path, database: str, title: str, enough: int) -> list[str]:
    """Return the receipts that were shown by a process that was killed after ``enough`` of them."""
    mine, its = processes.Pipe(duplex=False)
    process = processes.Process(target=hand_in, args=(path, database, title, its))
    process.start()
    its.close()
    assert mine.recv() == "ready"
    codes = [mine.recv() for _ in range(enough)]
    os.kill(process.pid, signal.SIGKILL)
    try:
        while True:
            codes.append(mine.recv())
    except (EOFError, OSError):
        process.join()
    assert process.exitcode == -signal.SIGKILL
    return codes


def assert_whole(store: Store) -> None:
    with store.read() as session:
        rows = list(session.scalars(select(Submission)))
        versions = [[(v.number, v.author) for v in row.revisions] for row in rows]
        features = [row.revisions[0].feature for row in rows]
    assert versions == [[(1, SENDER)]] * len(rows)
    assert all(row.contact_email == KIM.email and row.code_hash for row in rows)
    assert len(collect(features, "").ideas) == len(rows)


@pytest.fixture(autouse=True)
def no_page_as_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the page that `AppTest` leaves behind as the main module: each new process runs that."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "ideas.geojson"
    made.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    return made


def test_no_receipt_is_lost_and_nothing_is_half_written(store: Store, database: str, path: Path):
    chance = random.Random(7)
    bank = Bank(path, store)
    for turn in range(ROUNDS):
        enough = chance.randrange(120)
        codes = receipts(path, database, f"Omgång {turn}", enough)
        assert enough <= len(codes) < SUBMISSIONS
        assert {load_submission(bank, code).number for code in codes} <= {1}
    assert_whole(store)
