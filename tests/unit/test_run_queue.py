"""Turns for page runs, and the long work that goes on beside them."""

import threading
from collections.abc import Callable, Iterator

import pytest

from pages.common import run_queue
from pages.common.run_queue import aside, turn

PATIENCE_S = 20


@pytest.fixture(autouse=True)
def one_turn(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Semaphore]:
    """One run at a time, however long it takes; given back after each test."""
    turns = threading.Semaphore(1)
    monkeypatch.setattr(run_queue, "_turns", turns)
    monkeypatch.setattr(run_queue, "LONGEST_WAIT_S", PATIENCE_S)
    monkeypatch.setattr(run_queue, "_latest_click", 0.0)
    yield turns
    assert turns.acquire(blocking=False)


def click() -> threading.Thread:
    """Run a page as another visitor."""

    def run() -> None:
        with turn():
            pass

    visitor = threading.Thread(target=run)
    visitor.start()
    return visitor


def test_a_run_waits_for_the_one_before():
    with turn():
        visitor = click()
        visitor.join(0.1)
        assert visitor.is_alive()
    visitor.join(PATIENCE_S)
    assert not visitor.is_alive()


def test_no_click_waits_for_long_work(one_turn: threading.Semaphore):
    with turn():
        with aside():
            visitor = click()
            visitor.join(PATIENCE_S)
            assert not visitor.is_alive()
        assert not one_turn.acquire(blocking=False)


def test_work_that_fails_has_its_turn_back(one_turn: threading.Semaphore):
    with turn():
        with pytest.raises(ValueError, match="a fault"), aside():
            raise ValueError("a fault")
        assert not one_turn.acquire(blocking=False)


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> tuple[list[float], Callable[[float], None]]:
    """The rests that were taken, and what moves the clock on."""
    seconds, rests = [1000.0], list[float]()
    monkeypatch.setattr(run_queue, "monotonic", lambda: seconds[0])
    monkeypatch.setattr(run_queue, "sleep", rests.append)

    def work(length: float) -> None:
        seconds[0] += length

    return rests, work


def test_work_rests_after_each_step_while_others_are_here(
    sleeps: tuple[list[float], Callable[[float], None]],
):
    rests, work = sleeps
    with turn(), aside() as rest:
        work(0.5)
        rest()
        assert rests == []
        click().join()
        work(0.5)
        rest()
        work(20)
        click().join()
        rest()
        assert rests == [0.5, run_queue.LONGEST_REST_S]
        work(run_queue.HERE_S + 1)
        rest()
        assert len(rests) == 2


def test_without_a_turn_there_is_none_to_give_back():
    with aside() as rest:
        rest()
        click().join(PATIENCE_S)
