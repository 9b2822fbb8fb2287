"""Shared limits: several processes count together, and each for itself while the server is away."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from geodata import rate_limits
from geodata.rate_limits import Limit
from tests.redis_server import program, serve_redis
from tests.server import ROOT, free_port

HIT = "from geodata.rate_limits import Limit; print(Limit('x', 3, 100).hit('192.0.2.1'))"
ADDRESS = "192.0.2.1"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    rate_limits.forget_all()
    yield
    rate_limits.forget_all()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a Redis or Valkey server; needed where the tests count."""
    if program() is None and not os.environ.get("CI"):
        pytest.skip("Redis is not installed: shared limits are NOT tested on it")
    with serve_redis() as address:
        yield address


def test_processes_count_together(server: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SERVICEKARTAN_LIMITS", server)
    for _ in range(2):
        assert subprocess.check_output([sys.executable, "-c", HIT], cwd=ROOT) == b"True\n"
    limit = Limit("x", own=3, of_all=100)
    assert not limit.is_used_up(ADDRESS)
    assert [limit.hit(ADDRESS), limit.hit(ADDRESS)] == [True, False]
    assert limit.is_used_up(ADDRESS)
    assert limit.hit("192.0.2.2")


@pytest.mark.parametrize("cost", [1, 7])
def test_all_together_have_a_limit_too(server: str, monkeypatch: pytest.MonkeyPatch, cost: int):
    monkeypatch.setenv("SERVICEKARTAN_LIMITS", server)
    limit = Limit(f"cost {cost}", own=10 * cost, of_all=2 * cost)
    answers = [limit.hit(f"192.0.2.{number}", cost) for number in range(3)]
    assert answers == [True, True, False]


def test_without_the_server_each_process_counts_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("SERVICEKARTAN_LIMITS", f"redis://:secret@127.0.0.1:{free_port()}")
    limit = Limit("away", own=2, of_all=100)
    with caplog.at_level(logging.WARNING):
        assert [limit.hit(ADDRESS) for _ in range(3)] == [True, True, False]
    # Said once, and not for each visitor.
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "secret" not in caplog.text


@pytest.mark.usefixtures("server")
def test_the_server_is_asked_again_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    port = free_port()
    monkeypatch.setenv("SERVICEKARTAN_LIMITS", f"redis://127.0.0.1:{port}")
    monkeypatch.setattr(rate_limits, "AWAY_SECONDS", 0.0)
    limit = Limit("back", own=2, of_all=100)
    with serve_redis(port):
        assert limit.hit(ADDRESS)
    assert limit.hit(ADDRESS)
    assert len(caplog.records) == 1
    with serve_redis(port):
        assert [limit.hit(ADDRESS) for _ in range(3)] == [True, True, False]
    assert len(caplog.records) == 1
