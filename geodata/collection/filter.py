"""Filter of examples, shared by map, list, counts, exports and API.

Examples
--------
>>> books = Filter.from_params({"kind": ["on_wheels", "nonsense"], "q": [" bok "]})
>>> books.q, books.kind
('bok', ('on_wheels',))
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.collection.facets import FACETS
from geodata.collection.idea import Idea

MAX_QUERY_LENGTH = 200
Bbox = tuple[float, float, float, float]
Condition = tuple[frozenset[str], Callable[[Idea], tuple[str, ...]]]
"""Accepted keys of a facet, and the function that returns those of an example."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on examples: any value within one property, all of the properties together.

    Attributes
    ----------
    q
        Search text, see :meth:`SearchIndex.select`.
    kind ... status
        Accepted keys, one field for each of :data:`~geodata.collection.facets.FACETS`; empty for
        any.
    started
        First and last year, both inclusive; examples of unknown start are then left out.
    bbox
        West, south, east, north in WGS84 degrees. West is greater than east for a box across the
        antimeridian.
    """

    q: str = ""
    kind: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    county: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    started: tuple[int, int] | None = None
    bbox: Bbox | None = None
    _conditions: tuple[Condition, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Worked out once: asking every facet again for each example takes five times as long.
        conditions = (
            (frozenset(keys), facet.keys_of)
            for name, facet in FACETS.items()
            if (keys := getattr(self, name))
        )
        object.__setattr__(self, "_conditions", tuple(conditions))

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Filter:
        """Read a filter from query parameters; invalid values are ignored.

        Parameters
        ----------
        params
            Name to values, as ``urllib.parse.parse_qs`` returns. A value may itself be a list
            separated by commas.
        """
        return cls(
            q=" ".join((params.get("q") or [""])[-1].split())[:MAX_QUERY_LENGTH],
            **{
                name: facet.valid(chain.from_iterable(v.split(",") for v in params[name]))
                for name, facet in FACETS.items()
                if name in params
            },
            started=_years(params.get("started", [])),
            bbox=_bbox(params.get("bbox", [])),
        )

    def to_params(self) -> dict[str, list[str]]:
        """Return the query parameters that :meth:`from_params` reads as an equal filter."""
        values = {
            "q": [self.q],
            **{name: list(getattr(self, name)) for name in FACETS},
            "started": [str(year) for year in self.started or ()],
            "bbox": [",".join(map(str, self.bbox or ()))],
        }
        return {name: texts for name, texts in values.items() if any(texts)}

    def with_values(self, name: str, values: tuple[str, ...]) -> Filter:
        """Return a copy of the filter with other values of one facet, such as ``"kind"``."""
        changes: dict[str, Any] = {name: values}
        return replace(self, **changes)

    def admits(self, idea: Idea) -> bool:
        """Return whether an example meets every condition except the text search."""
        for keys, keys_of in self._conditions:
            if keys.isdisjoint(keys_of(idea)):
                return False
        return self._admits_year(idea.started) and (
            self.bbox is None or area(self.bbox).intersects(idea.shape)
        )

    def _admits_year(self, year: int | None) -> bool:
        if self.started is None:
            return True
        return year is not None and self.started[0] <= year <= self.started[1]


def _years(values: Sequence[str]) -> tuple[int, int] | None:
    years = [part for value in values for part in value.split(",")]
    if len(years) != 2 or not all(re.fullmatch(r"[12]\d{3}", year, re.ASCII) for year in years):
        return None
    first, last = sorted(map(int, years))
    return first, last


def _bbox(values: Sequence[str]) -> Bbox | None:
    """Read two opposite corners; in a list of six numbers the third and sixth are heights."""
    try:
        numbers = [float(part) for part in values[-1].split(",")]
    except (IndexError, ValueError):
        return None
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        return None
    half = len(numbers) // 2
    south, north = sorted((numbers[1], numbers[half + 1]))
    return numbers[0], south, numbers[half], north


@lru_cache(maxsize=64)
def area(bbox: Bbox) -> BaseGeometry:
    """Return the box as a prepared geometry in WGS84 degrees, two parts across the antimeridian."""
    west, south, east, north = bbox
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    # The envelope of two corners is a line or a point where the box has no width or height.
    corners = [shapely.MultiPoint([(left, south), (right, north)]) for left, right in spans]
    box = shapely.union_all(shapely.envelope(corners))
    shapely.prepare(box)
    return box
