"""Facets of a collection as arrays of rows: which rows a filter admits, and counts by key.

It answers for all examples at once what :meth:`Filter.admits` answers for one.

Examples
--------
>>> FacetRows([]).admitted(Filter(kind=("digital",))).tolist()
[]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter, area
from geodata.collection.idea import Idea

Mask = NDArray[np.bool_]
"""Whether each row is meant."""


class _Column:
    """The keys of one facet: a pair of row and number of a key for each key of each example."""

    def __init__(self, ideas: Sequence[Idea], name: str) -> None:
        keys_of = FACETS[name].keys_of
        self._numbers: dict[str, int] = {}
        # A key that an example has twice is one.
        pairs = [
            (row, self._numbers.setdefault(key, len(self._numbers)))
            for row, idea in enumerate(ideas)
            for key in dict.fromkeys(keys_of(idea))
        ]
        self._rows, self._keys = np.array(pairs, np.int32).reshape(-1, 2).T.copy()

    def rows_with_any(self, keys: Iterable[str]) -> NDArray[np.int32]:
        numbers = [self._numbers[key] for key in keys if key in self._numbers]
        rows: NDArray[np.int32] = self._rows[np.isin(self._keys, numbers)]
        return rows

    def counts(self, mask: Mask) -> Counter[str]:
        numbers = np.bincount(self._keys[mask[self._rows]], minlength=len(self._numbers))
        counts = zip(self._numbers, numbers.tolist(), strict=True)
        return Counter({key: count for key, count in counts if count})


class FacetRows:
    """The facets of a collection; safe to share between threads.

    Parameters
    ----------
    ideas
        The examples; their positions are the rows.
    """

    def __init__(self, ideas: Sequence[Idea]) -> None:
        self._ideas = ideas
        self._columns = {name: _Column(ideas, name) for name in FACETS}
        # No year that can be asked for is 0.
        self._started = np.array([idea.started or 0 for idea in ideas], np.int32)

    def admitted(self, filter: Filter) -> Mask:
        """Return the rows that meet every condition of a filter except the text search."""
        mask = np.ones(len(self._ideas), bool)
        for name in FACETS:
            if keys := getattr(filter, name):
                hits = np.zeros(len(mask), bool)
                hits[self.with_any(name, keys)] = True
                mask &= hits
        if filter.started:
            first, last = filter.started
            mask &= (self._started >= first) & (self._started <= last)
        if filter.bbox is not None:
            mask &= shapely.intersects(area(filter.bbox), self._shapes)
        return mask

    def with_any(self, name: str, keys: Iterable[str]) -> NDArray[np.int32]:
        """Return the rows that have any of some keys of a facet, one as often as it has them."""
        return self._columns[name].rows_with_any(keys)

    def counts(self, name: str, mask: Mask) -> Counter[str]:
        """Count the rows of a mask by the keys of one facet; a key without any is left out."""
        return self._columns[name].counts(mask)

    @cached_property
    def _shapes(self) -> NDArray[np.object_]:
        return np.array([idea.shape for idea in self._ideas], dtype=object)
