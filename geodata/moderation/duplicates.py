"""Find existing examples that a new submission may duplicate.

Examples
--------
>>> find_duplicates([], "Bokbussen", (15.04, 58.54))
[]
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from geodata.collection.idea import Idea
from geodata.proximity.nearest import nearest
from geodata.text import caseless

SAME_SPOT_M = 150
NEAR_M = 25_000
MIN_LIKENESS_NEAR, MIN_LIKENESS_ANYWHERE = 70, 92
"""Least likeness of two titles, 0 to 100: lower within ``NEAR_M`` metres."""


def find_duplicates(
    ideas: Iterable[Idea],
    title: str,
    lonlat: tuple[float, float] | None,
    limit: int = 3,
    exact: bool = False,
) -> list[Idea]:
    """Return the likely duplicates of a new example, the likeliest first.

    Parameters
    ----------
    ideas
        The collection.
    title
        The new example's title; letter case does not matter.
    lonlat
        The new example's position, WGS84 degrees; None if unknown.
    limit
        The greatest number of examples to return.
    exact
        Whether ``lonlat`` is exact: then examples at the same exact spot count whatever their
        title.
    """
    ideas = tuple(ideas)
    distances = dict.fromkeys((idea.id for idea in ideas), NEAR_M + 1.0)
    if ideas and lonlat:
        distances = {idea.id: metres for idea, metres in nearest(ideas, *lonlat)}
    likeness = {idea.id: _likeness(title, idea) for idea in ideas}

    def is_candidate(idea: Idea) -> bool:
        metres = distances[idea.id]
        min_likeness = MIN_LIKENESS_NEAR if metres <= NEAR_M else MIN_LIKENESS_ANYWHERE
        same_spot = exact and idea.place_accuracy == "exact" and metres <= SAME_SPOT_M
        return same_spot or likeness[idea.id] >= min_likeness

    candidates = filter(is_candidate, ideas)
    return sorted(candidates, key=lambda idea: (-likeness[idea.id], distances[idea.id]))[:limit]


def _likeness(title: str, idea: Idea) -> float:
    titles = filter(None, (idea.title, idea.title_en))
    return max(fuzz.token_sort_ratio(caseless(title), caseless(other)) for other in titles)
