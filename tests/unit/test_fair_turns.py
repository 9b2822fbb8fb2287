"""Turns: a network waits for itself, and others do not wait for it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from cachetools import TTLCache
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.middleware.sessions import fair_turns
from pages.middleware.sessions.fair_turns import STREAM, FairTurns, Turns
from tests.coroutines import run

STRANGER, VISITOR, LOCAL = "198.51.100.7", "192.0.2.1", "127.0.0.1"


class Site:
    """An app whose answers and runs begin when they are let in, and end when they are told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.release = asyncio.Event()

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        if scope["type"] == "http":
            self.begun.append(scope["client"][0])
            await self.release.wait()
            await send({"type": "http.response.start"})
            return
        while (await receive())["type"] != "websocket.disconnect":
            self.begun.append(scope["client"][0])
            await self.release.wait()
            await send({"type": "websocket.send", "bytes": finished()})


def finished() -> bytes:
    message = ForwardMsg()
    message.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    return message.SerializeToString()


def rerun() -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = "q=buss"
    return message.SerializeToString()


async def nothing(_: object = None) -> None:
    pass


def ask(app: FairTurns, address: str, path: str = "/om") -> asyncio.Task:
    scope = {"type": "http", "client": (address, 1), "path": path}
    return asyncio.create_task(app(scope, nothing, nothing))


def run_page(app: FairTurns, address: str, runs: int = 1) -> asyncio.Task:
    messages = [{"type": "websocket.receive", "bytes": rerun()}] * runs
    messages.append({"type": "websocket.disconnect"})
    left = iter(messages)

    async def receive() -> dict:
        return next(left)

    scope = {"type": "websocket", "client": (address, 1), "path": STREAM}
    return asyncio.create_task(app(scope, receive, nothing))


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


Ask = Callable[[FairTurns, str], asyncio.Task]


@pytest.mark.parametrize("begin", [ask, run_page])
def test_who_asks_for_much_waits_for_itself(begin: Ask):
    async def check() -> None:
        site = Site()
        app = FairTurns(site)
        tasks = [begin(app, STRANGER) for _ in range(9)]
        await settle()
        tasks.append(begin(app, VISITOR))
        tasks += [begin(app, LOCAL) for _ in range(5)]
        await settle()
        assert site.begun == [STRANGER] + [VISITOR] + [LOCAL] * 5
        site.release.set()
        await asyncio.gather(*tasks)
        # All get their turn in the end, and nothing is remembered of who has gone.
        assert site.begun.count(STRANGER) == 9
        assert not app._runs._waiting
        assert not app._answers._waiting

    run(check())


def test_one_session_of_a_network_opens_at_a_time_and_then_holds_no_turn():
    async def check() -> None:
        opened: list[str] = []
        may_open, silence = asyncio.Event(), asyncio.Event()

        async def site(scope: dict, receive: Callable, __: object) -> None:
            await receive()
            opened.append(scope["client"][0])
            await may_open.wait()
            await receive()

        def enter(address: str) -> asyncio.Task:
            handshake = iter([{"type": "websocket.connect"}])

            async def receive() -> dict:
                if message := next(handshake, None):
                    return message
                await silence.wait()
                return {"type": "websocket.disconnect"}

            scope = {"type": "websocket", "client": (address, 1), "path": STREAM}
            return asyncio.create_task(app(scope, receive, nothing))

        app = FairTurns(site)
        tasks = [enter(STRANGER) for _ in range(9)]
        await settle()
        tasks.append(enter(VISITOR))
        await settle()
        assert opened == [STRANGER, VISITOR]
        may_open.set()
        async with asyncio.timeout(5):
            while len(opened) < 10:
                await asyncio.sleep(0.01)
        silence.set()
        await asyncio.gather(*tasks)

    run(check())


def test_who_leaves_while_waiting_loses_no_place_for_others():
    async def check() -> None:
        site = Site()
        app = FairTurns(site)
        tasks = [ask(app, STRANGER) for _ in range(4)]
        await settle()
        for task in tasks[:-1]:
            task.cancel()
        await settle()
        assert site.begun == [STRANGER] * 2
        site.release.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert not app._answers._waiting

    run(check())


def test_who_asks_for_more_rests_while_others_are_here():
    async def check() -> None:
        seconds = 0.0
        turns = Turns(TTLCache(9, 5, timer=lambda: seconds))
        (await turns.take(VISITOR)).end()
        # The visitor reads what came: the stranger rests after each turn, for as long as it took.
        first = await turns.take(STRANGER)
        second = asyncio.create_task(turns.take(STRANGER))
        await asyncio.sleep(0.2)
        first.end()
        await settle()
        assert not second.done()
        (await second).end()
        # The visitor has gone, and alone it need not rest.
        seconds = 6.0
        first = await turns.take(STRANGER)
        second = asyncio.create_task(turns.take(STRANGER))
        await asyncio.sleep(0.2)
        first.end()
        await settle()
        assert second.done()
        (await second).end()

    run(check())


def test_a_turn_does_not_last_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fair_turns, "HOLD_SECONDS", 0.01)

    async def check() -> None:
        site = Site()
        app = FairTurns(site)
        tasks = [run_page(app, STRANGER) for _ in range(3)]
        while len(site.begun) < 3:
            await asyncio.sleep(0.01)
        site.release.set()
        await asyncio.gather(*tasks)

    run(check())


def test_the_next_run_of_a_session_breaks_off_the_one_before():
    async def check() -> None:
        begun: list[bytes] = []

        async def reads_on(_: dict, receive: Callable[[], Awaitable[dict]], __: object) -> None:
            while (message := await receive())["type"] != "websocket.disconnect":
                begun.append(message["bytes"])

        await asyncio.wait_for(run_page(FairTurns(reads_on), VISITOR, runs=4), 5)
        assert len(begun) == 4

    run(check())


def test_files_of_which_a_page_has_many_wait_for_nobody():
    async def check() -> None:
        site = Site()
        app = FairTurns(site)
        tasks = [ask(app, VISITOR, "/static/js/a.js") for _ in range(60)]
        await settle()
        assert len(site.begun) == 60
        site.release.set()
        await asyncio.gather(*tasks)

    run(check())
