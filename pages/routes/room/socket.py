"""Websocket of a room, and its message types.

A client introduces itself: ``{"type": "hello", "phone": ...}`` or ``{"type": "watch"}``. A phone
then sends one message at a time, see :mod:`geodata.workshop.rooms`, and waits for ``saved`` or
``refused``; if the connection breaks before, it sends the message again. The browser that opened
the room may send ``{"type": "position", "at": 3}``.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import anyio
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.websockets import WebSocket, WebSocketDisconnect

from geodata.workshop import rooms
from geodata.workshop.rooms import Join, Note, NotLeaderError, PhoneMessage, RoomState, Vote
from pages.middleware.browser_key import COOKIE
from pages.routes.room.hub import Hub, Live, NotSavedError, RoomNotFoundError, open_hub

MAX_LISTENERS = 600
MAX_LENGTH = 4_000
PAUSE_SECONDS = 0.04
"""The least time between two messages of one client."""
PATIENCE_SECONDS = 20
BEAT_SECONDS = 10
"""How often something is sent at least, so that the other end knows that the connection works."""
POLICY_BREACH, TOO_BIG, TRY_AGAIN = 1008, 1009, 1013


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
    if not same_origin(socket.headers):
        await socket.close(POLICY_BREACH)
        return
    await socket.accept()
    hub, code = open_hub(), rooms.normal_code(socket.path_params["code"])
    try:
        async with hub.listen(code) as live:
            await _serve(socket, hub, live)
    except RoomNotFoundError:
        await _refuse(socket, "unknown")
    except (WebSocketDisconnect, RuntimeError):
        pass  # The other end has gone.
    except (TimeoutError, NotSavedError, SQLAlchemyError):
        await socket.close(TRY_AGAIN)
    except ValidationError:
        await socket.close(POLICY_BREACH)


def same_origin(headers: Headers) -> bool:
    """Return whether a request comes from our own pages; programs send no origin."""
    origin = urlsplit(headers.get("origin", "")).netloc
    return not origin or origin in (headers.get("host"), headers.get("x-forwarded-host"))


async def _refuse(socket: WebSocket, why: str) -> None:
    await socket.send_json({"type": "refused", "why": why, "final": True})
    await socket.close(POLICY_BREACH)


async def _serve(socket: WebSocket, hub: Hub, live: Live) -> None:
    if live.listeners > MAX_LISTENERS:
        await _refuse(socket, "full")
        return
    first = await asyncio.wait_for(_receive(socket), PATIENCE_SECONDS)
    client = Introduction.validate_json(first)
    phone = client.phone if isinstance(client, Hello) else None
    if phone and (refusal := await _join(socket, hub, live.state.code, phone)):
        await _refuse(socket, refusal)
        return
    updates = asyncio.create_task(_push_updates(socket, live, phone))
    try:
        while True:
            reply = await _handle_message(socket, hub, live.state.code, phone)
            await socket.send_json(reply)
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        updates.cancel()


async def _receive(socket: WebSocket) -> str:
    text = await socket.receive_text()
    if len(text) > MAX_LENGTH:
        await socket.close(TOO_BIG)
        raise WebSocketDisconnect(TOO_BIG)
    return text


async def _join(socket: WebSocket, hub: Hub, code: str, phone: str) -> str | None:
    """Register the phone and send it its saved dots; return a reason for refusing it."""
    if refusal := await hub.save(PhoneMessage(code, phone, Join())):
        return refusal
    dots = await anyio.to_thread.run_sync(rooms.load_dots, hub.store, code, phone)
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
    """Return the state of the room that a phone shows."""
    return {"type": "stage", "open": room.open, "at": room.position, "dots": room.dots}


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
            {"id": n.id, "text": n.text, "lonlat": n.lonlat, "merged": [m.text for m in n.merged]}
            for n in room.notes
            if not n.hidden
        ],
    }
