"""Workshop rooms: a leader opens one for a tour, and phones join it.

What phones say is saved by :mod:`geodata.workshop.room_messages`. Each change raises the room's
:func:`counter`.

Examples
--------
>>> from geodata.workshop.tours import TourStop
>>> store = Store("sqlite://")
>>> tour = Tour(title="Vård nära", stops=(TourStop(idea="moskosel"),))
>>> code = open_room(store, tour, key="the leader's secret", dots=5)
>>> load_room(store, code).dots
5
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.database import models
from geodata.database.models import Participant, Room, now
from geodata.database.store import Store, bump, digest, new_code
from geodata.workshop.room_codes import CODE_LENGTH, LETTERS, long_code
from geodata.workshop.tours import Tour

MAX_DOTS = 10
MAX_ROOMS = 20_000
"""Maximum number of rooms: of 130,321 codes at least five in six are then free."""
OPEN_HOURS = 24
"""Hours after the leader's last change in which phones may vote and write."""


@dataclass(frozen=True, slots=True)
class RoomNote:
    """A note as the room sees it, with the notes that are merged into it.

    One that waits for the leader is ``hidden`` too.
    """

    id: int
    text: str
    lonlat: tuple[float, float] | None
    hidden: bool
    merged: tuple[RoomNote, ...] = ()
    waiting: bool = False


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
    changed
        When the leader last changed something.
    closes
        When it closes by itself, unless the leader changes something before.
    long_code
        The code that a QR code has, which cannot be guessed.
    address
        Address at which phones find the app, such as ``http://192.168.1.5:8501``, or "".
    reviews
        Whether the leader reads each note before it is shown.
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
    changed: dt.datetime
    closes: dt.datetime
    long_code: str
    address: str
    reviews: bool
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


def open_room(store: Store, tour: Tour, key: str, dots: int = 3, *, reviews: bool = False) -> str:
    """Open a room for a tour and return its code.

    Parameters
    ----------
    key
        Secret of the leader's browser.
    dots
        Number of dots that each phone may give.
    reviews
        Whether the leader reads each note before it is shown.

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
    document = tour.model_dump(mode="json")
    room = Room(tour=document, key_hash=digest(key), dots=dots, reviews=reviews)
    with store.write() as session:
        room.code = _free_code(session)
        session.add(room)
        bump(session, counter(room.code))
    return room.code


def _free_code(session: Session) -> str:
    """Return a code that no room has. Raises TooManyRoomsError."""
    if count_rows(session, Room.code.is_not(None)) < MAX_ROOMS:
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


def is_open(room: Room) -> bool:
    """Return whether phones may vote and write: opened by the leader, and not left for a day."""
    return room.open and now() - room.changed < dt.timedelta(hours=OPEN_HOURS)


def count_rows(session: Session, condition: Any) -> int:
    """Return the number of rows that meet a condition."""
    return session.scalar(select(func.count()).where(condition)) or 0


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
            changed=room.changed,
            closes=room.changed + dt.timedelta(hours=OPEN_HOURS),
            long_code=long_code(code, room.key_hash),
            address=room.address,
            reviews=room.reviews,
            phones=count_rows(session, Participant.room_code == code),
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
    hidden = note.hidden or note.waiting
    return RoomNote(note.id, note.text, lonlat, hidden, merged, note.waiting)


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
        row = _note_of(session, room, note)
        row.hidden, row.waiting = hidden, False


def merge_notes(store: Store, code: str, key: str, note: int, into: int | None) -> None:
    """Merge a note, with its parts, into another; None separates it. Raises NotLeaderError."""
    with edit_room(store, code, key) as (session, room):
        moved = _note_of(session, room, note)
        target = _note_of(session, room, into) if into is not None else None
        root = (target.merged_into or target.id) if target else None
        if root == note:
            return
        # Who merges a note has read it.
        moved.merged_into, moved.waiting = root, False
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
