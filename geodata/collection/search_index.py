"""Search index of examples: select by filter, rank by text, find similar ones.

Text search is Swedish, see :mod:`geodata.collection.text_index`.

Examples
--------
>>> SearchIndex([]).select(Filter(q="bokbuss"))
()
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.text_index import TextIndex, words
from geodata.collection.vocabulary import KINDS, STATUSES

SAME_KIND_WEIGHT = 1.5


class SearchIndex:
    """Index of a collection; safe to share between threads.

    Parameters
    ----------
    ideas
        The examples; selected without a search text they keep this order.
    """

    def __init__(self, ideas: Iterable[Idea]) -> None:
        self.ideas = tuple(ideas)
        self._index = TextIndex(_COLUMNS, (_indexed_text(idea) for idea in self.ideas))

    def select(self, filter: Filter) -> tuple[Idea, ...]:
        """Return the examples that a filter admits, the most relevant first."""
        if not words(filter.q):
            return tuple(idea for idea in self.ideas if filter.admits(idea))
        hits = (self.ideas[row] for row in self._index.search(filter.q))
        return tuple(idea for idea in hits if filter.admits(idea))

    def similar(self, idea: Idea, limit: int = 4) -> tuple[Idea, ...]:
        """Return the examples most like one, the most alike first.

        The score sums 1/sqrt(number of examples with the service) over the shared services, times
        ``SAME_KIND_WEIGHT`` for the same kind; examples without a shared service are left out.
        """
        common = Counter(chain.from_iterable(other.services for other in self.ideas))

        def likeness(other: Idea) -> float:
            shared = set(idea.services) & set(other.services)
            rarity = sum(1 / math.sqrt(common[service]) for service in shared)
            return rarity * (SAME_KIND_WEIGHT if other.kind == idea.kind else 1.0)

        others = [other for other in self.ideas if other.id != idea.id and likeness(other) > 0]
        return tuple(sorted(others, key=likeness, reverse=True)[:limit])


# Weight of a hit in each column of the index.
_COLUMNS = {
    "title": 8.0,
    "place": 6.0,
    "services": 4.0,
    "summary": 3.0,
    "operator": 2.0,
    "rest": 1.0,
}


def _indexed_text(idea: Idea) -> tuple[str, ...]:
    """Return the example's words in both languages, a string for each of ``_COLUMNS``."""
    terms = [KINDS[idea.kind], STATUSES[idea.status], *idea.terms()]
    services = chain.from_iterable((term.sv, term.en, *term.spellings) for term in terms)
    stops = (stop.name for stop in idea.stops)
    lessons = (*idea.lessons, *(idea.lessons_en or ()))
    return (
        f"{idea.title} {idea.title_en or ''}",
        " ".join((idea.place, idea.municipality, idea.county, *stops)),
        " ".join(services),
        f"{idea.summary} {idea.summary_en or ''}",
        idea.operator or "",
        " ".join((idea.description, idea.description_en or "", *lessons)),
    )
