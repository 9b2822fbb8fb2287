"""Living data: when somebody last said that an example holds, and what that says of them all.

Examples
--------
>>> freshness([])
Freshness(total=0, recent=0, undated=0)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from geodata.collection.idea import Idea

RECENT = dt.timedelta(days=365)
"""For how long a confirmation counts as recent."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How many examples there are, how many were confirmed in the last year, or at no known time.

    An example that nobody has confirmed is as old as the source that tells of it.
    """

    total: int
    recent: int
    undated: int

    @property
    def share(self) -> float:
        """The recently confirmed as a part of all, 0 to 1; 1 of none."""
        return self.recent / self.total if self.total else 1.0


def last_confirmed(idea: Idea) -> str | None:
    """Return when an example was known to hold, as exactly as it is known: ``2016-05``."""
    return max(filter(None, (idea.confirmed, idea.status_as_of)), default=None)


def stalest(ideas: Iterable[Idea]) -> list[Idea]:
    """Return the examples with the longest unconfirmed first, before them those of no known date.

    A year counts as its first day, a month as its first.
    """
    return sorted(ideas, key=lambda idea: last_confirmed(idea) or "")


def freshness(ideas: Iterable[Idea], today: dt.date | None = None) -> Freshness:
    """Count how fresh the examples are.

    Parameters
    ----------
    ideas
        The examples to count.
    today
        The day to count from, this day in UTC unless given.
    """
    since = ((today or dt.datetime.now(dt.UTC).date()) - RECENT).isoformat()
    dates = [last_confirmed(idea) for idea in ideas]
    recent = sum(date is not None and _first_day(date) >= since for date in dates)
    return Freshness(len(dates), recent, dates.count(None))


def _first_day(date: str) -> str:
    return (date + "-01-01")[:10]
