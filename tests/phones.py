"""Simulated phones: real websocket sessions that send again whatever was not acknowledged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

Message = dict[str, Any]
PATIENCE_SECONDS = 10


def dot(slot: int, idea: str | None, turn: int) -> Message:
    """Give a dot, move it or take it back."""
    return {"type": "vote", "slot": slot, "idea": idea, "turn": turn}


class Phone:
    """A phone with something to say; it says it until it is told that all of it is kept."""

    def __init__(self, number: int, messages: Sequence[Message]) -> None:
        self.id = f"simulated-phone-{number:03d}"
        self.messages = messages
        self.acknowledged = 0

    async def take_part(self, line: str) -> None:
        """Come into the room, again and again if the line breaks, and say everything."""
        while self.acknowledged < len(self.messages):
            with suppress(OSError, WebSocketException, TimeoutError):
                async with connect(line, open_timeout=PATIENCE_SECONDS) as socket:
                    await socket.send(json.dumps({"type": "hello", "phone": self.id}))
                    await self.say_the_rest(socket)
            await asyncio.sleep(0.2)

    async def say_the_rest(self, socket: ClientConnection) -> None:
        """Say what has not been acknowledged, one message at a time."""
        for message in self.messages[self.acknowledged :]:
            await socket.send(json.dumps(message))
            await asyncio.wait_for(acknowledgement(socket), PATIENCE_SECONDS)
            self.acknowledged += 1


async def acknowledgement(socket: ClientConnection) -> None:
    """Wait until the room has answered, past whatever else it tells."""
    while True:
        answer = json.loads(await socket.recv())
        if answer["type"] in ("saved", "refused"):
            assert answer == {"type": "saved"}
            return
