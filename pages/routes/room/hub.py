"""All the rooms that somebody in this process listens to.

What phones send is kept in batches: while one is being written to disk, the next gathers, so that a
hundred phones that speak at once cost a handful of writes. What has changed in a room, in whichever
process, is read once and told to all who listen to it.
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
from geodata.workshop import rooms
from geodata.workshop.rooms import PhoneMessage, Refusal, RoomState

log = logging.getLogger(__name__)

POLL_SECONDS = 0.3
"""How often the store is asked what other processes have changed."""
REST_SECONDS = 0.05
"""The least time between two readings: many changes are then told of as one."""
MAX_BATCH = 500


class RoomNotFoundError(Exception):
    """There is no room with that code."""


class NotSavedError(Exception):
    """The store could not keep a message; the phone sends it again."""


@dataclass(eq=False)
class Live:
    """A room that is listened to, as it was last read."""

    view: RoomState
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    listeners: int = 0

    def show(self, view: RoomState) -> None:
        """Wake all who wait for `changed`."""
        self.view = view
        self.changed.set()
        self.changed = asyncio.Event()


class Hub:
    """The rooms of one store, for use in one event loop; :meth:`running` must stand around it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._live: dict[str, Live] = {}
        self._inbox: asyncio.Queue[tuple[PhoneMessage, asyncio.Future[Refusal | None]]] = (
            asyncio.Queue()
        )
        self._due = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep what comes and look for what has changed, as long as the block lasts."""
        tasks = [asyncio.create_task(work()) for work in (self._write, self._read)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

    @asynccontextmanager
    async def listen(self, code: str) -> AsyncIterator[Live]:
        """Follow a room; raises `UnknownRoom` if there is none."""
        live = self._live.get(code)
        if live is None:
            view = await anyio.to_thread.run_sync(rooms.load_room, self.store, code)
            if view is None:
                raise RoomNotFoundError
            live = self._live.setdefault(code, Live(view))
        live.listeners += 1
        try:
            yield live
        finally:
            live.listeners -= 1
            if not live.listeners:
                self._live.pop(code, None)

    async def keep(self, sent: PhoneMessage) -> Refusal | None:
        """Return when the message is on disk, or why it is not kept; may raise `NotKept`."""
        answer: asyncio.Future[Refusal | None] = asyncio.get_running_loop().create_future()
        self._inbox.put_nowait((sent, answer))
        return await answer

    def look_soon(self) -> None:
        """Look for what has changed now rather than at the next turn."""
        self._due.set()

    async def _write(self) -> None:
        while True:
            waiting = [await self._inbox.get()]
            while not self._inbox.empty() and len(waiting) < MAX_BATCH:
                waiting.append(self._inbox.get_nowait())
            answers = await self._save([sent for sent, _ in waiting])
            for (_, answer), found in zip(waiting, answers, strict=True):
                if answer.done():
                    continue  # The phone has gone meanwhile.
                if isinstance(found, NotSavedError):
                    answer.set_exception(found)
                else:
                    answer.set_result(found)
            self.look_soon()

    async def _save(self, batch: list[PhoneMessage]) -> list[Refusal | None] | list[NotSavedError]:
        try:
            return await anyio.to_thread.run_sync(rooms.save_messages, self.store, batch)
        except Exception:
            # Whatever it was, the next batch must have its turn.
            log.exception("%d messages could not be kept", len(batch))
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
            await asyncio.sleep(REST_SECONDS)

    async def _read_changed(self) -> None:
        if not self._live:
            return
        names = [rooms.counter(code) for code in self._live]
        versions = await anyio.to_thread.run_sync(self.store.versions, names)
        for code, live in list(self._live.items()):
            if versions.get(rooms.counter(code)) != live.view.version:
                view = await anyio.to_thread.run_sync(rooms.load_room, self.store, code)
                if view:
                    live.show(view)


@cache
def _hub(store: Store) -> Hub:
    return Hub(store)


def open_hub() -> Hub:
    """Return the hub of this process."""
    return _hub(open_store())


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Keep this process's hub at work as long as the block lasts."""
    async with open_hub().running():
        yield
