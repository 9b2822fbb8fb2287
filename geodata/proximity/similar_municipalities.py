"""Similar municipalities: most alike in population, density and SKR group.

The measure is a Euclidean distance in three dimensions: the logarithm of the population and the
logarithm of the density, both standardised over the 290 municipalities so that a standard deviation
is 1, and the group in SKR's division of 2023: 0 in the same group, 1 in another group under the
same letter (A large cities and around, B larger towns and around, C smaller towns and rural),
else 2. Logarithms, because 3,000 inhabitants differ more from 6,000 than 103,000 do from 106,000.
The facts come from
``geodata/data/municipalities.csv``.

Examples
--------
>>> [alike.municipality.name for alike in similar_municipalities("2505", 3)]  # Arvidsjaur
['Vilhelmina', 'Pajala', 'Ragunda']
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geodata.geography.municipalities import Municipality, municipalities

OTHER_GROUP = 1.0
"""Distance between groups under the same letter, in standard deviations."""
OTHER_LETTER = 2.0
"""Distance between groups under different letters."""
CLOSE = 1.5
"""Largest ratio of two densities that is a reason of likeness."""

ReasonKind = Literal["same_group", "same_letter", "population", "density"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Reason why two municipalities are alike; pages turn it into a sentence.

    Attributes
    ----------
    kind
        ``same_group`` and ``same_letter`` of SKR's division, ``population`` (inhabitants) and
        ``density`` (inhabitants per km² of land).
    theirs, yours
        Values of the similar municipality and of the one it is compared with; None for the groups,
        which are facts of the municipalities.
    """

    kind: ReasonKind
    theirs: float | None = None
    yours: float | None = None


@dataclass(frozen=True, slots=True)
class SimilarMunicipality:
    """Municipality similar to another, with the distance in standard deviations and the reasons.

    The reasons always include the population, so that a reader can judge.
    """

    municipality: Municipality
    distance: float
    reasons: tuple[Reason, ...]


def similar_municipalities(code: str, limit: int = 8) -> tuple[SimilarMunicipality, ...]:
    """Return the municipalities most like one, the most alike first; equals in order of code.

    Parameters
    ----------
    code
        Code of the municipality that the others are compared with.
    limit
        Largest number to return.

    Raises
    ------
    KeyError
        If there is no municipality with that code.
    """
    yours = municipalities()[code]
    codes = list(municipalities())
    distances = _distances()[codes.index(code)]
    nearest = [at for at in np.argsort(distances, kind="stable") if codes[at] != code][:limit]
    others = [(municipalities()[codes[at]], float(distances[at])) for at in nearest]
    return tuple(
        SimilarMunicipality(theirs, distance, _reasons(theirs, yours))
        for theirs, distance in others
    )


def density(municipality: Municipality) -> float:
    """Return the number of inhabitants per km² of land."""
    return municipality.population / municipality.land_area_km2


@cache
def _distances() -> NDArray[np.float64]:
    """Return the distance of every pair, shape (290, 290), in order of code."""
    facts = municipalities().values()
    logs = np.log([(m.population, density(m)) for m in facts])
    standard = (logs - logs.mean(axis=0)) / logs.std(axis=0)
    groups = np.array([m.skr_group for m in facts])
    letters = np.array([m.skr_group[0] for m in facts])
    same_letter = letters[:, None] == letters
    steps = np.where(same_letter, OTHER_GROUP, OTHER_LETTER)
    steps[groups[:, None] == groups] = 0
    squares = ((standard[:, None] - standard) ** 2).sum(axis=2) + steps**2
    distances: NDArray[np.float64] = np.sqrt(squares)
    return distances


def _reasons(theirs: Municipality, yours: Municipality) -> tuple[Reason, ...]:
    reasons = [Reason("population", theirs.population, yours.population)]
    if theirs.skr_group == yours.skr_group:
        reasons.insert(0, Reason("same_group"))
    elif theirs.skr_group[0] == yours.skr_group[0]:
        reasons.insert(0, Reason("same_letter"))
    their_density, your_density = density(theirs), density(yours)
    if abs(math.log(their_density / your_density)) <= math.log(CLOSE):
        reasons.append(Reason("density", their_density, your_density))
    return tuple(reasons)
