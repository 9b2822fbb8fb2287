"""Neighbours of a municipality: those that share a border, else the nearest by water.

Distances are metres in SWEREF 99 TM (EPSG:3006).

Examples
--------
>>> [neighbour.by_water for neighbour in neighbours("0980")]  # Gotland
[True, True, True]
"""

from __future__ import annotations

from dataclasses import dataclass

from geodata.geography import boundaries

NEAREST_BY_WATER = 3
"""Number of neighbours of a municipality that shares no border."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Neighbouring municipality and its distance: 0 m where the two share a border."""

    municipality_code: str
    distance_m: float

    @property
    def by_water(self) -> bool:
        """Whether there is water between the two and no border on land."""
        return self.distance_m > 0


def neighbours(code: str) -> tuple[Neighbour, ...]:
    """Return the municipalities that share a border with one, else the three nearest by water.

    The municipalities without a border are Gotland and, on the generalised map, Ekerö, Lidingö,
    Öckerö and Tjörn.

    Returns
    -------
    tuple of Neighbour
        Sorted by code if they share a border, else the nearest first.

    Raises
    ------
    KeyError
        If there is no municipality with that code.
    """
    if adjacent := boundaries.adjacent(code):
        return tuple(Neighbour(other, 0.0) for other in adjacent)
    polygons = boundaries.boundaries().municipalities.geometry
    metres = polygons.distance(polygons[code]).drop(code).nsmallest(NEAREST_BY_WATER)
    return tuple(Neighbour(str(other), float(distance)) for other, distance in metres.items())
