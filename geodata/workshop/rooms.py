"""A room: phones give dots to a tour's examples and drop ideas of their own.

What a phone says is a message that it sends again until it is told that it is kept: the same
message counts once. :func:`save_messages` keeps many phones' messages in one go, and what it has
answered for is on disk. Each change raises the room's :func:`counter`.

Examples
--------
>>> from geodata.workshop.tours import TourStop
>>> store = Store("sqlite://")
>>> tour = Tour(title="Vård nära", stops=(TourStop(idea="moskosel"),))
>>> code = open_room(store, tour, key="the leader's secret")
>>> dot = Vote(slot=0, idea="moskosel", turn=1)
>>> save_messages(store, [PhoneMessage(code, "0123456789abcdef", dot)] * 2)
[None, None]
>>> load_room(store, code).votes
{'moskosel': 1}
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from geodata.collection.idea import BBOX, ShortText, Slug
from geodata.database import models as tables
from geodata.database.models import Participant, Room, now
from geodata.database.store import Store, bump, digest, new_code
from geodata.text import clean
from geodata.workshop.tours import Tour

LETTERS = "BCDFGHJKLMNPRSTVWXZ"
"""Without vowels a code never spells a word."""
CODE_LENGTH = 4
MAX_DOTS = 10
MAX_PHONES = 2_000
MAX_NOTES = 20
"""How many ideas one phone may drop in a room."""

Refusal = Literal["closed", "unknown", "full"]


def _one_line(text: Any) -> Any:
    return " ".join(clean(text).split()) if isinstance(text, str) else text


def _something(text: str) -> str:
    if all(unicodedata.category(sign) == "Cf" for sign in text):
        message = "idén är tom"
        raise ValueError(message)
    return text


def _in_sweden(lonlat: tuple[float, float]) -> tuple[float, float]:
    west, south, east, north = BBOX
    if not (west <= lonlat[0] <= east and south <= lonlat[1] <= north):
        message = "nålen ligger utanför Sverige"
        raise ValueError(message)
    return lonlat


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Join(_Message):
    """A phone comes into the room."""

    type: Literal["join"] = "join"


class Vote(_Message):
    """A dot is given to an example, moved to another, or taken back.

    ``slot`` is which of the phone's dots. ``turn`` rises with all that the phone says about its
    dots, so that a message that was delayed changes nothing.
    """

    type: Literal["vote"] = "vote"
    slot: int = Field(ge=0, lt=MAX_DOTS)
    idea: Slug | None
    turn: int = Field(ge=1, le=1_000_000_000)


class Note(_Message):
    """An idea in one line. ``token`` is the phone's name for it; ``lonlat`` is WGS84 degrees."""

    type: Literal["note"] = "note"
    token: str = Field(pattern=r"^[A-Za-z0-9-]{8,64}$")
    text: Annotated[ShortText, BeforeValidator(_one_line), AfterValidator(_something)]
    lonlat: Annotated[tuple[float, float], AfterValidator(_in_sweden)] | None = None


@dataclass(frozen=True, slots=True)
class PhoneMessage:
    """A message, the room it was sent to and the phone that sent it."""

    code: str
    phone: str
    message: Join | Vote | Note


@dataclass(frozen=True, slots=True)
class RoomNote:
    """An idea as the room sees it; ``merged`` are the ideas that have been made part of it."""

    id: int
    text: str
    lonlat: tuple[float, float] | None
    hidden: bool
    merged: tuple[RoomNote, ...] = ()


@dataclass(frozen=True)
class RoomState:
    """A room at one moment: what is shown in it and what has come of it so far.

    ``version`` is the room's counter as it stood before the rest was read.
    """

    version: int
    code: str
    tour_document: Mapping[str, Any]
    dots: int
    position: int
    open: bool
    address: str
    phones: int
    votes: Mapping[str, int]
    notes: tuple[RoomNote, ...]

    @cached_property
    def tour(self) -> Tour:
        """The tour as it was when the room opened."""
        return Tour.model_validate(self.tour_document)


class NotLeaderError(Exception):
    """The key does not open the room, or there is no such room."""


def counter(code: str) -> str:
    """Return the name of the store's counter that each change in a room raises."""
    return f"room:{code}"


def normal_code(text: str) -> str:
    """Return a code as somebody has typed it, such as ``" ab-cd"``, as it is written: ``ABCD``."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:12]


def open_room(store: Store, tour: Tour, key: str, dots: int = 3) -> str:
    """Open a room for a tour and return its code.

    Parameters
    ----------
    key
        The secret of the browser that may lead it.
    dots
        How many each phone may give.

    Raises
    ------
    ValueError
        If there are fewer than 1 or more than `MAX_DOTS` dots.
    """
    if not 1 <= dots <= MAX_DOTS:
        message = f"välj mellan 1 och {MAX_DOTS} prickar"
        raise ValueError(message)
    room = Room(tour=tour.model_dump(mode="json"), key_hash=digest(key), dots=dots)
    with store.write() as session:
        room.code = new_code(CODE_LENGTH, LETTERS)
        while session.get(Room, room.code):
            room.code = new_code(CODE_LENGTH, LETTERS)
        session.add(room)
        bump(session, counter(room.code))
    return room.code


def rooms_of(store: Store, key: str) -> dict[str, str]:
    """Return the codes and the tours' titles of the rooms that ``key`` leads, the latest first."""
    query = select(Room).where(Room.key_hash == digest(key)).order_by(Room.changed.desc())
    with store.read() as session:
        return {room.code: str(room.tour["title"]) for room in session.scalars(query)}


def save_messages(store: Store, batch: Sequence[PhoneMessage]) -> list[Refusal | None]:
    """Keep messages, in order; answer for each None when it is kept, or why it is not.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        If the database cannot keep them; then none of them is kept.
    """
    with store.write() as session:
        answers = [_keep(session, sent) for sent in batch]
        kept = {s.code for s, answer in zip(batch, answers, strict=True) if answer is None}
        # In the same order everywhere, so that two processes never wait for one another.
        for code in sorted(kept):
            bump(session, counter(code))
    return answers


def _keep(session: Session, sent: PhoneMessage) -> Refusal | None:
    room = session.get(Room, sent.code)
    if room is None:
        return "unknown"
    if isinstance(sent.message, Join):
        return _join(session, sent)
    if not room.open:
        return "closed"
    if isinstance(sent.message, Vote):
        return _vote(session, room, sent.phone, sent.message)
    return _note(session, sent, sent.message)


def _join(session: Session, sent: PhoneMessage) -> Refusal | None:
    mine = Participant.room_code == sent.code
    if _count(session, mine & (Participant.phone == sent.phone)):
        return None
    if _count(session, mine) >= MAX_PHONES:
        return "full"
    row = {"room_code": sent.code, "phone": sent.phone, "created": now()}
    session.execute(_insert(session, Participant).values(row).on_conflict_do_nothing())
    return None


def _vote(session: Session, room: Room, phone: str, vote: Vote) -> Refusal | None:
    examples = {stop["idea"] for stop in room.tour["stops"]}
    if vote.slot >= room.dots or (vote.idea and vote.idea not in examples):
        return "unknown"
    said = {"turn": vote.turn, "idea_id": vote.idea, "created": now()}
    insert = _insert(session, tables.Vote).values(
        room_code=room.code, phone=phone, slot=vote.slot, **said
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["room_code", "phone", "slot"],
            set_=said,
            where=tables.Vote.turn < insert.excluded.turn,
        )
    )
    return None


def _note(session: Session, sent: PhoneMessage, note: Note) -> Refusal | None:
    mine = (tables.Note.room_code == sent.code) & (tables.Note.phone == sent.phone)
    if _count(session, mine & (tables.Note.token == note.token)):
        return None
    if _count(session, mine) >= MAX_NOTES:
        return "full"
    lon, lat = note.lonlat or (None, None)
    row = {"token": note.token, "text": note.text, "lon": lon, "lat": lat, "hidden": False}
    insert = _insert(session, tables.Note).values(
        room_code=sent.code, phone=sent.phone, created=now(), **row
    )
    session.execute(insert.on_conflict_do_nothing())
    return None


def _count(session: Session, condition: Any) -> int:
    return session.scalar(select(func.count()).where(condition)) or 0


def _insert(session: Session, table: Any) -> Any:
    """An INSERT that can say what to do when the row is there already."""
    dialect = session.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def dots_of(store: Store, code: str, phone: str) -> dict[int, tuple[str | None, int]]:
    """Return what a phone's dots say: slot to example, or None, and turn."""
    votes = tables.Vote
    query = select(votes.slot, votes.idea_id, votes.turn).where(
        votes.room_code == code, votes.phone == phone
    )
    with store.read() as session:
        return {slot: (idea, turn) for slot, idea, turn in session.execute(query)}


def load_room(store: Store, code: str) -> RoomState | None:
    """Return the room as it is now, or None if there is none with that code."""
    version = store.version(counter(code))
    with store.read() as session:
        room = session.get(Room, code)
        if room is None:
            return None
        return RoomState(
            version=version,
            code=code,
            tour_document=room.tour,
            dots=room.dots,
            position=room.position,
            open=room.open,
            address=room.address,
            phones=_count(session, Participant.room_code == code),
            votes=_votes(session, code),
            notes=_notes(session, code),
        )


def _votes(session: Session, code: str) -> dict[str, int]:
    idea = tables.Vote.idea_id
    query = select(idea, func.count()).where(tables.Vote.room_code == code, idea.is_not(None))
    return {idea_id: count for idea_id, count in session.execute(query.group_by(idea)) if idea_id}


def _notes(session: Session, code: str) -> tuple[RoomNote, ...]:
    query = select(tables.Note).where(tables.Note.room_code == code).order_by(tables.Note.id)
    notes = session.scalars(query).all()
    parts: dict[int | None, list[RoomNote]] = {}
    for note in notes:
        parts.setdefault(note.merged_into, []).append(_dropped(note))
    whole = (note for note in notes if note.merged_into is None)
    return tuple(_dropped(note, tuple(parts.get(note.id, ()))) for note in whole)


def _dropped(note: tables.Note, merged: tuple[RoomNote, ...] = ()) -> RoomNote:
    lonlat = None if note.lon is None or note.lat is None else (note.lon, note.lat)
    return RoomNote(note.id, note.text, lonlat, note.hidden, merged)


def is_leader(store: Store, code: str, key: str) -> bool:
    """Return whether the key is the one that the room was opened with."""
    with store.read() as session:
        return _opens(session.get(Room, code), key)


def _opens(room: Room | None, key: str) -> bool:
    return room is not None and hmac.compare_digest(room.key_hash, digest(key))


@contextmanager
def leading(store: Store, code: str, key: str) -> Iterator[tuple[Session, Room]]:
    """Change a room as its leader: all of the block, or nothing.

    Raises
    ------
    NotTheLeader
        If the key is not the room's.
    """
    with store.write() as session:
        room = session.get(Room, code)
        if room is None or not _opens(room, key):
            raise NotLeaderError
        yield session, room
        room.changed = now()
        bump(session, counter(code))


def set_open(store: Store, code: str, key: str, is_open: bool) -> None:
    """Let the room say more, or no more."""
    with leading(store, code, key) as (_, room):
        room.open = is_open


def move_to_stop(store: Store, code: str, key: str, position: int) -> None:
    """Say what is shown now; a position outside the tour is its nearest end."""
    with leading(store, code, key) as (_, room):
        room.position = max(0, min(position, len(room.tour["stops"]) + 1))


def set_address(store: Store, code: str, key: str, address: str) -> None:
    """Say where phones find the app, such as ``http://192.168.1.5:8501``."""
    with leading(store, code, key) as (_, room):
        room.address = address[:200]


def hide_note(store: Store, code: str, key: str, note: int, hidden: bool = True) -> None:
    """Keep an idea, with all that is merged into it, from being shown, or show it again."""
    with leading(store, code, key) as (session, room):
        _own(session, room, note).hidden = hidden


def merge_notes(store: Store, code: str, key: str, note: int, into: int | None) -> None:
    """Make an idea, with all that is merged into it, part of another; None makes it one again."""
    with leading(store, code, key) as (session, room):
        moved = _own(session, room, note)
        target = _own(session, room, into) if into is not None else None
        root = (target.merged_into or target.id) if target else None
        if root == note:
            return
        moved.merged_into = root
        if root:
            parts = select(tables.Note).where(tables.Note.merged_into == note)
            for part in session.scalars(parts):
                part.merged_into = root


def _own(session: Session, room: Room, note: int) -> tables.Note:
    """The room's own note of that number: a leader changes no other room's."""
    found = session.get(tables.Note, note)
    if found is None or found.room_code != room.code:
        raise NotLeaderError
    return found
