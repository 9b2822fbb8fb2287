"""Search index of examples: select by filter, rank by text, find similar ones.

Text search is Swedish: words are stemmed, å/ä/ö may be typed as a/a/o, the beginning or the last
part of a compound is enough ("buss" finds "bokbuss"), everyday words and names of places have
meanings (:mod:`geodata.collection.search.lexicon`) and misspelt words match
(:mod:`geodata.collection.search.text_index`).

Examples
--------
>>> SearchIndex([]).select(Filter(q="bokbuss"))
()
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search.facet_rows import FacetRows, Mask
from geodata.collection.search.lexicon import lexicon, mentions, name_key, place_keys
from geodata.collection.search.stemming import words
from geodata.collection.search.text_index import TextIndex
from geodata.collection.vocabulary import KINDS, STATUSES

SAME_KIND_WEIGHT = 1.5


class SearchIndex:
    """Index of a collection; safe to share between threads.

    Parameters
    ----------
    ideas
        The examples; selected without a search text they keep this order.
    digest
        :attr:`IdeaCollection.digest`, for the index to be kept on disk.
    """

    def __init__(self, ideas: Iterable[Idea], digest: str = "") -> None:
        self.ideas = tuple(ideas)
        self._digest = digest
        self.facet_rows = FacetRows(self.ideas)
        texts, keys = map(indexed_text, self.ideas), map(_keys, self.ideas)
        phrases = {**_own_places(self.ideas), **lexicon()}
        self.text_index = TextIndex(COLUMNS, texts, keys, phrases, digest)

    @cached_property
    def version(self) -> str:
        """Digest of all that the examples hold: the same in every process that has the same."""
        if self._digest:
            return self._digest
        digest = hashlib.sha256()
        for idea in self.ideas:
            digest.update(idea.model_dump_json().encode())
        return digest.hexdigest()

    def select(self, filter: Filter) -> tuple[Idea, ...]:
        """Return the examples that a filter admits, the most relevant first."""
        return tuple(self.ideas[row] for row in self.rows(filter).tolist())

    def rows(self, filter: Filter) -> NDArray[np.intp]:
        """Return the positions of what :meth:`select` returns, in the same order."""
        mask = self.facet_rows.admitted(filter)
        if not words(filter.q):
            return np.flatnonzero(mask)
        hits = np.array(self.text_index.search(filter.q), np.intp)
        return hits[mask[hits]]

    def matches(self, text: str) -> Mask:
        """Return whether each example is a hit of a search text; without words all are."""
        mask = np.zeros(len(self.ideas), bool)
        mask[self.rows(Filter(q=text))] = True
        return mask

    def counts(self, name: str, rows: NDArray[np.intp]) -> Counter[str]:
        """Count some rows by the keys of one facet; a key without any is left out."""
        mask = np.zeros(len(self.ideas), bool)
        mask[rows] = True
        return self.facet_rows.counts(name, mask)

    def similar(self, idea: Idea, limit: int = 4) -> tuple[Idea, ...]:
        """Return the examples most like one, the most alike first.

        The score sums 1/sqrt(number of examples with the service) over the shared services, times
        ``SAME_KIND_WEIGHT`` for the same kind; examples without a shared service are left out.
        """
        likeness = np.zeros(len(self.ideas))
        for service in dict.fromkeys(idea.services):
            rows = self.facet_rows.with_any("service", (service,))
            likeness[rows] += 1 / math.sqrt(max(len(rows), 1))
        likeness[self.facet_rows.with_any("kind", (idea.kind,))] *= SAME_KIND_WEIGHT
        order = np.argsort(-likeness, kind="stable")[: limit + 1].tolist()
        others = (self.ideas[row] for row in order if likeness[row] > 0)
        return tuple(other for other in others if other.id != idea.id)[:limit]


COLUMNS = {
    "title": 8,
    "place": 6,
    "services": 4,
    "summary": 3,
    "operator": 2,
    "rest": 1,
}
"""Weight of a word in each column of the index."""


def indexed_text(idea: Idea) -> tuple[str, ...]:
    """Return the example's words, a string for each of ``COLUMNS``, in both languages."""
    terms = [KINDS[idea.kind], STATUSES[idea.status]]
    labels = [label for term in terms for label in (term.sv, term.en)]
    services = chain.from_iterable((term.sv, term.en, *term.spellings) for term in idea.terms())
    stops = (stop.name for stop in idea.stops)
    lessons = (*idea.lessons, *(idea.lessons_en or ()))
    return (
        f"{idea.title} {idea.title_en or ''}",
        " ".join((idea.place, idea.municipality, idea.county, *stops)),
        " ".join((*labels, *services)),
        f"{idea.summary} {idea.summary_en or ''}",
        idea.operator or "",
        " ".join((idea.description, idea.description_en or "", *lessons)),
    )


def _keys(idea: Idea) -> dict[str, int]:
    """Return the example's keys, see :mod:`geodata.collection.search.lexicon`, with their weights.

    A place outweighs every column, so that a search for Åre ranks examples in Åre before those
    that mention it.
    """
    stops = {f"place:{stop.name.lower()}": 30 for stop in idea.stops}
    return {
        **dict.fromkeys(mentions(f"{idea.summary} {idea.description} {idea.operator or ''}"), 3),
        **dict.fromkeys(mentions(idea.title), 12),
        **{f"service:{key}": 8 for key in idea.services},
        f"kind:{idea.kind}": 8,
        f"status:{idea.status}": 12,
        f"county:{idea.county_code}": 30,
        f"municipality:{idea.municipality_code}": 30,
        f"near:{idea.municipality_code}": 1,
        **stops,
        f"place:{idea.place.lower()}": 40,
    }


def _own_places(ideas: Iterable[Idea]) -> dict[str, tuple[str, ...]]:
    """Return the examples' own villages, which the lists of places may lack."""
    names = {(idea.place, idea.municipality_code) for idea in ideas}
    return {
        name_key(words(name)): place_keys(name, code)
        for name, code in sorted(names)
        if re.fullmatch(r"[A-ZÅÄÖ]\w{2,}", name)
    }
