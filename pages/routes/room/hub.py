"""Fan-out for the rooms that have listeners in this process.

Messages from phones are saved in batches: while one is being written to disk, the next gathers, so
that a hundred phones that send at once cost a handful of writes. A change of a room, made in
whichever process, is read once and passed to all listeners of that room.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache

import anyio

from geodata.database.store import Store, open_store
from geodata.workshop import room_messages, rooms
from geodata.workshop.room_messages import PhoneMessage, Refusal
from geodata.workshop.rooms import RoomState
from pages.routes.room.connection_limits import ConnectionLimits

log = logging.getLogger(__name__)

POLL_SECONDS = 0.3
"""How often the store is polled for changes by other processes."""
REST_SECONDS = 0.05
"""The least time between two readings: changes in between are passed on as one."""
AFTER_FAILURE_SECONDS = 2.0
"""The least time between two failures, each of which is a traceback in the log."""
MAX_BATCH = 500


class RoomNotFoundError(Exception):
    """There is no room with that code."""


class NotSavedError(Exception):
    """The store could not save a message; the phone sends it again."""


@dataclass(eq=False)
class Live:
    """A room with listeners, as last read; ``changed`` is replaced at each change."""

    state: RoomState
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    listeners: int = 0

    def show(self, state: RoomState) -> None:
        """Set the state and wake all that wait for ``changed``."""
        self.state = state
        self.changed.set()
        self.changed = asyncio.Event()


class Hub:
    """Hub of one store in one event loop; use it inside :meth:`running`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._live: dict[str, Live] = {}
        self._inbox: asyncio.Queue[tuple[PhoneMessage, asyncio.Future[Refusal | None]]] = (
            asyncio.Queue()
        )
        self._due = asyncio.Event()
        self.limits = ConnectionLimits()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Save messages and watch for changes as long as the block lasts."""
        tasks = [asyncio.create_task(work()) for work in (self._write, self._read)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

    @asynccontextmanager
    async def listen(self, code: str) -> AsyncIterator[Live]:
        """Follow a room; raises :class:`RoomNotFoundError`."""
        live = self._live.get(code)
        if live is None:
            state = await anyio.to_thread.run_sync(rooms.load_room, self.store, code)
            if state is None:
                raise RoomNotFoundError
            live = self._live.setdefault(code, Live(state))
        live.listeners += 1
        try:
            yield live
        finally:
            live.listeners -= 1
            if not live.listeners:
                self._live.pop(code, None)

    async def save(self, message: PhoneMessage) -> Refusal | None:
        """Save a message and return None when it is on disk, else the reason for refusing it.

        Raises
        ------
        NotSavedError
            If the store failed.
        """
        result: asyncio.Future[Refusal | None] = asyncio.get_running_loop().create_future()
        self._inbox.put_nowait((message, result))
        return await result

    def look_soon(self) -> None:
        """Read changes now rather than at the next poll."""
        self._due.set()

    async def _write(self) -> None:
        while True:
            waiting = [await self._inbox.get()]
            while not self._inbox.empty() and len(waiting) < MAX_BATCH:
                waiting.append(self._inbox.get_nowait())
            outcomes = await self._save_batch([message for message, _ in waiting])
            for (_, result), outcome in zip(waiting, outcomes, strict=True):
                if result.done():
                    continue  # The phone has gone meanwhile.
                if isinstance(outcome, NotSavedError):
                    result.set_exception(outcome)
                else:
                    result.set_result(outcome)
            self.look_soon()

    async def _save_batch(
        self, batch: list[PhoneMessage]
    ) -> list[Refusal | None] | list[NotSavedError]:
        try:
            return await anyio.to_thread.run_sync(room_messages.save_messages, self.store, batch)
        except Exception:
            # Whatever it was, the next batch must have its turn.
            log.exception("%d messages could not be saved", len(batch))
            return [NotSavedError() for _ in batch]

    async def _read(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), POLL_SECONDS)
            self._due.clear()
            try:
                await self._read_changed()
            except Exception:
                log.exception("the rooms could not be read")
                await asyncio.sleep(AFTER_FAILURE_SECONDS)
            await asyncio.sleep(REST_SECONDS)

    async def _read_changed(self) -> None:
        if not self._live:
            return
        names = [rooms.counter(code) for code in self._live]
        versions = await anyio.to_thread.run_sync(self.store.versions, names)
        for code, live in list(self._live.items()):
            if versions.get(rooms.counter(code)) != live.state.version:
                state = await anyio.to_thread.run_sync(rooms.load_room, self.store, code)
                if state:
                    live.show(state)


@cache
def _hub(store: Store) -> Hub:
    return Hub(store)


def open_hub() -> Hub:
    """Return the hub of this process."""
    return _hub(open_store())


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Run the hub of this process as long as the block lasts."""
    async with open_hub().running():
        yield
