"""The line to a room: who may speak, what is understood, and what other processes hear of it."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from geodata.database.store import Store, open_store
from geodata.workshop import room_messages, rooms
from geodata.workshop.room_messages import Join, PhoneMessage, Vote
from geodata.workshop.tours import Tour, TourStop
from pages.middleware.browser_key import COOKIE
from pages.routes.room import hub as hubs
from pages.routes.room import socket as socket_module
from pages.routes.room.hub import Hub, NotSavedError
from tests.coroutines import run

TOUR = Tour(title="Två exempel", stops=(TourStop(idea="butik"), TourStop(idea="bokbuss")))
KEY = "the-leaders-secret-key"
PHONE = "0123456789abcdef"
HELLO = {"type": "hello", "phone": PHONE}
DOT = {"type": "vote", "slot": 0, "idea": "butik", "turn": 1}


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    routes = [WebSocketRoute("/rum/{code}/ws", socket_module.serve_socket)]
    with TestClient(Starlette(routes=routes, lifespan=lambda _: hubs.running())) as browser:
        yield browser
    open_store().engine.dispose()


@pytest.fixture
def code(client: TestClient) -> str:
    assert client
    return rooms.open_room(open_store(), TOUR, KEY)


def connect(client: TestClient, code: str, **headers: str) -> WebSocketTestSession:
    return client.websocket_connect(f"/rum/{code}/ws", headers=headers)


def hear(socket: WebSocketTestSession, *kinds: str) -> dict[str, Any]:
    for _ in range(30):
        message = socket.receive_json()
        if message["type"] in kinds:
            return message
    raise TimeoutError(f"nothing of {kinds} was received")


def answer(socket: WebSocketTestSession, message: object) -> dict[str, Any]:
    socket.send_text(message if isinstance(message, str) else json.dumps(message))
    return hear(socket, "saved", "refused")


def test_a_phone_is_told_what_it_has_said_before(client: TestClient, code: str):
    with connect(client, code) as socket:
        socket.send_json(HELLO)
        assert hear(socket, "mine")["dots"] == {}
        assert hear(socket, "stage") == {"type": "stage", "open": True, "at": 0, "dots": 3}
        assert answer(socket, DOT) == answer(socket, DOT) == {"type": "saved"}
    with connect(client, code) as socket:
        socket.send_json(HELLO)
        assert hear(socket, "mine")["dots"] == {"0": ["butik", 1]}


def test_the_wall_hears_of_dots_but_says_nothing(client: TestClient, code: str):
    with connect(client, code) as wall, connect(client, code) as phone:
        wall.send_json({"type": "watch"})
        assert hear(wall, "results")["votes"] == {}
        phone.send_json(HELLO)
        answer(phone, DOT)
        state = next(t for _ in range(9) if (t := hear(wall, "results"))["votes"])
        assert (state["votes"], state["phones"]) == ({"butik": 1}, 1)
        assert answer(wall, DOT) == {"type": "refused", "why": "unknown"}


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "{",
        "null",
        "[]",
        '{"type":"vote"}',
        '{"type":"note","token":"a-token-1","text":" "}',
        '{"type":"vote","slot":0,"idea":"butik","turn":1,"more":1}',
        '{"type":"hello"}',
        "\x00" * 99,
    ],
)
def test_what_makes_no_sense_is_refused_and_the_line_stays(
    client: TestClient, code: str, nonsense: str
):
    with connect(client, code) as socket:
        socket.send_json(HELLO)
        assert answer(socket, nonsense) == {"type": "refused", "why": "invalid"}
        assert answer(socket, DOT) == {"type": "saved"}


@pytest.mark.parametrize("first", ["{", '{"type":"hello","phone":"x"}', "x" * 5_000])
def test_who_does_not_say_who_it_is_is_shown_out(client: TestClient, code: str, first: str):
    with connect(client, code) as socket:
        socket.send_text(first)
        with pytest.raises(WebSocketDisconnect):
            hear(socket, "mine")


def test_a_room_that_is_not_there_says_so(client: TestClient):
    with connect(client, "XXXX") as socket:
        assert socket.receive_json() == {"type": "refused", "why": "unknown", "final": True}


def test_only_our_own_pages_may_speak(client: TestClient, code: str):
    with pytest.raises(WebSocketDisconnect), connect(client, code, Origin="https://evil.example"):
        pass
    with connect(client, code, Origin="http://testserver") as socket:
        socket.send_json({"type": "watch"})
        assert hear(socket, "results")


def test_only_the_leaders_browser_turns_the_page(client: TestClient, code: str):
    turn = {"type": "position", "at": 2}
    with connect(client, code) as stranger:
        stranger.send_json(HELLO)
        assert answer(stranger, turn) == {"type": "refused", "why": "unknown"}
    with connect(client, code, Cookie=f"{COOKIE}={KEY}") as leader:
        leader.send_json({"type": "watch"})
        assert answer(leader, turn) == {"type": "saved"}
    assert rooms.load_room(open_store(), code).position == 2


def test_what_one_process_keeps_another_shows(store: Store):
    code = rooms.open_room(store, TOUR, KEY)

    async def save() -> dict[str, int]:
        one, other = Hub(store), Hub(Store(store.url))
        async with one.running(), other.running(), other.listen(code) as live:
            changed = live.changed
            await one.save(PhoneMessage(code, PHONE, Vote(slot=0, idea="butik", turn=1)))
            await asyncio.wait_for(changed.wait(), 20)
            other.store.engine.dispose()
            return dict(live.state.votes)

    assert run(save()) == {"butik": 1}


def test_a_store_out_of_order_is_told_of_and_does_not_stop_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    code = rooms.open_room(store, TOUR, KEY)
    sent = PhoneMessage(code, PHONE, Join())

    async def save() -> None:
        hub = Hub(store)
        async with hub.running():
            with monkeypatch.context() as broken:
                broken.setattr(room_messages, "save_messages", lambda *_: 1 / 0)
                with pytest.raises(NotSavedError):
                    await hub.save(sent)
            gone = asyncio.ensure_future(hub.save(sent))
            await asyncio.sleep(0)
            gone.cancel()
            assert await hub.save(sent) is None

    run(save())
