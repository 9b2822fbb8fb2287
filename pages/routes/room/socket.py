"""The line to a room: the websocket that phones, the wall and the leader's slides speak through.

A client says who it is: ``{"type": "hello", "phone": ...}`` or ``{"type": "watch"}``. A phone then
sends one message at a time, see :mod:`geodata.workshop.rooms`, and waits for ``saved`` or
``refused``; if the line breaks before, it sends the message again. The browser that opened the
room may send ``{"type": "position", "at": 3}``.
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
"""No client is listened to more often than this."""
PATIENCE_SECONDS = 20
BEAT_SECONDS = 10
"""At least so often something is sent, so that the other end knows that the line is whole."""
POLICY_BREACH, TOO_BIG, TRY_AGAIN = 1008, 1009, 1013


class Hello(BaseModel):
    """A phone says which it is."""

    type: Literal["hello"]
    phone: str = Field(pattern=r"^[A-Za-z0-9-]{16,64}$")


class Watch(BaseModel):
    """The wall, or the leader's slides, only look."""

    type: Literal["watch"]


class Position(BaseModel):
    """The leader shows another slide: 0 the title, then the stops, then the end."""

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
            await _talk(socket, hub, live)
    except RoomNotFoundError:
        await _refuse(socket, "unknown")
    except (WebSocketDisconnect, RuntimeError):
        pass  # The other end has gone.
    except (TimeoutError, NotSavedError, SQLAlchemyError):
        await socket.close(TRY_AGAIN)
    except ValidationError:
        await socket.close(POLICY_BREACH)


def same_origin(headers: Headers) -> bool:
    """Return whether a browser asks from one of our own pages; programs do not say."""
    origin = urlsplit(headers.get("origin", "")).netloc
    return not origin or origin in (headers.get("host"), headers.get("x-forwarded-host"))


async def _refuse(socket: WebSocket, why: str) -> None:
    await socket.send_json({"type": "refused", "why": why, "final": True})
    await socket.close(POLICY_BREACH)


async def _talk(socket: WebSocket, hub: Hub, live: Live) -> None:
    if live.listeners > MAX_LISTENERS:
        await _refuse(socket, "full")
        return
    first = await asyncio.wait_for(_receive(socket), PATIENCE_SECONDS)
    who = Introduction.validate_json(first)
    phone = who.phone if isinstance(who, Hello) else None
    if phone and (refusal := await _come_in(socket, hub, live.view.code, phone)):
        await _refuse(socket, refusal)
        return
    telling = asyncio.create_task(_tell(socket, live, phone))
    try:
        while True:
            answer = await _hear(socket, hub, live.view.code, phone)
            await socket.send_json(answer)
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        telling.cancel()


async def _receive(socket: WebSocket) -> str:
    text = await socket.receive_text()
    if len(text) > MAX_LENGTH:
        await socket.close(TOO_BIG)
        raise WebSocketDisconnect(TOO_BIG)
    return text


async def _come_in(socket: WebSocket, hub: Hub, code: str, phone: str) -> str | None:
    """Count the phone in and tell it what it has said before."""
    if refusal := await hub.keep(PhoneMessage(code, phone, Join())):
        return refusal
    dots = await anyio.to_thread.run_sync(rooms.load_dots, hub.store, code, phone)
    await socket.send_json({"type": "mine", "dots": dots})
    return None


async def _tell(socket: WebSocket, live: Live, phone: str | None) -> None:
    """Tell what has changed; who is slow to listen gets the latest, not all in between."""
    told = None
    with suppress(WebSocketDisconnect, RuntimeError):  # The one who listens finds out itself.
        while True:
            changed, view = live.changed, live.view
            news = stage(view) if phone else results(view)
            if news != told:
                await socket.send_text(json.dumps(news, ensure_ascii=False))
                told = news
            try:
                await asyncio.wait_for(changed.wait(), BEAT_SECONDS)
            except TimeoutError:
                await socket.send_text('{"type": "beat"}')


async def _hear(socket: WebSocket, hub: Hub, code: str, phone: str | None) -> dict[str, str]:
    text = await _receive(socket)
    try:
        said = PhoneInput.validate_json(text)
    except ValidationError:
        return {"type": "refused", "why": "invalid"}
    if isinstance(said, Position):
        refusal = await _move(socket, hub, code, said.at)
    else:
        refusal = await hub.keep(PhoneMessage(code, phone, said)) if phone else "unknown"
    return {"type": "refused", "why": refusal} if refusal else {"type": "saved"}


async def _move(socket: WebSocket, hub: Hub, code: str, at: int) -> str | None:
    key = socket.cookies.get(COOKIE, "")
    try:
        await anyio.to_thread.run_sync(rooms.move_to_stop, hub.store, code, key, at)
    except NotLeaderError:
        return "unknown"
    hub.look_soon()
    return None


def stage(view: RoomState) -> dict[str, Any]:
    """Return what a phone needs to know of the room."""
    return {"type": "stage", "open": view.open, "at": view.position, "dots": view.dots}


def results(view: RoomState) -> dict[str, Any]:
    """Return what is shown on the wall."""
    return {
        "type": "results",
        "open": view.open,
        "at": view.position,
        "address": view.address,
        "phones": view.phones,
        "votes": view.votes,
        "notes": [
            {"id": n.id, "text": n.text, "lonlat": n.lonlat, "merged": [m.text for m in n.merged]}
            for n in view.notes
            if not n.hidden
        ],
    }
