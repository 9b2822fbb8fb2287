"""Service gaps: services that similar municipalities have and this one lacks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import SERVICES
from geodata.proximity.nearest import NearbyIndex
from geodata.proximity.neighbours import neighbours


@dataclass(frozen=True, slots=True)
class ServiceGap:
    """Service that similar municipalities have examples of, but not this one.

    ``municipality_codes`` are the municipalities that have it, ``ideas`` their examples.
    """

    service: str
    municipality_codes: tuple[str, ...]
    ideas: tuple[Idea, ...]


def service_gaps(index: NearbyIndex, code: str, alike: Sequence[str]) -> tuple[ServiceGap, ...]:
    """Return the services that similar municipalities have and one and its neighbours lack.

    Examples with status ``ended`` do not count.

    Parameters
    ----------
    index
        The collection.
    code
        Code of the municipality that lacks the services.
    alike
        Codes of similar municipalities, the most alike first.

    Returns
    -------
    tuple of ServiceGap
        Sorted by number of municipalities that have the service, the largest first, then in the
        order of the vocabulary; the municipalities of each in the order of ``alike``.

    Raises
    ------
    KeyError
        If there is no municipality with one of the codes.
    """
    around = [code, *(neighbour.municipality_code for neighbour in neighbours(code))]
    here = {service for idea in _running(index, around) for service in idea.services}
    there = {other: _running(index, [other]) for other in alike if other not in around}
    gaps = (_service_gap(service, there) for service in SERVICES if service not in here)
    return tuple(sorted(filter(None, gaps), key=lambda gap: -len(gap.municipality_codes)))


def _service_gap(service: str, there: dict[str, list[Idea]]) -> ServiceGap | None:
    having = {
        code: offering
        for code, examples in there.items()
        if (offering := [idea for idea in examples if service in idea.services])
    }
    # By id, because a route may reach into several of them.
    ideas = {idea.id: idea for offering in having.values() for idea in offering}
    return ServiceGap(service, tuple(having), tuple(ideas.values())) if having else None


def _running(index: NearbyIndex, codes: Collection[str]) -> list[Idea]:
    return [idea for idea in index.inside(codes) if idea.status != "ended"]
