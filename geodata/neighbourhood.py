"""A municipality's neighbourhood: who lies beside it, and what others like it have and it lacks.

Distances are metres in SWEREF 99 TM (EPSG:3006).

Examples
--------
>>> [neighbour.by_water for neighbour in neighbours("0980")]  # Gotland
[True, True, True]
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from geodata import boundaries
from geodata.ideas import Idea
from geodata.nearby import NearbyIndex
from geodata.vocabulary import SERVICES

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
    if beside := boundaries.neighbours(code):
        return tuple(Neighbour(other, 0.0) for other in beside)
    polygons = boundaries.boundaries().municipalities.geometry
    metres = polygons.distance(polygons[code]).drop(code).nsmallest(NEAREST_BY_WATER)
    return tuple(Neighbour(str(other), float(distance)) for other, distance in metres.items())


@dataclass(frozen=True, slots=True)
class Missing:
    """A service that municipalities like this one have an example of, but not this one.

    ``municipality_codes`` are those that have it, and ``ideas`` their examples.
    """

    service: str
    municipality_codes: tuple[str, ...]
    ideas: tuple[Idea, ...]


def missing(index: NearbyIndex, code: str, alike: Sequence[str]) -> tuple[Missing, ...]:
    """Return what similar municipalities have that one and its neighbours do not.

    Examples that have ended count on neither side.

    Parameters
    ----------
    index
        The collection.
    code
        The municipality.
    alike
        The similar ones, the most alike first, as from :func:`geodata.similar.similar`.

    Returns
    -------
    tuple of Missing
        The service that most of the similar ones have comes first, then in the order of the
        vocabulary; within each the municipalities in the order of ``alike``.
    """
    around = [code, *(neighbour.municipality_code for neighbour in neighbours(code))]
    here = {service for idea in _running(index, around) for service in idea.services}
    there = {other: _running(index, [other]) for other in alike if other not in around}
    found = (_missing(service, there) for service in SERVICES if service not in here)
    return tuple(sorted(filter(None, found), key=lambda each: -len(each.municipality_codes)))


def _missing(service: str, there: dict[str, list[Idea]]) -> Missing | None:
    having = {
        code: offering
        for code, examples in there.items()
        if (offering := [idea for idea in examples if service in idea.services])
    }
    # By id, because a route may reach into several of them.
    ideas = {idea.id: idea for offering in having.values() for idea in offering}
    return Missing(service, tuple(having), tuple(ideas.values())) if having else None


def _running(index: NearbyIndex, codes: Collection[str]) -> list[Idea]:
    return [idea for idea in index.inside(codes) if idea.status != "ended"]
