"""Freshness: when each example was last confirmed, and totals.

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
from geodata.swedish_time import today
from geodata.text import first_day

RECENT = dt.timedelta(days=365)
"""Age up to which a confirmation counts as recent."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Number of examples: all, confirmed within the last year, and without any known date.

    An example that nobody has confirmed is as old as its source.
    """

    total: int
    recent: int
    undated: int

    @property
    def share(self) -> float:
        """Share of recently confirmed examples, 0 to 1; 1 if there are no examples."""
        return self.recent / self.total if self.total else 1.0


def last_confirmed(idea: Idea) -> str | None:
    """Return the partial date on which an example was last known to hold, such as ``2016-05``."""
    return max(filter(None, (idea.confirmed, idea.status_as_of)), default=None)


def stalest(ideas: Iterable[Idea]) -> list[Idea]:
    """Sort examples by last confirmation, oldest first and those without a date before them.

    A year or month counts as its first day.
    """
    return sorted(ideas, key=lambda idea: last_confirmed(idea) or "")


def freshness(ideas: Iterable[Idea], day: dt.date | None = None) -> Freshness:
    """Count the recently confirmed and the undated examples.

    Parameters
    ----------
    ideas
        The examples to count.
    day
        Day from which ages are counted; today in Sweden unless given.
    """
    since = ((day or today()) - RECENT).isoformat()
    dates = [last_confirmed(idea) for idea in ideas]
    recent = sum(date is not None and first_day(date) >= since for date in dates)
    return Freshness(len(dates), recent, dates.count(None))
