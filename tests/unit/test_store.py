"""The store: its tables, what a block promises, and who waits for whom."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from geodata.database.models import Base, Counter, Decision, Post
from geodata.database.store import Store, bump, new_code


def test_the_migrations_make_the_tables_that_the_models_describe(store: Store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_opening_again_changes_nothing(store: Store, database: str):
    with store.write() as session:
        bump(session, "ideas")
    again = Store(database)
    assert again.version("ideas") == 1
    again.engine.dispose()


def test_processes_that_start_together_make_the_tables_once(database: str):
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(Store, [database] * 4))
    for store in stores:
        assert store.version("ideas") == 0
        store.engine.dispose()


def test_a_block_that_fails_leaves_nothing(store: Store):
    def fail_half_way() -> None:
        with store.write() as session:
            session.add(Decision(who="Kim", action="publish", subject="butik"))
            bump(session, "ideas")
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 0
    assert store.version("ideas") == 0


def test_no_change_is_lost_among_many_writers(store: Store):
    def write(_: int) -> None:
        with store.write() as session:
            bump(session, "ideas")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(80)))
    assert store.version("ideas") == 80


def test_a_reader_is_not_kept_waiting_by_a_writer(store: Store):
    with store.write() as session:
        bump(session, "ideas")
        session.flush()
        assert store.version("ideas") == 0
    assert store.version("ideas") == 1


def test_moments_come_back_in_utc_and_documents_whole(store: Store):
    document = {"text": "å\u2028 😀", "list": [1, None, 2.5]}
    with store.write() as session:
        post = Post(slug="en", document=document)
        session.add(post)
    with store.read() as session:
        stored = session.scalars(select(Post)).one()
    assert stored.document == document
    assert stored.created == post.created
    assert stored.created.utcoffset().total_seconds() == 0


def test_a_store_can_be_opened_where_the_folder_is_not_there(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
):
    from geodata.database.store import database_url

    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SERVICEKARTAN_STORE", f"{tmp_path}/ny/mapp/s.sqlite")
    opened = Store(database_url())
    assert opened.version("ideas") == 0
    opened.engine.dispose()


def test_codes_have_no_letters_that_can_be_taken_for_one_another():
    signs = "".join(new_code(10) for _ in range(200))
    assert set(signs).isdisjoint("01OIQ")
    assert len({new_code(10) for _ in range(1000)}) == 1000


def test_counters_are_one_row_each(store: Store):
    barrier = threading.Barrier(4)

    def write(_: int) -> None:
        barrier.wait()
        with store.write() as session:
            bump(session, "new")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with store.read() as session:
        assert [(c.name, c.value) for c in session.scalars(select(Counter))] == [("new", 4)]


def test_the_file_is_its_owners_alone(tmp_path: Path):
    path = tmp_path / "store.sqlite"
    path.touch(mode=0o644)
    store = Store(f"sqlite:///{path}")
    with store.write() as session:
        bump(session, "ideas")
    files = list(tmp_path.glob("store.sqlite*"))
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    store.engine.dispose()
