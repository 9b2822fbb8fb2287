"""What may already be in the bank, before it is handed in once more.

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
from geodata.text import fold

SAME_SPOT_M = 150
NEAR_M = 25_000
LIKE_NEAR, LIKE_ANYWHERE = 70, 92
"""How alike two titles must be, 0 to 100, to be worth a look: less is enough nearby."""


def find_duplicates(
    ideas: Iterable[Idea],
    title: str,
    lonlat: tuple[float, float] | None,
    limit: int = 3,
    exact: bool = False,
) -> list[Idea]:
    """Return the examples that a new one may be the same as, the likeliest first.

    Parameters
    ----------
    ideas
        The collection.
    title
        What the new one is called, in any letter case.
    lonlat
        Where it is, WGS84 degrees; None if that is not known yet.
    limit
        How many to return at most.
    exact
        Whether ``lonlat`` is the very spot: then whatever else stands exactly there counts too.
    """
    known = tuple(ideas)
    away = dict.fromkeys((idea.id for idea in known), NEAR_M + 1.0)
    if known and lonlat:
        away = {idea.id: metres for idea, metres in nearest(known, *lonlat)}
    likeness = {idea.id: _likeness(title, idea) for idea in known}

    def worth_a_look(idea: Idea) -> bool:
        enough = LIKE_NEAR if away[idea.id] <= NEAR_M else LIKE_ANYWHERE
        same_spot = exact and idea.place_accuracy == "exact" and away[idea.id] <= SAME_SPOT_M
        return same_spot or likeness[idea.id] >= enough

    found = filter(worth_a_look, known)
    return sorted(found, key=lambda idea: (-likeness[idea.id], away[idea.id]))[:limit]


def _likeness(title: str, idea: Idea) -> float:
    titles = filter(None, (idea.title, idea.title_en))
    return max(fuzz.token_sort_ratio(fold(title), fold(other)) for other in titles)
