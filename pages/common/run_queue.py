"""Turns for page runs: as many at a time as the server has use for, the others in line.

Runs of many visitors at once, each in a thread, stand in each other's way: every widget takes
Streamlit's configuration lock, and the threads form a convoy on it. One after another they need
less of the processor.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from geodata.settings import settings

LONGEST_WAIT_S = 3.0
"""After this wait a run goes ahead without a turn: one that waits for another host stops nobody."""
_turns = threading.Semaphore(settings().page_turns)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn and hold it while the block runs."""
    has_turn = _turns.acquire(timeout=LONGEST_WAIT_S)
    try:
        yield
    finally:
        if has_turn:
            _turns.release()
