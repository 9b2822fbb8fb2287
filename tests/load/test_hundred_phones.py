"""A hundred phones vote at once, and the power goes: what was acknowledged counts exactly once."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from geodata.database import models
from geodata.database.store import Store
from geodata.workshop import room_messages, rooms
from geodata.workshop.tours import ready_tour
from tests.coroutines import run
from tests.phones import Message, Phone, dot
from tests.server import MortalApp

PHONES = 100
DOTS = 3
ROUNDS = int(os.environ.get("ROUNDS", "2"))
"""How often each phone moves its dots; `make soak` does it twice as often."""
TOUR = ready_tour("service-pa-hjul")


@pytest.fixture
def app(database: str) -> Iterator[MortalApp]:
    made = MortalApp(database)
    made.start()
    yield made
    made.kill()


def said_by(number: int) -> list[Message]:
    """Dots that move about, some of them taken back, and an idea in the middle."""
    choose = random.Random(number)
    ideas = [*TOUR.ideas, None]
    messages = [dot(n % DOTS, choose.choice(ideas), n + 1) for n in range(DOTS * ROUNDS)]
    note = {"type": "note", "token": f"idea-of-{number:03d}", "text": f"Idé {number}"}
    return [*messages[:5], note, *messages[5:]]


def final(phones: list[Phone]) -> Counter[str]:
    last = {(p.id, m["slot"]): m["idea"] for p in phones for m in p.messages if "slot" in m}
    return Counter(idea for idea in last.values() if idea)


def assert_on_disk(database: str, code: str, phones: list[Phone]) -> None:
    """What has been acknowledged is there while the server is dead."""
    opened = Store(database)
    for phone in phones:
        dots = room_messages.load_dots(opened, code, phone.id)
        for message in phone.messages[: phone.acknowledged]:
            if message["type"] == "vote":
                assert dots[message["slot"]][1] >= message["turn"]
    tokens = select(models.Note.token).where(models.Note.room_code == code)
    with opened.read() as session:
        kept = set(session.scalars(tokens))
    opened.engine.dispose()
    acknowledged = {
        m["token"] for p in phones for m in p.messages[: p.acknowledged] if "token" in m
    }
    assert acknowledged <= kept


async def vote_through_a_power_cut(
    app: MortalApp, database: str, code: str, phones: list[Phone]
) -> None:
    line = f"ws://127.0.0.1:{app.port}/rum/{code}/ws"
    voting = asyncio.gather(*(phone.take_part(line) for phone in phones))
    everything = sum(len(phone.messages) for phone in phones)
    while sum(phone.acknowledged for phone in phones) < everything / 2:
        await asyncio.sleep(0.01)
    app.kill()
    await asyncio.sleep(0.5)
    half = sum(phone.acknowledged for phone in phones)
    assert everything / 2 <= half < everything
    await asyncio.to_thread(assert_on_disk, database, code, phones)
    await asyncio.to_thread(app.start)
    await asyncio.wait_for(voting, 120)


def test_every_acknowledged_vote_counts_exactly_once(app: MortalApp, database: str):
    opened = Store(database)
    code = rooms.open_room(opened, TOUR, "the-leaders-secret-key", DOTS)
    phones = [Phone(number, said_by(number)) for number in range(PHONES)]
    run(vote_through_a_power_cut(app, database, code, phones))
    room = rooms.load_room(opened, code)
    opened.engine.dispose()
    assert room.votes == final(phones)
    assert sorted(n.text for n in room.notes) == sorted(f"Idé {n}" for n in range(PHONES))
    assert room.phones == PHONES
