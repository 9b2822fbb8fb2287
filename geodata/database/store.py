"""The database: transactions, change counters and migration, on SQLite or PostgreSQL.

SQLite in WAL mode by default, PostgreSQL through ``DATABASE_URL``; several processes may share one
database. Alembic creates and upgrades the tables when the store is opened.

Every change is made in one :meth:`Store.write` block, which is a transaction. For cache
invalidation, call :func:`bump` in the same block; readers compare :meth:`Store.version`.

Examples
--------
>>> store = Store("sqlite://")
>>> with store.write() as session:
...     bump(session, "ideas")
>>> store.version("ideas")
1
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    StaticPool,
    create_engine,
    event,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from geodata.database import schema
from geodata.database.backup import OWNER_ONLY
from geodata.database.models import Base, Counter
from geodata.settings import settings

POOL = 20
"""Connections kept open by a process: opening one costs more than its use."""
BUSY_SECONDS = 30
"""Longest wait of a writer for another, in seconds."""
SWITCH_ATTEMPTS = 50
"""How often a new SQLite file's switch to its log is tried, 0.02 s apart: it takes milliseconds."""


class DatabaseGoneError(SQLAlchemyError):
    """The SQLite file has been removed under the running app."""


class Store:
    """A database with its tables up to date; safe to share between threads.

    Parameters
    ----------
    url
        An SQLAlchemy address: ``sqlite:///path`` or ``postgresql://...``; ``sqlite://`` is a
        database in memory.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._writing = self.engine.execution_options(immediate=True)
        with self._writing.begin() as connection:
            schema.upgrade(connection)
        self._file = _file_of(self.engine)
        self._identity = _identity(self._file)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session for reading, in one transaction."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a write transaction: committed to disk at the end, rolled back on an exception.

        Raises
        ------
        DatabaseGoneError
            If the SQLite file has been removed: what is written would be gone with the process.
        """
        self._require_file()
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def check(self) -> None:
        """Raise SQLAlchemyError unless every table can be read, from the file that is there now."""
        self._require_file()
        with self.engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                for key in table.primary_key:
                    connection.execute(select(table).order_by(key.desc()).limit(1)).all()

    def checkpoint(self) -> None:
        """Write SQLite's log into its file and empty it; best effort, nothing on PostgreSQL.

        What has been erased is then nowhere on the disk, and a stopped app leaves one file.
        """
        if self._file and _identity(self._file) == self._identity:
            with self.engine.connect() as connection:
                # Outside the transaction that the engine begins.
                driver: Any = connection.connection.dbapi_connection
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _require_file(self) -> None:
        """Raise DatabaseGoneError if the SQLite file is gone; open one that has come instead."""
        identity = _identity(self._file)
        if identity == self._identity:
            return
        if identity is None:
            message = f"{self._file} has been removed while it was in use"
            raise DatabaseGoneError(message)
        # The open connections still have the file that was there before.
        self.engine.dispose()
        self._identity = identity

    def version(self, name: str) -> int:
        """Return the value of the counter ``name``: the number of changes, 0 at first."""
        with self.engine.connect() as connection:
            return connection.scalar(select(Counter.value).where(Counter.name == name)) or 0

    def versions(self, names: Collection[str]) -> dict[str, int]:
        """Return several counters by name in one query; those at 0 are left out."""
        query = select(Counter.name, Counter.value).where(Counter.name.in_(names))
        with self.engine.connect() as connection:
            return {row.name: row.value for row in connection.execute(query)}


def bump(session: Session, name: str) -> None:
    """Raise the counter ``name``, when the transaction is committed, so that caches are renewed."""
    upsert = text(
        "INSERT INTO counter (name, value) VALUES (:name, 1) "
        "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1"
    )
    session.execute(upsert, {"name": name})


def digest(secret: str) -> str:
    """Return the SHA-256 digest of a code or key in hex, to be stored in its place."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code(length: int, alphabet: str = "ABCDEFGHJKLMNPRSTUVWXYZ23456789") -> str:
    """Return a random code, by default of letters and digits that are not easily confused."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


def database_url() -> str:
    """Return ``DATABASE_URL``, else the URL of the SQLite file ``SERVICEKARTAN_STORE``.

    The file is by default ``var/servicekartan.sqlite`` in the project's folder, which is created.
    """
    if url := settings().database_url:
        return url
    path = settings().store_path
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path}"


@cache
def _open(url: str) -> Store:
    return Store(url)


def open_store() -> Store:
    """Return the store of :func:`database_url`, opened once in each process."""
    return _open(database_url())


def _file_of(engine: Engine) -> Path | None:
    """Return the file of a SQLite database, None for one in memory and for PostgreSQL."""
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    return Path(name) if name and name != ":memory:" else None


def _identity(file: Path | None) -> tuple[int, int] | None:
    """Return what differs between a file and another that has come in its place."""
    try:
        facts = file.stat() if file else None
    except OSError:
        return None
    return (facts.st_dev, facts.st_ino) if facts else None


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        # With SQLite nothing needs psycopg, whose import is 0.3 s of each start.
        from geodata.database.postgresql import postgresql_engine

        return postgresql_engine(url, POOL)
    memory = url in ("sqlite://", "sqlite:///:memory:")
    if not memory:
        _keep_private(Path(str(make_url(url).database)))
    options: dict[str, Any] = {"poolclass": StaticPool} if memory else {"pool_size": POOL}
    # An error's text is logged, and the parameters hold names and e-mail addresses.
    options["hide_parameters"] = True
    # The pool lends a connection to one thread after another.
    arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, connect_args=arguments, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _keep_private(path: Path) -> None:
    """Make a SQLite file readable for its owner alone; SQLite gives its log the same mode."""
    # Another user's file may be ours to use and not to change; SQLite says what else is wrong.
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
    for file in (path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))):
        with suppress(OSError):
            file.chmod(OWNER_ONLY)


def _prepare_sqlite(connection: Any, _: object) -> None:
    # Python's own transaction handling starts too late for a writer that must not be turned away.
    connection.isolation_level = None
    _use_write_ahead_log(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _use_write_ahead_log(connection: Any) -> None:
    """Switch a SQLite file to its log, waiting while another process does.

    SQLite queues for everything but this: of four that started together one was refused at once.
    """
    for attempt in reversed(range(SWITCH_ATTEMPTS)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if not attempt:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its place in the queue at once: one that reads first can be refused later.
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
