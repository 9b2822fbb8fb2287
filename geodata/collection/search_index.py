"""Finding examples: the one filter that map, list, counts, exports and API all share.

A :class:`Filter` says what is asked for and translates to and from query parameters. A
:class:`SearchIndex` answers with the examples that match, best first. Text search is Swedish: words
are stemmed, å/ä/ö may be typed as a/a/o, the beginning or the last part of a compound is enough
("buss" finds "bokbuss") and a slip of the finger is forgiven.

Examples
--------
>>> Filter.from_params({"kind": ["on_wheels", "nonsense"], "q": [" bok "]})
Filter(q='bok', kind=('on_wheels',), service=(), county=(), municipality=(), status=(), \
started=None, bbox=None)
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


class SearchIndex:
    """A collection made ready for searching; safe to share between threads.

    Parameters
    ----------
    ideas
        The examples; without a search text they come back in this order.
    """

    def __init__(self, ideas: Iterable[Idea]) -> None:
        self.ideas = tuple(ideas)
        self._index = TextIndex(_COLUMNS, (_indexed_text(idea) for idea in self.ideas))

    def select(self, filter: Filter) -> tuple[Idea, ...]:
        """Return the examples that the filter admits, the most relevant first."""
        if not words(filter.q):
            return tuple(idea for idea in self.ideas if filter.admits(idea))
        found = (self.ideas[row] for row in self._index.search(filter.q))
        return tuple(idea for idea in found if filter.admits(idea))

    def similar(self, idea: Idea, limit: int = 4) -> tuple[Idea, ...]:
        """Return the examples most like another: same kind, and services that few others have."""
        common = Counter(chain.from_iterable(other.services for other in self.ideas))

        def likeness(other: Idea) -> float:
            shared = set(idea.services) & set(other.services)
            rarity = sum(1 / math.sqrt(common[service]) for service in shared)
            return rarity * (1.5 if other.kind == idea.kind else 1.0)

        others = [other for other in self.ideas if other.id != idea.id and likeness(other) > 0]
        return tuple(sorted(others, key=likeness, reverse=True)[:limit])


_COLUMNS = {
    "title": 8.0,
    "place": 6.0,
    "services": 4.0,
    "summary": 3.0,
    "operator": 2.0,
    "rest": 1.0,
}


def _indexed_text(idea: Idea) -> tuple[str, ...]:
    """The example's words, a string for each of ``_COLUMNS``, in both languages."""
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
