"""What another visitor notices while one stranger does its worst: a bar is twice the idle time.

Each deed goes on for ``STRANGER_SECONDS`` (10; the bar asks for 60) from an address of its own,
behind nginx as it is shipped, or with ``STRANGER_PROXY=no`` straight at the app.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import os
import random
import re
import statistics
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext, suppress

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from geodata.database.store import Store
from geodata.workshop import rooms
from geodata.workshop.tours import ready_tour
from tests.crowd import Visitor
from tests.proxy import serve_nginx
from tests.server import serve_app

SECONDS = float(os.environ.get("STRANGER_SECONDS", "10"))
AT_ONCE = 16
"""Lines that the stranger keeps busy."""
THINK_SECONDS = 0.3
BAR = 2.0
STRANGER = {"X-Forwarded-For": "198.51.100.7"}
VISITOR = {"X-Forwarded-For": "192.0.2.1"}
Deed = Callable[[str, int], Awaitable[None]]


def _socket(address: str, path: str = "/_stcore/stream", **headers: str) -> connect:
    return connect(
        address.replace("http", "ws", 1) + path,
        subprotocols=["streamlit"] if path.startswith("/_stcore") else None,
        additional_headers=STRANGER | headers,
        max_size=None,
        proxy=None,
    )


def _client(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=address, timeout=60, headers=STRANGER)


async def foreign_origins(address: str, _: int) -> None:
    """Open websockets from another site."""
    while True:
        with suppress(OSError, WebSocketException):
            async with _socket(address, Origin="https://evil.example"):
                pass


async def unknown_files(address: str, number: int) -> None:
    """Ask for files that are not there."""
    async with _client(address) as client:
        for turn in itertools.count():
            await client.get(f"/static/{number}-{turn}-{'x/' * 1500}")


async def files(address: str, number: int) -> None:
    """Send files to a session, one of the greatest size after another."""
    visitor = Visitor(address, STRANGER)
    async with visitor.line() as socket, _client(address) as client:
        await visitor.ask(socket, page="om")
        await client.get("/_stcore/health")
        token = {"X-Xsrftoken": client.cookies.get("_streamlit_xsrf", "")}
        for turn in itertools.count():
            path = f"/_stcore/upload_file/{visitor.session}/{number}-{turn}"
            await client.put(path, files={"file": b"x" * 5_000_000}, headers=token)


async def states(address: str, _: int) -> None:
    """Send widget states of 900 kB."""
    message = BackMsg()
    message.rerun_script.page_name = "bidra"
    message.rerun_script.widget_states.widgets.add(id="x", string_value="x" * 900_000)
    while True:
        with suppress(OSError, WebSocketException):
            async with _socket(address) as socket:
                while True:
                    await socket.send(message.SerializeToString())
                    await asyncio.wait_for(socket.recv(), 60)


async def frames(address: str, _: int) -> None:
    """Send frames of 15 MB."""
    while True:
        with suppress(OSError, WebSocketException):
            async with _socket(address) as socket:
                await socket.send(b"x" * 15_000_000)
                await socket.recv()


async def guesses(address: str, _: int) -> None:
    """Guess codes of rooms."""
    async with _client(address) as client:
        while True:
            await client.get("/rum/" + "".join(random.choices("ABCDEFGHJKLMNPRST", k=4)))


async def idle_lines(address: str, _: int) -> None:
    """Open lines to a room without a word, as many as it gets."""
    async with asyncio.TaskGroup() as group:
        for _number in range(60):
            group.create_task(_stay(address, f"/rum/{ROOM}/ws"))


async def _stay(address: str, path: str) -> None:
    while True:
        with suppress(OSError, WebSocketException):
            async with _socket(address, path) as socket:
                await socket.recv()
        await asyncio.sleep(0.5)


async def invented_phones(address: str, number: int) -> None:
    """Join a room as one phone after another, and vote."""
    for turn in itertools.count():
        with suppress(OSError, WebSocketException):
            async with _socket(address, f"/rum/{ROOM}/ws") as socket:
                hello = {"type": "hello", "phone": f"invented-phone-{number}-{turn}"}
                await socket.send(json.dumps(hello))
                vote = {"type": "vote", "slot": 0, "idea": ready_tour(TOUR).ideas[0], "turn": 1}
                await socket.send(json.dumps(vote))
                await socket.recv()


async def sessions(address: str, _: int) -> None:
    """Open the map again and again, each time as a new visitor."""
    while True:
        visitor = Visitor(address, STRANGER)
        with suppress(OSError, WebSocketException):
            async with visitor.line() as socket:
                await visitor.ask(socket)


async def reruns(address: str, _: int) -> None:
    """Change the filter of the map without a pause."""
    visitor = Visitor(address, STRANGER)
    while True:
        with suppress(OSError, WebSocketException):
            async with visitor.line() as socket:
                for turn in itertools.count():
                    await visitor.ask(socket, f"q=buss&county={turn % 25 + 1}")


async def searches(address: str, number: int) -> None:
    """Read light pages and the API with words that nobody has searched for."""
    paths = ("/exempel", "/embed", "/feed.atom", "/api/collections/ideas/items")
    async with _client(address) as client:
        for turn, path in zip(itertools.count(), itertools.cycle(paths), strict=False):
            await client.get(path, params={"q": f"buss {number} {turn}"})


async def pictures(address: str, number: int) -> None:
    """Have pictures drawn that nobody has asked for."""
    async with _client(address) as client:
        for turn in itertools.count():
            box = f"11,55,{12 + turn % 900 / 100},{60 + number / 10}"
            await client.get("/bild/urval.png", params={"bbox": box})
            await client.get("/dela/qr.svg", params={"till": f"?q={number}-{turn}"})


async def exports(address: str, number: int) -> None:
    """Fetch the dearest files of the API."""
    async with _client(address) as client:
        for turn in itertools.count():
            for form in ("gpkg", "xlsx", "kml", "rdf"):
                words = {"f": form, "q": f"a{number}{turn}", "limit": "1000"}
                await client.get("/api/collections/ideas/items", params=words)


async def take_home(address: str, _: int) -> None:
    """Have the files of a tour made, in one session after another."""
    visitor = Visitor(address, STRANGER)
    async with visitor.line() as socket:
        page = await _run_workshop(socket)
        for button in set(re.findall(rb"\$\$ID-[0-9a-f]+-make-\w+", page)):
            await _run_workshop(socket, button.decode())


async def _run_workshop(socket: ClientConnection, button: str = "") -> bytes:
    """Have the page with a tour run, and press a button; return all that is sent."""
    message, content = BackMsg(), b""
    message.rerun_script.page_name = "workshop"
    message.rerun_script.query_string = f"visning={TOUR}"
    if button:
        message.rerun_script.widget_states.widgets.add(id=button, trigger_value=True)
    await socket.send(message.SerializeToString())
    while True:
        part = await socket.recv()
        content += part
        if ForwardMsg.FromString(part).WhichOneof("type") == "script_finished":
            return content


async def half_requests(address: str, _: int) -> None:
    """Begin requests and never end them."""
    host, port = address.removeprefix("http://").split(":")
    lines = []
    while True:
        with suppress(OSError):
            for _number in range(20):
                _, writer = await asyncio.open_connection(host, int(port))
                writer.write(b"GET / HTTP/1.1\r\nX-A: ")
                lines.append(writer)
        await asyncio.sleep(1)


DEEDS: dict[str, Deed] = {
    deed.__name__: deed
    for deed in (
        *(foreign_origins, unknown_files, files, states, frames, guesses, idle_lines),
        *(invented_phones, sessions, reruns, searches, pictures, exports, take_home),
        half_requests,
    )
}
TOUR = "service-pa-hjul"
ROOM = os.environ.get("STRANGER_ROOM", "")


def do(name: str, address: str, room: str, seconds: float) -> None:
    """Do a deed for some seconds, on several lines at once; runs in a process of its own."""
    global ROOM
    ROOM = room

    async def all_at_once() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                deeds = (_again(DEEDS[name], address, number) for number in range(AT_ONCE))
                await asyncio.gather(*deeds)

    asyncio.run(all_at_once())


async def _again(deed: Deed, address: str, number: int) -> None:
    while True:
        with suppress(OSError, WebSocketException, httpx.HTTPError):
            await deed(address, number)
        await asyncio.sleep(0.2)


async def _visit(address: str, seconds: float) -> Visitor:
    """Use the map as a visitor does for some seconds."""
    visitor, over = Visitor(address, VISITOR), asyncio.Event()
    browsing = asyncio.create_task(visitor.browse(over, THINK_SECONDS))
    await asyncio.sleep(seconds)
    over.set()
    await browsing
    return visitor


def run() -> list[str]:
    """Return a line for each deed: the visitor's median before and meanwhile, and failures."""
    wanted = os.environ.get("STRANGER_DEEDS", ",".join(DEEDS)).split(",")
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/store.sqlite"
        code = rooms.open_room(Store(database), ready_tour(TOUR), "the-leaders-secret-key")
        with serve_app({"DATABASE_URL": database}) as app, _proxied(app) as address:
            asyncio.run(_visit(address, 5))
            return [_measure(address, code, name) for name in wanted]


def _proxied(app: str) -> AbstractContextManager[str]:
    """Return nginx in front of an app, or the app itself if the environment says so."""
    is_bare = os.environ.get("STRANGER_PROXY") == "no"
    return nullcontext(app) if is_bare else serve_nginx([int(app.rpartition(":")[2])])


def _measure(address: str, room: str, name: str) -> str:
    idle = asyncio.run(_visit(address, max(4.0, SECONDS / 4)))
    context = multiprocessing.get_context("spawn")
    stranger = context.Process(target=do, args=(name, address, room, SECONDS + 1))
    stranger.start()
    busy = asyncio.run(_visit(address, SECONDS))
    stranger.join(timeout=30)
    stranger.kill()
    # The first opening is dearer than what follows, in both.
    before, meanwhile = statistics.median(idle.seconds), statistics.median(busy.seconds)
    verdict = "" if meanwhile <= BAR * before and not busy.failures else "  OVER THE BAR"
    line = (
        f"{name}: {before * 1000:.0f} ms idle, {meanwhile * 1000:.0f} ms meanwhile "
        f"({meanwhile / before:.1f} times), worst {max(busy.seconds) * 1000:.0f} ms, "
        f"{len(busy.failures)} failures, {busy.breaks} breaks{verdict}"
    )
    print(f"    {line}", flush=True)
    return line
