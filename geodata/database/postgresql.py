"""PostgreSQL engine that never waits long for a server that hangs.

A server that is stopped is refused at once by the system. One that hangs accepts connections and
says nothing, so every wait has an end here, and after one has run out nobody waits again: each
caller is refused at once, while a thread finds out when the server answers.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event

READ_SECONDS = 1.2
"""Longest wait for an answer outside a write: a page must be there within 2 s."""
WRITE_SECONDS = 35.0
"""The same in a write, which may have to wait for another."""
PROBE_SECONDS = 1.0
"""Least time between two attempts to reach a server that hangs."""
ARGUMENTS: dict[str, Any] = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5_000,
    # What a client has given up must not hold locks: it ends in the server too.
    "options": "-c statement_timeout=60s -c idle_in_transaction_session_timeout=60s",
}


class HangingServerError(psycopg.OperationalError):
    """The server accepts connections and does not answer."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is closed when an answer does not come within ``limit`` seconds."""

    limit = READ_SECONDS
    outage: Outage

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server; raises HangingServerError after ``limit`` seconds."""
        begin = time.monotonic()
        try:
            return super().wait(gen, interval, timeout or self.limit)
        except psycopg.OperationalError:
            if time.monotonic() - begin < self.limit:
                raise
            self.close()
            self.outage.begin()
            message = "the database did not answer in time"
            raise HangingServerError(message) from None


class Outage:
    """The time during which a server hangs; safe to share between threads."""

    def __init__(self) -> None:
        self._hangs = False
        self._lock = threading.Lock()
        self._probe: threading.Thread | None = None

    def begin(self) -> None:
        """Refuse all new connections until a probe succeeds."""
        self._hangs = True

    def connect(self, *arguments: Any, **options: Any) -> BoundedConnection:
        """Connect, or raise HangingServerError at once during an outage."""
        if self._hangs:
            self._look(arguments, options)
            message = "the database did not answer a moment ago"
            raise HangingServerError(message)
        try:
            return self._connect(arguments, options)
        except psycopg.errors.ConnectionTimeout:
            self.begin()
            raise

    def _connect(self, arguments: tuple[Any, ...], options: dict[str, Any]) -> BoundedConnection:
        connection = BoundedConnection.connect(*arguments, **options)
        connection.outage = self
        return connection

    def _look(self, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        """Start a probe in a thread of its own, unless one is under way."""
        with self._lock:
            if self._probe is None or not self._probe.is_alive():
                probe = threading.Thread(target=self._try, args=(arguments, options), daemon=True)
                self._probe = probe
                probe.start()

    def _try(self, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        begin = time.monotonic()
        try:
            self._connect(arguments, options).close()
        except psycopg.errors.ConnectionTimeout:
            time.sleep(max(0.0, begin + PROBE_SECONDS - time.monotonic()))
        except psycopg.Error:
            self._hangs = False  # It is refused at once, which costs nobody any time.
        else:
            self._hangs = False


def postgresql_engine(url: str, pool_size: int) -> Engine:
    """Return the engine of a ``postgresql://`` address, with so many connections kept open."""
    _, _, rest = url.partition("://")
    engine = create_engine(
        f"postgresql+psycopg://{rest}",
        pool_pre_ping=True,
        pool_size=pool_size,
        pool_timeout=READ_SECONDS,
        # An error's text is logged, and the parameters hold names and e-mail addresses.
        hide_parameters=True,
        connect_args=ARGUMENTS,
    )
    outage = Outage()
    event.listen(engine, "do_connect", lambda _dialect, _record, a, o: outage.connect(*a, **o))
    event.listen(engine, "begin", _set_limit)
    event.listen(engine, "checkin", _reset_limit)
    return engine


def _set_limit(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    writes = connection.get_execution_options().get("immediate")
    driver.limit = WRITE_SECONDS if writes else READ_SECONDS


def _reset_limit(driver: Any, _: object) -> None:
    if driver is not None:
        driver.limit = READ_SECONDS
