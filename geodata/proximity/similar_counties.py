"""Similar counties: most alike in population, density and share of rural inhabitants.

As for municipalities (:mod:`geodata.proximity.similar_municipalities`) the measure is a Euclidean
distance of facts that are standardised, here over the 21 counties: the logarithms of population and
density, and the share of the inhabitants who live in smaller towns and rural municipalities, which
is group C in SKR's division of 2023. The facts come from ``geodata/data/municipalities.csv``.

Examples
--------
>>> [alike.county.name for alike in similar_counties("25", 3)]  # Norrbotten
['Västerbottens län', 'Jämtlands län', 'Västernorrlands län']
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import SERVICES
from geodata.geography.municipalities import counties, municipalities

CLOSE = 1.5
"""Largest ratio of two populations or densities that is a reason of likeness."""
CLOSE_SHARE = 0.15
"""Largest difference of two shares that is a reason of likeness."""
RURAL = "C"
"""Letter of SKR's groups of smaller towns and rural municipalities."""

ReasonKind = Literal["population", "density", "rural"]


@dataclass(frozen=True, slots=True)
class County:
    """County with its facts.

    Attributes
    ----------
    population, land_area_km2
        Sums over its municipalities.
    rural_share
        Share, 0 to 1, of the inhabitants who live in smaller towns and rural municipalities.
    """

    code: str
    name: str
    population: int
    land_area_km2: float
    rural_share: float

    @property
    def density(self) -> float:
        """Inhabitants per km² of land."""
        return self.population / self.land_area_km2


@dataclass(frozen=True, slots=True)
class CountyReason:
    """Reason why two counties are alike, with the values of the similar one and of yours."""

    kind: ReasonKind
    theirs: float
    yours: float


@dataclass(frozen=True, slots=True)
class SimilarCounty:
    """County similar to another, with the distance in standard deviations and the reasons.

    The reasons always include the population, so that a reader can judge.
    """

    county: County
    distance: float
    reasons: tuple[CountyReason, ...]


@dataclass(frozen=True, slots=True)
class CountyGap:
    """Service that similar counties have examples of, but not this one.

    ``county_codes`` are the counties that have it, ``ideas`` their examples.
    """

    service: str
    county_codes: tuple[str, ...]
    ideas: tuple[Idea, ...]


@cache
def county_facts() -> dict[str, County]:
    """Return the 21 counties with their facts by code, in order of code. Shared: do not modify."""
    return {code: _county(code, name) for code, name in counties().items()}


def _county(code: str, name: str) -> County:
    own = [m for m in municipalities().values() if m.county_code == code]
    population = sum(m.population for m in own)
    rural = sum(m.population for m in own if m.skr_group.startswith(RURAL))
    return County(code, name, population, sum(m.land_area_km2 for m in own), rural / population)


def similar_counties(code: str, limit: int = 4) -> tuple[SimilarCounty, ...]:
    """Return the counties most like one, the most alike first; equals in order of code.

    Raises
    ------
    KeyError
        If there is no county with that code.
    """
    yours = county_facts()[code]
    facts = list(county_facts().values())
    values = np.array([(math.log(c.population), math.log(c.density), c.rural_share) for c in facts])
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    distances = np.sqrt(((standard - standard[facts.index(yours)]) ** 2).sum(axis=1))
    nearest = [facts[at] for at in np.argsort(distances, kind="stable") if facts[at] != yours]
    return tuple(
        SimilarCounty(county, float(distances[facts.index(county)]), _reasons(county, yours))
        for county in nearest[:limit]
    )


def _reasons(theirs: County, yours: County) -> tuple[CountyReason, ...]:
    reasons = [CountyReason("population", theirs.population, yours.population)]
    if abs(math.log(theirs.density / yours.density)) <= math.log(CLOSE):
        reasons.append(CountyReason("density", theirs.density, yours.density))
    if abs(theirs.rural_share - yours.rural_share) <= CLOSE_SHARE:
        reasons.append(CountyReason("rural", theirs.rural_share, yours.rural_share))
    return tuple(reasons)


def county_gaps(ideas: Iterable[Idea], code: str, alike: Sequence[str]) -> tuple[CountyGap, ...]:
    """Return the services that similar counties have and one lacks.

    Examples with status ``ended`` do not count.

    Parameters
    ----------
    ideas
        The examples.
    code
        Code of the county that lacks the services.
    alike
        Codes of similar counties, the most alike first.

    Returns
    -------
    tuple of CountyGap
        Sorted by number of counties that have the service, the largest first, then in the order of
        the vocabulary; the counties of each in the order of ``alike``.
    """
    running = [idea for idea in ideas if idea.status != "ended"]
    here = {service for idea in running if idea.county_code == code for service in idea.services}
    gaps = [_gap(service, running, alike) for service in SERVICES if service not in here]
    return tuple(sorted((g for g in gaps if g.ideas), key=lambda gap: -len(gap.county_codes)))


def _gap(service: str, running: Sequence[Idea], alike: Sequence[str]) -> CountyGap:
    offering = [idea for idea in running if service in idea.services and idea.county_code in alike]
    having = {idea.county_code for idea in offering}
    in_order = sorted(offering, key=lambda idea: alike.index(idea.county_code))
    return CountyGap(service, tuple(code for code in alike if code in having), tuple(in_order))
