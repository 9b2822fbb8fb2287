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
    """A service that municipalities like this one have an example of, but not this one.

    ``municipality_codes`` are those that have it, and ``ideas`` their examples.
    """

    service: str
    municipality_codes: tuple[str, ...]
    ideas: tuple[Idea, ...]


def service_gaps(index: NearbyIndex, code: str, alike: Sequence[str]) -> tuple[ServiceGap, ...]:
    """Return what similar municipalities have that one and its neighbours do not.

    Examples that have ended count on neither side.

    Parameters
    ----------
    index
        The collection.
    code
        The municipality.
    alike
        The similar ones, the most alike first, as from :func:`similar`.

    Returns
    -------
    tuple of Missing
        The service that most of the similar ones have comes first, then in the order of the
        vocabulary; within each the municipalities in the order of ``alike``.
    """
    around = [code, *(neighbour.municipality_code for neighbour in neighbours(code))]
    here = {service for idea in _running(index, around) for service in idea.services}
    there = {other: _running(index, [other]) for other in alike if other not in around}
    found = (_service_gap(service, there) for service in SERVICES if service not in here)
    return tuple(sorted(filter(None, found), key=lambda each: -len(each.municipality_codes)))


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
