"""Backup and restore: consistent while somebody writes, refused when damaged."""

import sqlite3
import threading
from pathlib import Path

import pytest

from geodata.database.backup import backup, restore
from geodata.database.store import Store, bump
from geodata.errors import GeodataError


def count(path: Path) -> int:
    return Store(f"sqlite:///{path}").version("ideas")


def test_a_backup_made_under_load_holds_what_had_been_acknowledged(tmp_path: Path):
    live, copy = tmp_path / "live.sqlite", tmp_path / "copy.sqlite"
    store = Store(f"sqlite:///{live}")
    acknowledged = 0
    stop = threading.Event()

    def write() -> None:
        nonlocal acknowledged
        while not stop.is_set():
            with store.write() as session:
                bump(session, "ideas")
            acknowledged += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while acknowledged < 20:
            pass
        before = acknowledged
        backup(live, copy)
    finally:
        stop.set()
        writer.join()
    assert count(copy) >= before > 0


def test_only_the_owner_may_read_a_backup(tmp_path: Path):
    Store(f"sqlite:///{tmp_path}/live.sqlite")
    backup(tmp_path / "live.sqlite", tmp_path / "copy.sqlite")
    assert (tmp_path / "copy.sqlite").stat().st_mode & 0o777 == 0o600


def test_what_is_restored_is_what_was_backed_up(tmp_path: Path):
    live, copy, other = (tmp_path / f"{name}.sqlite" for name in ("live", "copy", "other"))
    store = Store(f"sqlite:///{live}")
    with store.write() as session:
        bump(session, "ideas")
    backup(live, copy)
    with store.write() as session:
        bump(session, "ideas")
    store.engine.dispose()
    restore(copy, live)
    assert count(live) == 1
    assert count(tmp_path / "live.sqlite.before") == 2
    restore(copy, other)
    assert count(other) == 1


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 4000])
def test_a_damaged_backup_is_refused_and_changes_nothing(tmp_path: Path, content: bytes):
    live, copy = tmp_path / "live.sqlite", tmp_path / "copy.sqlite"
    Store(f"sqlite:///{live}")
    copy.write_bytes(content)
    with pytest.raises(GeodataError, match=r"copy\.sqlite"):
        restore(copy, live)
    with sqlite3.connect(live) as database:
        assert database.execute("SELECT count(*) FROM submission").fetchone() == (0,)


def test_a_database_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(GeodataError, match="finns inte"):
        backup(tmp_path / "none.sqlite", tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()
