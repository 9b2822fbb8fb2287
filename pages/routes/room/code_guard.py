"""Guard against guessing rooms' codes, which does not keep a hall behind one address out.

Only wrong codes count. When too many have come from a network, or from all together, its short
codes are no longer looked up, except into rooms that it is in already; the long code of the QR is.
With 200 wrong codes an hour a certain room is found in 27 days on average, and it closes after one.
"""

from __future__ import annotations

from typing import Literal

from cachetools import TTLCache

from geodata.database.store import Store
from geodata.rate_limits import Limit, network_of
from geodata.workshop import rooms
from geodata.workshop.room_codes import split_code
from geodata.workshop.rooms import RoomState

WRONG_CODES = Limit("room-code", own=60, of_all=200)
Refusal = Literal["unknown", "guessing"]
_inside: TTLCache[tuple[str, str], bool] = TTLCache(maxsize=20_000, ttl=12 * 3600)
"""Networks and the rooms that they have entered."""


def is_refused(address: str | None, text: str) -> bool:
    """Return whether a short code from an address is not even looked up."""
    code, token = split_code(text)
    inside = (network_of(address), code) in _inside
    return not token and not inside and WRONG_CODES.is_used_up(address)


def enter(store: Store, text: str, address: str | None) -> RoomState | Refusal:
    """Return the room of a typed or scanned code, or why there is none."""
    if is_refused(address, text):
        return "guessing"
    code, token = split_code(text)
    room = rooms.load_room(store, code)
    if room is None or (token and code + token != room.long_code):
        return "unknown" if WRONG_CODES.hit(address) else "guessing"
    _inside[network_of(address), code] = True
    return room
