"""Databases: what is tested of the store is tested on both kinds that it runs on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from sqlalchemy import create_engine, text

from geodata.database.store import Store
from tests.postgres import programs, serve_postgres
from tests.retries import pytest_sessionfinish, pytest_terminal_summary

__all__ = ["pytest_sessionfinish", "pytest_terminal_summary"]

# How long an example takes says more of what else the machine does.
# Explaining a failed property traces every line: one round trip took over ten minutes to fail.
PHASES = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile("untimed", deadline=None, phases=PHASES)
settings.load_profile("untimed")


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


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An SQLite file with the store's tables, for a test to begin from: to make them took 0.3 s."""
    path = tmp_path_factory.mktemp("tables") / "store.sqlite"
    Store(f"sqlite:///{path}").engine.dispose()
    return path.read_bytes()


@pytest.fixture
def store(database: str, tables: bytes) -> Iterator[Store]:
    """An empty store."""
    if database.startswith("sqlite:///"):
        Path(database.removeprefix("sqlite:///")).write_bytes(tables)
    opened = Store(database)
    yield opened
    opened.engine.dispose()
