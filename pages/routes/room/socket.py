"""Websocket of a room, and its message types.

A client introduces itself: ``{"type": "hello", "phone": ...}`` or ``{"type": "watch"}``. A phone
then sends one message at a time (:mod:`geodata.workshop.room_messages`), and waits for ``saved`` or
``refused``; if the connection breaks before, it sends the message again. The browser that opened
the room may send ``{"type": "position", "at": 3}``.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Annotated, Any, Literal

import anyio
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocket, WebSocketDisconnect

from geodata.workshop import room_messages, rooms
from geodata.workshop.room_codes import split_code
from geodata.workshop.room_messages import Join, Note, PhoneMessage, Vote
from geodata.workshop.rooms import NotLeaderError, RoomState
from pages.middleware.browser_key import COOKIE
from pages.middleware.same_origin import is_same_origin
from pages.routes.room.code_guard import enter
from pages.routes.room.connection_limits import FullError
from pages.routes.room.hub import Hub, Live, NotSavedError, RoomNotFoundError, open_hub

MAX_LENGTH = 4_000
PAUSE_SECONDS = 0.04
"""The least time between two messages of one client."""
PATIENCE_SECONDS = 20
BEAT_SECONDS = 10
"""How often something is sent at least, so that the other end knows that the connection works."""
UNSUPPORTED, POLICY_BREACH, TOO_BIG, TRY_AGAIN = 1003, 1008, 1009, 1013


class Hello(BaseModel):
    """A phone introduces itself."""

    type: Literal["hello"]
    phone: str = Field(pattern=r"^[A-Za-z0-9-]{16,64}$")


class Watch(BaseModel):
    """The wall, or the leader's slides, introduce themselves: they only listen."""

    type: Literal["watch"]


class Position(BaseModel):
    """The leader shows another slide: 0 is the title, then the stops, then the end."""

    type: Literal["position"]
    at: int


Introduction = TypeAdapter[Hello | Watch](Annotated[Hello | Watch, Field(discriminator="type")])
PhoneInput = TypeAdapter[Vote | Note | Position](
    Annotated[Vote | Note | Position, Field(discriminator="type")]
)


async def serve_socket(socket: WebSocket) -> None:
    """Answer ``/rum/{code}/ws``."""
    if not is_same_origin(socket.headers):
        await socket.close(POLICY_BREACH)
        return
    await socket.accept()
    hub, text = open_hub(), socket.path_params["code"]
    try:
        await _enter(socket, hub, text)
        async with hub.listen(split_code(text)[0]) as live:
            await _serve(socket, hub, live)
    except (RoomNotFoundError, FullError) as error:
        await _refuse(socket, "full" if isinstance(error, FullError) else "unknown")
    except (WebSocketDisconnect, RuntimeError):
        pass  # The other end has gone.
    except (TimeoutError, NotSavedError, SQLAlchemyError):
        await socket.close(TRY_AGAIN)
    except ValidationError:
        await socket.close(POLICY_BREACH)


def _address(socket: WebSocket) -> str | None:
    return socket.client and socket.client.host


async def _enter(socket: WebSocket, hub: Hub, text: str) -> None:
    """Look up a room's code; raises RoomNotFoundError, also for what looks like guessing."""
    room = await anyio.to_thread.run_sync(enter, hub.store, text, _address(socket))
    if isinstance(room, str):
        raise RoomNotFoundError


async def _refuse(socket: WebSocket, why: str) -> None:
    await socket.send_json({"type": "refused", "why": why, "final": True})
    await socket.close(POLICY_BREACH)


async def _serve(socket: WebSocket, hub: Hub, live: Live) -> None:
    code, address = live.state.code, _address(socket)
    with hub.limits.place(code, "waiting", address):
        first = await asyncio.wait_for(_receive(socket), PATIENCE_SECONDS)
    client = Introduction.validate_json(first)
    phone = client.phone if isinstance(client, Hello) else None
    with hub.limits.place(code, "phone" if phone else "watcher", address):
        await _converse(socket, hub, live, phone)


async def _converse(socket: WebSocket, hub: Hub, live: Live, phone: str | None) -> None:
    """Send changes and answer messages until the other end goes; raises FullError."""
    code = live.state.code
    if phone:
        hub.limits.admit(code, phone, _address(socket))
        if refusal := await _join(socket, hub, code, phone):
            await _refuse(socket, refusal)
            return
    updates = asyncio.create_task(_push_updates(socket, live, phone))
    try:
        while True:
            reply = await _handle_message(socket, hub, code, phone)
            await socket.send_json(reply)
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        updates.cancel()


async def _receive(socket: WebSocket) -> str:
    """Return the next message; a binary or oversized one ends the line."""
    message = await socket.receive()
    if message["type"] != "websocket.receive":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    if text is None or len(text) > MAX_LENGTH:
        code = UNSUPPORTED if text is None else TOO_BIG
        await socket.close(code)
        raise WebSocketDisconnect(code)
    return str(text)


async def _join(socket: WebSocket, hub: Hub, code: str, phone: str) -> str | None:
    """Register the phone and send it its saved dots; return a reason for refusing it."""
    if refusal := await hub.save(PhoneMessage(code, phone, Join())):
        return refusal
    dots = await anyio.to_thread.run_sync(room_messages.load_dots, hub.store, code, phone)
    await socket.send_json({"type": "mine", "dots": dots})
    return None


async def _push_updates(socket: WebSocket, live: Live, phone: str | None) -> None:
    """Send each change; a slow listener gets the latest state, not all in between."""
    previous = None
    with suppress(WebSocketDisconnect, RuntimeError):  # Whoever receives finds out itself.
        while True:
            changed, room = live.changed, live.state
            state = stage(room) if phone else results(room)
            if state != previous:
                await socket.send_text(json.dumps(state, ensure_ascii=False))
                previous = state
            try:
                await asyncio.wait_for(changed.wait(), BEAT_SECONDS)
            except TimeoutError:
                await socket.send_text('{"type": "beat"}')


async def _handle_message(
    socket: WebSocket, hub: Hub, code: str, phone: str | None
) -> dict[str, str]:
    text = await _receive(socket)
    try:
        message = PhoneInput.validate_json(text)
    except ValidationError:
        return {"type": "refused", "why": "invalid"}
    if isinstance(message, Position):
        refusal = await _move(socket, hub, code, message.at)
    else:
        refusal = await hub.save(PhoneMessage(code, phone, message)) if phone else "unknown"
    return {"type": "refused", "why": refusal} if refusal else {"type": "saved"}


async def _move(socket: WebSocket, hub: Hub, code: str, at: int) -> str | None:
    key = socket.cookies.get(COOKIE, "")
    try:
        await anyio.to_thread.run_sync(rooms.move_to_stop, hub.store, code, key, at)
    except NotLeaderError:
        return "unknown"
    hub.look_soon()
    return None


def stage(room: RoomState) -> dict[str, Any]:
    """Return the state of the room that a phone shows; with its results once it is closed."""
    state = {"type": "stage", "open": room.open, "at": room.position, "dots": room.dots}
    return state if room.open else results(room) | state


def results(room: RoomState) -> dict[str, Any]:
    """Return the state of the room that the wall shows."""
    return {
        "type": "results",
        "open": room.open,
        "at": room.position,
        "address": room.address,
        "phones": room.phones,
        "votes": room.votes,
        "notes": [
            {
                "id": note.id,
                "text": note.text,
                "lonlat": note.lonlat,
                "merged": [part.text for part in note.merged if not part.hidden],
            }
            for note in room.notes
            if not note.hidden
        ],
    }
