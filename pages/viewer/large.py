"""Lists of a large collection: what the light viewer asks for instead of holding every example.

A *choice* is what a page shows: the filter of its address, and what the visitor narrows that by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any, TypedDict
from urllib.parse import urlencode

import numpy as np
from cachetools import LRUCache, cached

from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search.hit_reason import hit_reason
from geodata.collection.search.search_index import SearchIndex
from geodata.proximity.clusters import Rows
from pages.common.example_view import card
from pages.common.i18n import language
from pages.common.links import filter_of, params, permalink

LARGE = 3_000
"""Number of examples above which a map draws clusters and a list asks for its pages.

So far every view holds what it shows, and works on without the network."""
PAGE = 40
"""Examples of one page of a list."""
NARROWING = {"sok": "q", "slag": "kind", "omrade": "bbox"}
"""What a visitor narrows a page by: the parameter in an address, and that of the filter."""


ALL = Filter()


def is_large(index: SearchIndex) -> bool:
    """Return whether a collection is too large for every view to hold its marks."""
    return len(index.ideas) > LARGE


@dataclass(frozen=True, slots=True)
class Choice:
    """The filter of a page and what a visitor narrows it by: words, kinds and a box."""

    filter: Filter
    narrowing: Filter = ALL

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Choice:
        """Read a choice from query parameters; invalid values are ignored."""
        own = {name: params[key] for key, name in NARROWING.items() if key in params}
        return cls(filter_of(params), Filter.from_params(own))

    def query(self, language: str) -> str:
        """Return the query part of an address, which :meth:`from_params` reads."""
        own = self.narrowing.to_params()
        narrowing = {key: own[name] for key, name in NARROWING.items() if name in own}
        return f"?{urlencode(params(self.filter, language) | narrowing, doseq=True)}"

    def without_kinds(self) -> Choice:
        """Return the same with all kinds that the page has."""
        return Choice(self.filter, self.narrowing.with_values("kind", ()))


@cached(LRUCache(64), key=lambda index, choice: (index.version, choice), lock=Lock())
def rows_of(index: SearchIndex, choice: Choice) -> Rows:
    """Return the rows of a choice, the best first."""
    rows, narrowing = index.rows(choice.filter), choice.narrowing
    if narrowing == ALL:
        return rows
    inside = np.zeros(len(index.ideas), bool)
    # Words give an order of their own.
    first, second = (index.rows(narrowing), rows) if narrowing.q else (rows, index.rows(narrowing))
    inside[second] = True
    return first[inside[first]]


class ListPage(TypedDict):
    """Answer of ``/embed/list``.

    ``ideas`` are cards, ``total`` and ``counts`` are of all hits, the latter by kind whatever kinds
    are chosen, and ``reasons`` says by id why an example is a hit where its card does not show it.
    """

    total: int
    counts: dict[str, int]
    ideas: list[dict[str, Any]]
    reasons: dict[str, dict[str, Any]]


def list_page(index: SearchIndex, choice: Choice, number: int = 1) -> ListPage:
    """Return a page of the list of a choice, the first being 1, in the current language."""
    rows = rows_of(index, choice)
    ideas = [index.ideas[row] for row in rows[(number - 1) * PAGE : number * PAGE].tolist()]
    return {
        "total": len(rows),
        "counts": index.counts("kind", rows_of(index, choice.without_kinds())),
        "ideas": [_card(idea) for idea in ideas],
        "reasons": _reasons(index, ideas, choice.narrowing.q),
    }


def _card(idea: Idea) -> dict[str, Any]:
    return {**card(idea), "page": permalink("", idea.id, language())}


def _reasons(index: SearchIndex, ideas: Sequence[Idea], text: str) -> dict[str, dict[str, Any]]:
    if not text:
        return {}
    reasons = {idea.id: hit_reason(index, idea, text, language()) for idea in ideas}
    return {key: asdict(reason) for key, reason in reasons.items() if reason}
