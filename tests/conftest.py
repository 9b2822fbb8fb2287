"""Databases: what is tested of the store is tested on both kinds that it runs on."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from sqlalchemy import Connection, create_engine, text

from geodata.database import schema
from geodata.database.schema import upgrade
from geodata.database.store import Store
from tests.postgres import programs, serve_postgres
from tests.retries import pytest_sessionfinish, pytest_terminal_summary

__all__ = ["pytest_sessionfinish", "pytest_terminal_summary"]

# How long an example takes says more of what else the machine does.
# Explaining a failed property traces every line: one round trip took over ten minutes to fail.
PHASES = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile("untimed", deadline=None, phases=PHASES)
settings.register_profile("quick", settings.get_profile("untimed"), max_examples=25)
settings.load_profile("untimed")
COUNT_TABLES = "SELECT count(*) FROM sqlite_master"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, started once; needed where the tests count."""
    if programs() is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL is not installed: NOTHING was tested on it")
    with serve_postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    address: str = request.getfixturevalue("postgres")
    engine = create_engine(address.replace("://", "+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    engine.dispose()
    return address


@cache
def _tables() -> list[str]:
    """Return the statements that make the tables as the migrations leave them on SQLite."""
    with create_engine("sqlite://").begin() as connection:
        upgrade(connection)
        return list(connection.connection.dbapi_connection.iterdump())[1:-1]


def _make_tables(connection: Connection) -> None:
    driver = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite" and not any(driver.execute(COUNT_TABLES).fetchone()):
        for statement in _tables():
            driver.execute(statement)
    else:
        upgrade(connection)


@pytest.fixture(scope="session", autouse=True)
def migrate_once() -> None:
    """The migrations take 0.3 s: they run once, and other empty databases get their tables."""
    schema.upgrade = _make_tables


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An empty store."""
    opened = Store(database)
    yield opened
    opened.engine.dispose()
