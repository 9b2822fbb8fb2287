"""The file that a phone takes home from a closed room: the tour, the examples and the results."""

from __future__ import annotations

import threading
from functools import lru_cache

from geodata.bank import Snapshot, open_bank
from geodata.database.store import open_store
from geodata.opendata import file_name as names
from geodata.swedish_time import local_date
from geodata.workshop.room_outcome import outcome
from geodata.workshop.rooms import RoomState, load_room
from geodata.workshop.tours import without_notes
from pages.common.i18n import language
from pages.routes.pictures import load_public
from pages.routes.presentation import take_home

MAX_CACHED = 8
"""Files kept in memory, of some megabytes each: a hundred phones ask for the same one."""
_turn = threading.Lock()


def file_to_take_home(room: RoomState) -> bytes:
    """Return the web page in one file, in the current language, without the speaker's notes."""
    with _turn:
        return _file(open_bank().current(), room.code, room.version, language())


def file_name(room: RoomState) -> str:
    """Return the file's name: the tour's title and the day when the room was last changed."""
    return names.file_name(room.tour.title, "html", local_date(room.changed))


@lru_cache(maxsize=MAX_CACHED)
def _file(snapshot: Snapshot, code: str, _version: int, language: str) -> bytes:
    room = load_room(open_store(), code)
    assert room is not None  # noqa: S101
    ideas = snapshot.collection.by_id
    result = outcome(room.tour, ideas, room.votes, room.notes, language)
    tour = without_notes(room.tour)
    return take_home(tour, ideas, language, snapshot.guides, load_public, result).encode()
