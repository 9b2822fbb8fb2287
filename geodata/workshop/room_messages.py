"""Messages from the phones in a room: they join, give dots and write notes with ideas.

Phones resend a message until it is acknowledged; handling is idempotent. :func:`save_messages`
saves many phones' messages in one transaction, and what it acknowledges is on disk.

Examples
--------
>>> from geodata.workshop.rooms import load_room, open_room
>>> from geodata.workshop.tours import Tour, TourStop
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

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from geodata.collection.idea import BBOX, ShortText, Slug
from geodata.database import models
from geodata.database.models import Participant, Room, now
from geodata.database.store import Store, bump
from geodata.text import clean
from geodata.workshop.rooms import MAX_DOTS, count_rows, counter, is_open

MAX_PHONES = 2_000
MAX_NOTES = 20
"""Maximum number of notes from one phone in a room."""

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
    return _save_note(session, room, envelope, envelope.message)


def _save_join(session: Session, envelope: PhoneMessage) -> Refusal | None:
    in_room = Participant.room_code == envelope.code
    if count_rows(session, in_room & (Participant.phone == envelope.phone)):
        return None
    if count_rows(session, in_room) >= MAX_PHONES:
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


def _save_note(session: Session, room: Room, envelope: PhoneMessage, note: Note) -> Refusal | None:
    from_phone = (models.Note.room_code == envelope.code) & (models.Note.phone == envelope.phone)
    if count_rows(session, from_phone & (models.Note.token == note.token)):
        return None
    if count_rows(session, from_phone) >= MAX_NOTES:
        return "full"
    lon, lat = note.lonlat or (None, None)
    row = {"token": note.token, "text": note.text, "lon": lon, "lat": lat, "hidden": False}
    row["waiting"] = room.reviews
    insert = _insert(session, models.Note).values(
        room_code=envelope.code, phone=envelope.phone, created=now(), **row
    )
    session.execute(insert.on_conflict_do_nothing())
    return None


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
