"""Several processes of the app on one PostgreSQL, behind nginx."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests import postgres, proxy
from tests.server import MortalApp, free_port


@dataclass
class Cluster:
    """The address of the proxy, of the database, and the processes."""

    address: str
    database: str
    processes: list[MortalApp]


def skip_if_missing() -> None:
    """Skip a test where nginx or PostgreSQL is not installed; continuous integration needs both."""
    if not (proxy.program() and postgres.programs()) and not os.environ.get("CI"):
        pytest.skip("nginx or PostgreSQL is not installed: several processes are NOT tested")


@contextmanager
def serve_cluster(count: int, env: dict[str, str] | None = None) -> Iterator[Cluster]:
    """Start a database, ``count`` processes and nginx in front of them."""
    with postgres.serve_postgres() as database:
        processes = [MortalApp(database, env, free_port()) for _ in range(count)]
        try:
            with ThreadPoolExecutor(count) as pool:
                list(pool.map(MortalApp.start, processes))
            with proxy.serve_nginx([process.port for process in processes]) as address:
                yield Cluster(address, database, processes)
        finally:
            for process in processes:
                process.kill()
