"""A municipality's neighbourhood: who lies beside it, and what others like it have and it lacks.

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
"""How many municipalities stand in for the neighbours of one that has none."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A municipality beside another, and how far away it is: 0 m where they share a border."""

    municipality_code: str
    distance_m: float

    @property
    def by_water(self) -> bool:
        """Whether there is water between them and no border on land."""
        return self.distance_m > 0


def neighbours(code: str) -> tuple[Neighbour, ...]:
    """Return the municipalities that share a border with one, else the three nearest by water.

    Those without a border are Gotland and, on the generalised map, Ekerö, Lidingö, Öckerö and
    Tjörn.

    Returns
    -------
    tuple of Neighbour
        Sorted by code where they share a border, else the nearest first.

    Raises
    ------
    KeyError
        If there is no municipality with that code.
    """
    if beside := boundaries.adjacent(code):
        return tuple(Neighbour(other, 0.0) for other in beside)
    polygons = boundaries.boundaries().municipalities.geometry
    metres = polygons.distance(polygons[code]).drop(code).nsmallest(NEAREST_BY_WATER)
    return tuple(Neighbour(str(other), float(distance)) for other, distance in metres.items())
