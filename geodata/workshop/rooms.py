"""Workshop rooms: phones give dots to a tour's examples and write notes with ideas of their own.

Phones resend a message until it is acknowledged; handling is idempotent. :func:`save_messages`
saves many phones' messages in one transaction, and what it acknowledges is on disk. Each change
raises the room's :func:`counter`.

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

import datetime as dt
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
from geodata.database import models
from geodata.database.models import Participant, Room, now
from geodata.database.store import Store, bump, digest, new_code
from geodata.text import clean
from geodata.workshop.room_codes import CODE_LENGTH, LETTERS, long_code
from geodata.workshop.tours import Tour

MAX_DOTS = 10
MAX_PHONES = 2_000
MAX_NOTES = 20
"""Maximum number of notes from one phone in a room."""
MAX_ROOMS = 20_000
"""Maximum number of rooms: of 130,321 codes at least five in six are then free."""
OPEN_HOURS = 24
"""Hours after the leader's last change in which phones may vote and write."""

Refusal = Literal["closed", "unknown", "full"]
"""Why a message is not saved."""


def _one_line(text: Any) -> Any:
    return " ".join(clean(text).split()) if isinstance(text, str) else text


def _not_empty(text: str) -> str:
    if all(unicodedata.category(character) == "Cf" for character in text):
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
    """Message: a phone joins the room."""

    type: Literal["join"] = "join"


class Vote(_Message):
    """Message: a phone gives a dot to an example, moves it, or takes it back (``idea`` None).

    ``slot`` is the number of the dot, from 0. ``turn`` rises with each vote of the phone, so that a
    delayed message changes nothing.
    """

    type: Literal["vote"] = "vote"
    slot: int = Field(ge=0, lt=MAX_DOTS)
    idea: Slug | None
    turn: int = Field(ge=1, le=1_000_000_000)


class Note(_Message):
    """Message: an idea in one line, with the phone's token for it; ``lonlat`` is WGS84 degrees."""

    type: Literal["note"] = "note"
    token: str = Field(pattern=r"^[A-Za-z0-9-]{8,64}$")
    text: Annotated[ShortText, BeforeValidator(_one_line), AfterValidator(_not_empty)]
    lonlat: Annotated[tuple[float, float], AfterValidator(_in_sweden)] | None = None


@dataclass(frozen=True, slots=True)
class PhoneMessage:
    """A message with the code of its room and the id of its phone."""

    code: str
    phone: str
    message: Join | Vote | Note


@dataclass(frozen=True, slots=True)
class RoomNote:
    """A note as the room sees it, with the notes that are merged into it."""

    id: int
    text: str
    lonlat: tuple[float, float] | None
    hidden: bool
    merged: tuple[RoomNote, ...] = ()


@dataclass(frozen=True)
class RoomState:
    """State of a room at one moment: its tour, position, votes and notes.

    Attributes
    ----------
    version
        The room's counter, read before the rest.
    tour_document
        The tour as JSON, see :attr:`tour`.
    dots
        Number of dots that each phone may give.
    position
        Slide that is shown: 0 is the title, 1 the first stop.
    open
        Whether phones may vote and write notes.
    closes
        When it closes by itself, unless the leader changes something before.
    long_code
        The code that a QR code has, which cannot be guessed.
    address
        Address at which phones find the app, such as ``http://192.168.1.5:8501``, or "".
    phones
        Number of phones that have joined.
    votes
        Number of dots by the id of the example.
    """

    version: int
    code: str
    tour_document: Mapping[str, Any]
    dots: int
    position: int
    open: bool
    closes: dt.datetime
    long_code: str
    address: str
    phones: int
    votes: Mapping[str, int]
    notes: tuple[RoomNote, ...]

    @cached_property
    def tour(self) -> Tour:
        """The tour at the moment when the room was opened."""
        return Tour.model_validate(self.tour_document)


class TooManyRoomsError(Exception):
    """No more rooms can be opened until some are removed."""


class NotLeaderError(Exception):
    """The key is not the room's, or there is no such room or note."""


def counter(code: str) -> str:
    """Return the name of the room's counter in the store, which each change raises."""
    return f"room:{code}"


def open_room(store: Store, tour: Tour, key: str, dots: int = 3) -> str:
    """Open a room for a tour and return its code.

    Parameters
    ----------
    key
        Secret of the leader's browser.
    dots
        Number of dots that each phone may give.

    Raises
    ------
    ValueError
        If there are fewer than 1 or more than `MAX_DOTS` dots.
    TooManyRoomsError
        If there are `MAX_ROOMS` rooms.
    """
    if not 1 <= dots <= MAX_DOTS:
        message = f"välj mellan 1 och {MAX_DOTS} prickar"
        raise ValueError(message)
    room = Room(tour=tour.model_dump(mode="json"), key_hash=digest(key), dots=dots)
    with store.write() as session:
        room.code = _free_code(session)
        session.add(room)
        bump(session, counter(room.code))
    return room.code


def _free_code(session: Session) -> str:
    """Return a code that no room has. Raises TooManyRoomsError."""
    if _count(session, Room.code.is_not(None)) < MAX_ROOMS:
        for _ in range(20):
            code = new_code(CODE_LENGTH, LETTERS)
            if session.get(Room, code) is None:
                return code
    raise TooManyRoomsError


def rooms_of(store: Store, key: str) -> dict[str, str]:
    """Return the titles of the tours in a leader's rooms by the room's code, the latest first."""
    query = select(Room).where(Room.key_hash == digest(key)).order_by(Room.changed.desc())
    with store.read() as session:
        return {room.code: str(room.tour["title"]) for room in session.scalars(query)}


def save_messages(store: Store, batch: Sequence[PhoneMessage]) -> list[Refusal | None]:
    """Save messages in order, and return for each None, or why it is refused. Idempotent.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        If the database fails; then none of the messages is saved.
    """
    with store.write() as session:
        refusals = [_save(session, message) for message in batch]
        pairs = zip(batch, refusals, strict=True)
        changed = {message.code for message, refusal in pairs if refusal is None}
        # In the same order everywhere, so that two processes never wait for one another.
        for code in sorted(changed):
            bump(session, counter(code))
    return refusals


def _save(session: Session, envelope: PhoneMessage) -> Refusal | None:
    room = session.get(Room, envelope.code)
    if room is None:
        return "unknown"
    if isinstance(envelope.message, Join):
        return _save_join(session, envelope)
    if not is_open(room):
        return "closed"
    if isinstance(envelope.message, Vote):
        return _save_vote(session, room, envelope.phone, envelope.message)
    return _save_note(session, envelope, envelope.message)


def is_open(room: Room) -> bool:
    """Return whether phones may vote and write: opened by the leader, and not left for a day."""
    return room.open and now() - room.changed < dt.timedelta(hours=OPEN_HOURS)


def _save_join(session: Session, envelope: PhoneMessage) -> Refusal | None:
    in_room = Participant.room_code == envelope.code
    if _count(session, in_room & (Participant.phone == envelope.phone)):
        return None
    if _count(session, in_room) >= MAX_PHONES:
        return "full"
    row = {"room_code": envelope.code, "phone": envelope.phone, "created": now()}
    session.execute(_insert(session, Participant).values(row).on_conflict_do_nothing())
    return None


def _save_vote(session: Session, room: Room, phone: str, vote: Vote) -> Refusal | None:
    examples = {stop["idea"] for stop in room.tour["stops"]}
    if vote.slot >= room.dots or (vote.idea and vote.idea not in examples):
        return "unknown"
    values = {"turn": vote.turn, "idea_id": vote.idea, "created": now()}
    insert = _insert(session, models.Vote).values(
        room_code=room.code, phone=phone, slot=vote.slot, **values
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["room_code", "phone", "slot"],
            set_=values,
            where=models.Vote.turn < insert.excluded.turn,
        )
    )
    return None


def _save_note(session: Session, envelope: PhoneMessage, note: Note) -> Refusal | None:
    from_phone = (models.Note.room_code == envelope.code) & (models.Note.phone == envelope.phone)
    if _count(session, from_phone & (models.Note.token == note.token)):
        return None
    if _count(session, from_phone) >= MAX_NOTES:
        return "full"
    lon, lat = note.lonlat or (None, None)
    row = {"token": note.token, "text": note.text, "lon": lon, "lat": lat, "hidden": False}
    insert = _insert(session, models.Note).values(
        room_code=envelope.code, phone=envelope.phone, created=now(), **row
    )
    session.execute(insert.on_conflict_do_nothing())
    return None


def _count(session: Session, condition: Any) -> int:
    return session.scalar(select(func.count()).where(condition)) or 0


def _insert(session: Session, table: Any) -> Any:
    """Return an INSERT with the ON CONFLICT clause of the session's database."""
    dialect = session.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def load_dots(store: Store, code: str, phone: str) -> dict[int, tuple[str | None, int]]:
    """Return a phone's dots by slot: the id of the example or None, and the turn."""
    votes = models.Vote
    query = select(votes.slot, votes.idea_id, votes.turn).where(
        votes.room_code == code, votes.phone == phone
    )
    with store.read() as session:
        return {slot: (idea, turn) for slot, idea, turn in session.execute(query)}


def load_room(store: Store, code: str) -> RoomState | None:
    """Return the state of a room now, None if there is no room with that code."""
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
            open=is_open(room),
            closes=room.changed + dt.timedelta(hours=OPEN_HOURS),
            long_code=long_code(code, room.key_hash),
            address=room.address,
            phones=_count(session, Participant.room_code == code),
            votes=_votes(session, code),
            notes=_notes(session, code),
        )


def _votes(session: Session, code: str) -> dict[str, int]:
    idea = models.Vote.idea_id
    query = select(idea, func.count()).where(models.Vote.room_code == code, idea.is_not(None))
    return {idea_id: count for idea_id, count in session.execute(query.group_by(idea)) if idea_id}


def _notes(session: Session, code: str) -> tuple[RoomNote, ...]:
    query = select(models.Note).where(models.Note.room_code == code).order_by(models.Note.id)
    notes = session.scalars(query).all()
    parts: dict[int | None, list[RoomNote]] = {}
    for note in notes:
        parts.setdefault(note.merged_into, []).append(_room_note(note))
    roots = (note for note in notes if note.merged_into is None)
    return tuple(_room_note(note, tuple(parts.get(note.id, ()))) for note in roots)


def _room_note(note: models.Note, merged: tuple[RoomNote, ...] = ()) -> RoomNote:
    lonlat = None if note.lon is None or note.lat is None else (note.lon, note.lat)
    return RoomNote(note.id, note.text, lonlat, note.hidden, merged)


def is_leader(store: Store, code: str, key: str) -> bool:
    """Return whether ``key`` is the one that opened the room."""
    with store.read() as session:
        return _is_key_of(session.get(Room, code), key)


def _is_key_of(room: Room | None, key: str) -> bool:
    return room is not None and hmac.compare_digest(room.key_hash, digest(key))


@contextmanager
def edit_room(store: Store, code: str, key: str) -> Iterator[tuple[Session, Room]]:
    """Open a transaction in which a room's leader changes it; an exception rolls it back.

    Raises
    ------
    NotLeaderError
        If ``key`` is not the one that opened the room.
    """
    with store.write() as session:
        room = session.get(Room, code)
        if room is None or not _is_key_of(room, key):
            raise NotLeaderError
        yield session, room
        room.changed = now()
        bump(session, counter(code))


def set_open(store: Store, code: str, key: str, is_open: bool) -> None:
    """Open or close the room for votes and notes. Raises NotLeaderError."""
    with edit_room(store, code, key) as (_, room):
        room.open = is_open


def move_to_stop(store: Store, code: str, key: str, position: int) -> None:
    """Move to a slide, clamped to 0 (title) to stops + 1 (end). Raises NotLeaderError."""
    with edit_room(store, code, key) as (_, room):
        room.position = max(0, min(position, len(room.tour["stops"]) + 1))


def set_address(store: Store, code: str, key: str, address: str) -> None:
    """Set the app's address for phones, at most 200 characters. Raises NotLeaderError."""
    with edit_room(store, code, key) as (_, room):
        room.address = address[:200]


def hide_note(store: Store, code: str, key: str, note: int, hidden: bool = True) -> None:
    """Hide a note with all that is merged into it, or show it again. Raises NotLeaderError."""
    with edit_room(store, code, key) as (session, room):
        _note_of(session, room, note).hidden = hidden


def merge_notes(store: Store, code: str, key: str, note: int, into: int | None) -> None:
    """Merge a note, with its parts, into another; None separates it. Raises NotLeaderError."""
    with edit_room(store, code, key) as (session, room):
        moved = _note_of(session, room, note)
        target = _note_of(session, room, into) if into is not None else None
        root = (target.merged_into or target.id) if target else None
        if root == note:
            return
        moved.merged_into = root
        if root:
            parts = select(models.Note).where(models.Note.merged_into == note)
            for part in session.scalars(parts):
                part.merged_into = root


def _note_of(session: Session, room: Room, note: int) -> models.Note:
    """Return a note of the room by its id. Raises NotLeaderError if it is another room's."""
    row = session.get(models.Note, note)
    if row is None or row.room_code != room.code:
        raise NotLeaderError
    return row
