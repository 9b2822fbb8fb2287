"""Outcome of a room as slides show it: the examples' dots, the room's ideas and their pins.

Examples
--------
>>> from geodata.workshop.tours import TourStop
>>> tour = Tour(title="Vår kväll", stops=(TourStop(idea="bokbuss"),))
>>> note = RoomNote(1, "Bio", (15.0, 58.5), False)
>>> result = outcome(tour, {}, {"bokbuss": 3}, (note,), "sv")
>>> result.dots, result.ideas, result.pins
(3, ('Bio',), (Pin(number=1, lonlat=(15.0, 58.5)),))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from geodata.collection.idea import Idea
from geodata.workshop.room_results import full_text
from geodata.workshop.rooms import RoomNote
from geodata.workshop.tours import Tour

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bar:
    """An example's dots; ``kind`` is "" for one that is gone, whose ``heading`` is its id."""

    heading: str
    kind: str
    dots: int


@dataclass(frozen=True, slots=True)
class Pin:
    """Position of an idea, WGS84 lon/lat; ``number`` is the idea's place in the list, from 1."""

    number: int
    lonlat: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of a room: bars with the most dots first, and ideas as they came."""

    bars: tuple[Bar, ...]
    ideas: tuple[str, ...]
    pins: tuple[Pin, ...]

    @property
    def dots(self) -> int:
        """Number of dots in all."""
        return sum(bar.dots for bar in self.bars)

    @property
    def most(self) -> int:
        """Number of dots of the example that has the most, at least 1."""
        return max([1, *(bar.dots for bar in self.bars)])


def outcome(
    tour: Tour,
    ideas: Mapping[str, Idea],
    votes: Mapping[str, int],
    notes: Iterable[RoomNote],
    language: str,
) -> Outcome:
    """Return the outcome of a room; notes that are hidden or wait for the leader are left out.

    Parameters
    ----------
    tour, ideas, votes
        The room's tour, the examples by id, and the number of dots by the id of the example.
    notes
        The room's notes; what is merged into one stands with it.
    language
        ``"sv"`` or ``"en"``.
    """
    public_notes = [note for note in notes if not note.hidden]
    headings = {stop.idea: stop.heading for stop in tour.stops if stop.heading}
    bars = [
        Bar(headings.get(key) or _title(ideas, key, language), _kind(ideas, key), votes.get(key, 0))
        for key in dict.fromkeys((*tour.ideas, *votes))
    ]
    return Outcome(
        tuple(sorted(bars, key=lambda bar: -bar.dots)),
        tuple(map(full_text, public_notes)),
        tuple(Pin(n, note.lonlat) for n, note in enumerate(public_notes, start=1) if note.lonlat),
    )


def _title(ideas: Mapping[str, Idea], key: str, language: str) -> str:
    return str(ideas[key].text("title", language)) if key in ideas else key


def _kind(ideas: Mapping[str, Idea], key: str) -> str:
    return ideas[key].kind if key in ideas else ""


def in_parts(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """Return a sequence in parts of at most ``size`` items, one for each slide."""
    return [items[start : start + size] for start in range(0, len(items), size)]
