"""Turns for page runs: as many at a time as the server has use for, the others in line.

Runs of many visitors at once, each in a thread, stand in each other's way: every widget takes
Streamlit's configuration lock, and the threads form a convoy on it. One after another they need
less of the processor.

What takes seconds, such as a file to take home, is no part of a turn: it goes on :func:`aside`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from geodata.settings import settings

LONGEST_WAIT_S = 3.0
"""After this wait a run goes ahead without a turn: one that waits for another host stops nobody."""
HERE_S = 10.0
"""How long whoever has clicked counts as here."""
LONGEST_REST_S = 1.0
_turns = threading.Semaphore(settings().page_turns)


class _Own(threading.local):
    """What a thread has."""

    has_turn = False


_own = _Own()
_latest_click = 0.0
"""When a run last began, by the monotonic clock."""


def _take() -> None:
    _own.has_turn = _turns.acquire(timeout=LONGEST_WAIT_S)


def _give_back() -> None:
    if _own.has_turn:
        _own.has_turn = False
        _turns.release()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn and hold it while the block runs."""
    global _latest_click
    _latest_click = monotonic()
    _take()
    try:
        yield
    finally:
        _give_back()


@contextmanager
def aside() -> Iterator[Callable[[], None]]:
    """Give the turn back while a long block runs; yields what to call after each of its steps.

    That rests as long as the step took, if others click meanwhile: each click of theirs would wait
    for the turn for three seconds, and without a rest take twice as long.
    """
    had_turn = _own.has_turn
    _give_back()
    start = step = monotonic()

    def rest() -> None:
        nonlocal step
        now = monotonic()
        if _latest_click > start and now - _latest_click < HERE_S:
            sleep(min(now - step, LONGEST_REST_S))
        step = monotonic()

    try:
        yield rest
    finally:
        if had_turn:
            _take()
